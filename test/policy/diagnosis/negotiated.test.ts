import test from 'ava';
import {
	C1,
	CM,
	CON,
	DP,
	errorAbout,
	means,
	PROV,
	ROUTER,
	refused,
	SQL,
	stalled,
	unanswered,
	works,
} from '../../support/diagnosing.js';
import {talk} from '../../support/flows.js';
import {asksMapper, unheard} from '../../support/judging.js';
import {ascii, octets, udp} from '../../support/packets.js';
import {ACTIVATOR, activationAnswer, bind, request, response} from '../../support/rpc.js';

const mapper = asksMapper(CON, PROV, 49_664);
const activation = talk(
	`${CON}:49501`,
	`${PROV}:135`,
	octets(bind(ACTIVATOR), request(4)),
	response(activationAnswer('PROV[49700]')),
);

test(
	'the mapper names a port, and the port is silent',
	means,
	[...mapper, ...unanswered(CON, PROV, 49_664)],
	"dynamic-port-blocked: con asked prov's endpoint mapper for samr, 12345778-1234-abcd-ef00-0123456789ac, was sent to port 49664, and that was not answered: open the range of dynamic ports of prov (49152-65535 since Windows Vista; rules made for 1025-5000 miss it)",
);
test(
	'an activation names it',
	means,
	[...activation, ...unanswered(CON, PROV, 49_700)],
	'dynamic-port-blocked: for string binding of an object exporter, was sent to port 49700',
);
test(
	'a port of an old system',
	means,
	[...asksMapper(CON, PROV, 1030), ...unanswered(CON, PROV, 1030)],
	'dynamic-port-blocked: (1025-5000 before Windows Vista; rules made for 49152-65535 miss it)',
);
test(
	'a port of neither range',
	means,
	[...asksMapper(CON, PROV, 8000), ...unanswered(CON, PROV, 8000)],
	'dynamic-port-blocked: open the range of dynamic ports of prov, or give',
);
test(
	'something on the way refuses the port',
	means,
	[...mapper, ...refused(CON, PROV, 49_664, 61)],
	'dynamic-port-blocked: was refused by something on the way to prov (RST): open',
);
test(
	'a router forbids the port',
	means,
	[...mapper, ...errorAbout(works(CON, PROV, 49_664)[0]!, CON, ROUTER, 3, 13)],
	'dynamic-port-blocked: was prohibited by 10.0.9.254 (ICMP 3/13): open',
);
test(
	'the host itself refuses it: no filter is in the way',
	means,
	[...mapper, ...refused(CON, PROV, 49_664)],
	'refused: prov is reached (the RST came as far as its other packets), and nobody listens on tcp/49664',
);
test('it is answered, and breaks off', means, [...mapper, ...stalled(CON, PROV, 49_664)], 'cut');
test('it works', means, [...mapper, ...works(CON, PROV, 49_664)]);
test('nobody named it', means, [...works(CON, PROV, 135), ...unanswered(CON, PROV, 49_664)], 'not-negotiated');

const readRequest = octets(0, 1, ascii('boot.wim'), 0, ascii('octet'), 0);
const asksForFile = unheard(`${C1}:2070`, `${DP}:69`, readRequest);
const data = udp(`${DP}:50100`, `${C1}:2070`, octets(0, 3, 0, 1, new Uint8Array(512)));

test(
	'a file is asked for, and no data come',
	means,
	[...works(C1, DP, 80), ...asksForFile],
	'tftp-replies-lost: let the firewall follow TFTP, or allow UDP from the high ports of dp to c1',
);
test('data come', means, [...works(C1, DP, 80), ...asksForFile, data]);
const sentAgain = [1, 3, 6, 10].map((seconds) => [seconds, data] as const);
const acknowledged = udp(`${C1}:2070`, `${DP}:50100`, octets(0, 4, 0, 1));
test(
	'data are sent again and again, and nobody acknowledges them',
	means,
	[udp(`${C1}:2070`, `${DP}:69`, readRequest), ...sentAgain],
	'tftp-replies-lost: dp answers the request of c1 from a new high port, again and again, and c1 acknowledges nothing',
);
test('and then somebody does', means, [udp(`${C1}:2070`, `${DP}:69`, readRequest), ...sentAgain, acknowledged]);
test('the server sends nothing at all', means, asksForFile, 'host-silent: dp is down');
test(
	'a router says that there is no way',
	means,
	[...works(C1, DP, 80), ...errorAbout(udp(`${C1}:2070`, `${DP}:69`, readRequest), C1, ROUTER, 3, 1)],
	'unreachable: there is no way to dp',
);
test(
	'nobody serves files there',
	means,
	[...works(C1, DP, 80), ...errorAbout(udp(`${C1}:2070`, `${DP}:69`, readRequest), C1, DP, 3, 3)],
	'no-listener: nobody listens on udp/69',
);
test(
	'the port that SQL Server Browser names is forbidden with it',
	means,
	[
		udp(`${CM}:50001`, `${SQL}:1434`, octets(4, ascii('PS1'), 0)),
		udp(
			`${SQL}:1434`,
			`${CM}:50001`,
			octets(5, 60, 0, ascii('ServerName;SQL;InstanceName;PS1;IsClustered;No;Version;11.0;tcp;51000;;')),
		),
		...unanswered(CM, SQL, 51_000),
	],
	'forbidden',
	'sql-browser: and goes on to tcp/51000',
);
