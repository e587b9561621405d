import test from 'ava';
import {
	C1,
	C1V6,
	C2,
	errorAbout,
	MP,
	MPV6,
	means,
	ROUTER,
	ROUTER_V6,
	refused,
	stalled,
	syn,
	unanswered,
	works,
} from '../../support/diagnosing.js';
import {udp} from '../../support/packets.js';

test(
	'the host sends nothing to anybody',
	means,
	unanswered(C1, MP, 443),
	'host-silent: mp is down, or there is no way to it: it sends nothing at all, to nobody',
);
test(
	'it answers on another port',
	means,
	[...works(C1, MP, 80), ...unanswered(C1, MP, 443)],
	'filtered: a filter on the way, or the firewall of mp, drops tcp/443 without a word: mp answers c1 on tcp/80',
);
test(
	'it answers another host',
	means,
	[...works(C2, MP, 80), ...unanswered(C1, MP, 443)],
	'filtered: mp is there, and answers nothing that c1 sends to 10.0.0.1',
);
test(
	'it answers over the other version of IP, on another port',
	means,
	[...works(C1V6, MPV6, 80), ...unanswered(C1, MP, 443)],
	'filtered: mp is there, and answers nothing that c1 sends to 10.0.0.1',
);
test(
	'it is answered, and breaks off',
	means,
	stalled(C1, MP, 80),
	'cut: c1 and mp connect, and then what one of them sends does not arrive: something on the way inspects the connection and drops it',
);

test(
	'a RST from as far as everything else',
	means,
	[...works(C2, MP, 80), ...refused(C1, MP, 443)],
	'refused: mp is reached (the RST came as far as its other packets), and nobody listens on tcp/443',
);
test(
	'a RST from nearer',
	means,
	[...works(C2, MP, 80), ...refused(C1, MP, 443, 60)],
	'rejected-in-between: something between c1 and mp rejects it in the name of mp: its RST has a TTL of 60, and what mp sends has 64',
);
test(
	'a RST, and nothing to compare it with',
	means,
	refused(C1, MP, 443, 60),
	'refused: mp is reached, and nobody listens on tcp/443',
);

/** About a SYN to port 443 of mp. */
const v4 = (sender: string, type: number, code: number) => errorAbout(syn(C1, MP, 443), C1, sender, type, code);
const v6 = (sender: string, type: number, code: number) => errorAbout(syn(C1V6, MPV6, 443), C1V6, sender, type, code);
const BY_ROUTER = 'prohibited: a filter on 10.0.9.254, on the way to mp, forbids it and says so: 10.0.9.254 says';
const BY_HOST = 'prohibited: a filter on mp itself forbids it and says so: 10.0.0.1 says';

test('a router forbids a network', means, v4(ROUTER, 3, 9), `${BY_ROUTER} "network prohibited" (ICMP 3/9)`);
test('a router forbids a host', means, v4(ROUTER, 3, 10), `${BY_ROUTER} "host prohibited" (ICMP 3/10)`);
test('a router forbids it', means, v4(ROUTER, 3, 13), `${BY_ROUTER} "communication prohibited by a filter"`);
test('the host forbids it', means, v4(MP, 3, 13), `${BY_HOST} "communication prohibited by a filter" (ICMP 3/13)`);
test('a router forbids IPv6', means, v6(ROUTER_V6, 1, 1), 'prohibited: fd00::9:fe says "communication prohibited"');
test('a router has a policy', means, v6(ROUTER_V6, 1, 5), 'prohibited: on fd00::9:fe, on the way to mp,');
test('the host forbids IPv6', means, v6(MPV6, 1, 1), 'prohibited: a filter on mp itself');
test('closed TCP ports send RST, not messages', means, v4(MP, 3, 3), `${BY_HOST} "port unreachable" (ICMP 3/3)`);
test('a router knows nothing of ports', means, v4(ROUTER, 3, 3), `${BY_ROUTER} "port unreachable"`);
test('nor of protocols', means, v4(ROUTER, 3, 2), `${BY_ROUTER} "protocol unreachable"`);
test('nor over IPv6', means, v6(ROUTER_V6, 1, 4), 'prohibited: on fd00::9:fe, on the way to mp,');
test('a host that is reached cannot be unreachable', means, v4(MP, 3, 1), `${BY_HOST} "host unreachable" (ICMP 3/1)`);

const NO_WAY = 'unreachable: there is no way to mp:';
test('no network', means, v4(ROUTER, 3, 0), `${NO_WAY} 10.0.9.254 says "network unreachable" (ICMP 3/0)`);
test('no host', means, v4(ROUTER, 3, 1), `${NO_WAY} 10.0.9.254 says "host unreachable" (ICMP 3/1)`);
test('no route over IPv6', means, v6(ROUTER_V6, 1, 0), `${NO_WAY} fd00::9:fe says "no route" (ICMPv6 1/0)`);
test('no neighbour over IPv6', means, v6(ROUTER_V6, 1, 3), `${NO_WAY} fd00::9:fe says "address unreachable"`);
test(
	'no route, though the host is there for others',
	means,
	[...works(C2, MP, 80), ...v4(ROUTER, 3, 1)],
	`${NO_WAY} 10.0.9.254 says "host unreachable"`,
);
test(
	'too big',
	means,
	v4(ROUTER, 3, 4),
	'unreachable: what c1 sends is too big for a link on the way to mp: 10.0.9.254 says "fragmentation needed" (ICMP 3/4)',
);
test(
	'too big for IPv6',
	means,
	v6(ROUTER_V6, 2, 0),
	'unreachable: what c1 sends is too big for a link on the way to mp',
);
test(
	'too many hops',
	means,
	v4(ROUTER, 11, 0),
	'unreachable: packets to mp go round in a circle between routers: 10.0.9.254 says "time exceeded on the way"',
);

const knock = udp(`${C1}:50001`, `${C2}:25536`);
test(
	'nobody listens on a UDP port',
	means,
	errorAbout(knock, C1, C2, 3, 3),
	'no-listener: c2 is reached, and nobody listens on udp/25536: 10.0.9.2 says "port unreachable" (ICMP 3/3)',
);
test('a router says so', means, errorAbout(knock, C1, ROUTER, 3, 3), 'prohibited: on 10.0.9.254, on the way to c2,');

/** A connection of which the capture shows the client's side only. */
const halfSeen = works(C2, MP, 80).filter((_, index) => [0, 2, 3, 5, 7].includes(index));
test(
	'one side only is captured',
	means,
	[...halfSeen, ...unanswered(C1, MP, 443)],
	'host-silent: no answer reached c1, and the capture, which shows one direction only, does not tell why',
);
