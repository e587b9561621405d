import test from 'ava';
import {displayFilter} from '#portolan/report/display-filter.js';
import type {ReportEdge} from '#portolan/report/report.js';
import {edgeOf} from '../support/report.js';

/** `10.0.0.1 > 10.0.0.2 tcp/443`, `icmp/8`, `gre`, or `scan tcp` for all that one host tried. */
function edge(text: string): ReportEdge {
	const [from, , to, service] = text.split(' ') as [string, string, string, string];
	const [protocol, number] = service.split('/') as [string, string | undefined];
	const isIcmp = protocol.startsWith('icmp');
	const end = (address: string) => ({address, name: null, roles: [], seenAs: null});
	return edgeOf({
		initiator: end(from),
		responder: end(to === 'anybody' ? '10.0.0.1' : to),
		protocol,
		port: number === undefined || isIcmp ? null : Number(number),
		icmpType: isIcmp && number !== undefined ? Number(number) : null,
		scan: to === 'anybody' ? {responders: 9, ports: 9} : null,
	});
}

const selects = test.macro<[edges: readonly string[], expression: string | null]>({
	exec: (t, edges, expression) => t.deepEqual(displayFilter(edges.map(edge), []), {expression, leftOut: 0}),
	title: (_, edges, expression) => `${edges.join(', ') || 'nothing'}: ${expression}`,
});

test(selects, [], null);
test(selects, ['10.0.0.1 > 10.0.0.2 tcp/443'], 'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and tcp.port == 443');
test(selects, ['fd00::1 > fd00::2 udp/53'], 'ipv6.addr == fd00::1 and ipv6.addr == fd00::2 and udp.port == 53');
test(
	selects,
	['10.0.0.1 > 10.0.0.2 tcp/443', '10.0.0.3 > 10.0.0.2 tcp/443'],
	'ip.addr in {10.0.0.1, 10.0.0.3} and ip.addr == 10.0.0.2 and tcp.port == 443',
);
test(
	selects,
	['10.0.0.1 > 10.0.0.2 tcp/443', '10.0.0.1 > 10.0.0.2 tcp/80', '10.0.0.1 > 10.0.0.2 tcp/444'],
	'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and tcp.port in {80, 443, 444}',
);
test(
	selects,
	[1, 2, 3, 4, 9].map((port) => `10.0.0.1 > 10.0.0.2 tcp/${port}`),
	'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and tcp.port in {1..4, 9}',
);
test(
	selects,
	['10.0.0.1 > 10.0.0.2 icmp/8', '10.0.0.1 > 10.0.0.3 icmp/8'],
	'ip.addr in {10.0.0.2, 10.0.0.3} and ip.addr == 10.0.0.1 and icmp.type in {8, 0}',
);
test(
	selects,
	['10.0.0.1 > 10.0.0.2 tcp/80', 'fd00::1 > fd00::2 tcp/80'],
	'(ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and tcp.port == 80) or (ipv6.addr == fd00::1 and ipv6.addr == fd00::2 and tcp.port == 80)',
);
test(
	selects,
	['10.0.0.1 > 10.0.0.2 udp/69'],
	'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and (udp.port == 69 or tftp)',
);
test(selects, ['10.0.0.1 > 10.0.0.2 gre'], 'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and ip.proto == 47');
test(selects, ['fd00::1 > fd00::2 ip-200'], 'ipv6.addr == fd00::1 and ipv6.addr == fd00::2 and ipv6.nxt == 200');
test(
	selects,
	['fd00::1 > fd00::2 icmpv6/128'],
	'ipv6.addr == fd00::1 and ipv6.addr == fd00::2 and icmpv6.type in {128, 129}',
);
test(selects, ['10.0.0.1 > 10.0.0.2 icmp/3'], 'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and icmp.type == 3');
test(selects, ['10.0.0.9 > anybody tcp'], 'ip.addr == 10.0.0.9 and tcp');
test(selects, ['10.0.0.9 > anybody icmp'], 'ip.addr == 10.0.0.9 and icmp');
test(selects, ['10.0.0.9 > anybody gre'], 'ip.addr == 10.0.0.9 and ip.proto == 47');
test(selects, ['10.0.0.1 > 10.0.0.1 tcp/80'], 'ip.addr == 10.0.0.1 and tcp.port == 80');

test('machines that have no address yet', (t) => {
	t.deepEqual(displayFilter([], ['02:00:00:00:00:01', '02:00:00:00:00:02']), {
		expression: 'dhcp.hw.mac_addr in {02:00:00:00:00:01, 02:00:00:00:00:02}',
		leftOut: 0,
	});
});

test('a filter stays short, begins with the first edges, and says how many it leaves out', (t) => {
	// No two of them share a host or a port.
	const edges = Array.from({length: 300}, (_, index) =>
		edge(`10.1.${index >> 8}.${index & 255} > 10.2.${index >> 8}.${index & 255} tcp/${1000 + 2 * index}`),
	);
	const {expression, leftOut} = displayFilter(edges, []);
	t.true(expression!.length <= 1000);
	t.true(expression!.startsWith('(ip.addr == 10.1.0.0 and ip.addr == 10.2.0.0 and tcp.port == 1000) or ('));
	t.is(expression!.split(' or ').length + leftOut, 300);
});

test('hundreds of hosts of one service are sets of a few clauses', (t) => {
	const edges = Array.from({length: 120}, (_, index) => edge(`10.1.0.${index} > 10.0.0.2 tcp/443`));
	const {expression, leftOut} = displayFilter(edges, []);
	t.true(expression!.length <= 1000);
	t.is((expression!.match(/10\.1\.0\.\d+/g) ?? []).length + leftOut, 120);
});
