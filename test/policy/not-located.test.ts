import test from 'ava';
import {
	C1,
	C2,
	DC,
	FSP,
	later,
	locates,
	MP,
	meansIn,
	refused,
	says,
	unanswered,
	windowsWorld,
	works,
} from '../support/diagnosing.js';

const means = meansIn(windowsWorld);
const STAGE =
	'not-located: of the three stages, to locate, to connect and to talk, the first fails, which no port to the management point mends:';

test('DNS knows none', means, [...locates(C1, 0), ...later(200)], `${STAGE} publish the management point in DNS`);
test('DNS knows some', means, [...locates(C1, 2), ...later(200)], `${STAGE} the clients do not take what DNS names`);
test(
	'DNS does not answer',
	means,
	[...works(C1, DC, 53), ...locates(C1), ...later(200)],
	'filtered',
	`${STAGE} open DNS`,
);
test('a connection follows', means, [...locates(C1, 2), ...works(C1, MP, 80), ...later(200)]);
test(
	'a connection is tried: that is the next stage',
	means,
	[...locates(C1, 2), ...refused(C1, MP, 80), ...later(200)],
	'refused',
);
test('a connection of another client', means, [...locates(C1, 0), ...works(C2, MP, 80), ...later(200)], 'not-located');
test(
	'a proxy is asked: that is the last stage',
	means,
	[
		...locates(C1, 2),
		...says(C1, '192.168.9.9', 8080, 'CONNECT mp:443 HTTP/1.1\r\n\r\n', 'HTTP/1.1 502 x\r\n\r\n'),
		...later(200),
	],
	'speaks-to-proxy: which answers 502 Bad Gateway',
);
test('the capture ends soon after', means, [
	...locates(C1, 0).map((packet) => [190, packet as Uint8Array] as const),
	...later(200),
]);
test('a server asks', means, [...locates(MP, 0), ...later(200)]);

test(
	'the fallback status point is told',
	means,
	[...works(C1, FSP, 80), ...later(200)],
	`${STAGE} the clients tell the fallback status point`,
);
test('and the management point too', means, [...works(C1, FSP, 80), ...works(C1, MP, 443), ...later(200)]);
test('it does not listen', means, [...unanswered(C1, FSP, 80), ...later(200)], 'host-silent');
