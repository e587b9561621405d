import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {formatMatrixDiff, formatMatrixMarkdown} from '#portolan/report/matrix-diff.js';
import {pack} from '../support/packs.js';
import {type ReportCase, reportOf, talk} from '../support/reports.js';
import {inventory} from '../support/site.js';
import {waiver} from '../support/waivers.js';

const hosts = inventory('a1 10.0.1.1: a', 'a2 10.0.1.2: a', 'b1 10.0.2.1: b', 'c1 10.0.3.1: c');
const linesOf = (edges: readonly FlowEdge[], options: ReportCase = {}) =>
	formatMatrixDiff(reportOf(edges, {hosts, ...options}), {colors: false})
		.trimEnd()
		.split('\n')
		.slice(2)
		// Times are told of all and are the same here.
		.map((line) => line.replaceAll(/, 2026-\S+ to 2026-[^ )]+/g, ''));

const shows = test.macro<[edges: readonly FlowEdge[], lines: string[], options?: ReportCase]>({
	exec: (t, edges, lines, options) => t.deepEqual(linesOf(edges, options), lines),
	title: (name) => name!,
});

const tls = talk('a1 > b1 tcp/443');
const full = {isRepresentative: true};

test(
	'nothing at all',
	shows,
	[],
	[
		'@@ a -> b @@',
		'? tcp/443 tls: not observable: a1 -> b1, a2 -> b1: the capture shows nothing sent by a1 (usual)',
		'@@ a -> c @@',
		'? tcp/1433 sql: not observable: a1 -> c1, a2 -> c1: the capture shows nothing sent by a1 (required)',
	],
);
const quiet = inventory('a1 10.0.1.1: a', 'b1 10.0.2.1: b', 'x 10.9.9.9:');
test(
	'seen',
	shows,
	[tls, {...tls, networks: ['vlan 10']}],
	['@@ a -> b @@', '  tcp/443 tls: 2 flows, a1 -> b1 (usual)'],
	{hosts: quiet},
);
test(
	'missing',
	shows,
	[talk('a1 > x tcp/9'), talk('b1 > x tcp/9')],
	[
		'@@ a -> b @@',
		'- tcp/443 tls: missing: a1 -> b1: both hosts are visible, and it was never tried (usual)',
		'@@ a -> no-role @@',
		'+ tcp/9: 1 flow, a1 -> x (undocumented-pair)',
		'@@ b -> no-role @@',
		'+ tcp/9: 1 flow, b1 -> x (undocumented-pair)',
	],
	{hosts: quiet, ...full},
);
test(
	'failed',
	shows,
	[talk('a1 > b1 tcp/443', {outcome: 'refused'})],
	['@@ a -> b @@', '~ tcp/443 tls: failed: a1 -> b1: tcp/443 was refused (RST) (usual)'],
	{hosts: quiet},
);
test(
	'seen and not documented',
	shows,
	[tls, talk('a1 > b1 tcp/22', {flows: 3})],
	['@@ a -> b @@', '  tcp/443 tls: 1 flow, a1 -> b1 (usual)', '+ tcp/22: 3 flows, a1 -> b1 (undocumented-port)'],
	{hosts: quiet},
);
test(
	'a stranger, pings and a scan',
	shows,
	[
		tls,
		talk('10.8.8.8 > b1 tcp/443'),
		talk('b1 > a1 icmp'),
		talk('10.8.8.8 > a1 tcp', {scan: {responders: 9000, ports: 2}, outcome: 'refused'}),
	],
	[
		'@@ a -> b @@',
		'  tcp/443 tls: 1 flow, a1 -> b1 (usual)',
		'@@ b -> a @@',
		'+ icmp type 8: 1 flow, b1 -> a1 (undocumented-pair)',
		'@@ unknown -> a @@',
		'+ tcp scan: 1 flow, 10.8.8.8 -> a1 (unknown-initiator)',
		'@@ unknown -> b @@',
		'+ tcp/443: 1 flow, 10.8.8.8 -> b1 (unknown-initiator)',
	],
	{hosts: quiet},
);
test(
	'services on demand that nobody used are left out',
	shows,
	[talk('b1 > c1 tcp/9')],
	['@@ b -> c @@', '+ tcp/9: 1 flow, b1 -> c1 (undocumented-port)'],
	{hosts: inventory('b1 10.0.2.1: b', 'c1 10.0.3.1: c'), ...full},
);
test(
	'what is waived and not documented says so',
	shows,
	[tls, talk('a1 > b1 tcp/22')],
	[
		'@@ a -> b @@',
		'  tcp/443 tls: 1 flow, a1 -> b1 (usual)',
		'+ tcp/22: 1 flow, a1 -> b1 (undocumented-port, waived by w)',
	],
	{hosts: quiet, waivers: [waiver('scope: {service: tcp/22}')]},
);
test(
	'what is waived and documented stands in its own line',
	shows,
	[talk('a1 > b1 tcp/443', {outcome: 'refused'})],
	['@@ a -> b @@', '~ tcp/443 tls: failed: a1 -> b1: tcp/443 was refused (RST) (usual)'],
	{hosts: quiet, waivers: [waiver('scope: {service: tcp/443}')]},
);
test(
	'housekeeping is no traffic',
	shows,
	[tls, talk('a1 > b1 icmp/3')],
	['@@ a -> b @@', '  tcp/443 tls: 1 flow, a1 -> b1 (usual)'],
	{hosts: quiet},
);

const either = pack(`conduits:
  - {from: a, to: b, expect: required, any-of: [[web, tls]], services: {web: {tcp: 80}, tls: {tcp: 443}}}
`);
test(
	'alternatives are one line',
	shows,
	[talk('a1 > b1 tcp/80'), tls],
	['@@ a -> b @@', '  tcp/80 or tcp/443 web or tls: 2 flows, a1 -> b1 (required)'],
	{hosts: quiet, rules: either},
);

const edges = Array.from({length: 5}, (_, index) => talk(`10.0.1.${index} > b1 tcp/443`, {seen: 10 + index}));
const network = inventory('10.0.1.0/24: a', 'b1 10.0.2.1: b');

test('three pairs are named, and the first and the last time', (t) => {
	const text = formatMatrixDiff(reportOf(edges, {hosts: network}), {colors: false});
	t.is(
		text,
		`--- test (1)
+++ day.pcap, 2026-01-01T00:00:00.000000Z to 2026-01-01T00:01:00.000000Z
@@ a -> b @@
  tcp/443 tls: 5 flows, 10.0.1.0 -> b1, 10.0.1.1 -> b1, 10.0.1.2 -> b1 and 2 more, 2026-01-01T00:00:10.000000Z to 2026-01-01T00:00:14.000000Z (usual)
`,
	);
});

test('colours change no word', (t) => {
	const report = reportOf(edges, {hosts: network});
	const plain = formatMatrixDiff(report, {colors: false});
	t.is(stripVTControlCharacters(formatMatrixDiff(report, {colors: true})), plain);
});

test('for a ticket it is a block that nothing in it ends', (t) => {
	const report = reportOf(edges, {hosts: network, path: '```.pcap'});
	const text = formatMatrixMarkdown(report);
	t.regex(text, /^```diff\n--- test \(1\)\n\+\+\+ '''\.pcap, /);
	t.is(text.match(/```/g)?.length, 2);
	t.true(text.endsWith('\n```\n'));
});
