import test from 'ava';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';
import {inventory} from '../../support/site.js';
import {waiver} from '../../support/waivers.js';

// Hosts a1 and a2 never use tcp/1433 of c1, which they must; all three are seen.

const hosts = inventory('a1 10.0.1.1: a', 'a2 10.0.1.2: a', 'b1 10.0.2.1: b', 'c1 10.0.3.1: c');
const idle = [talk('a1 > b1 tcp/443'), talk('a2 > b1 tcp/443'), talk('b1 > c1 tcp/80')];
const options: ReportCase = {hosts, isRepresentative: true};

test('without a waiver', (t) => t.like(reportOf(idle, options).findings, [{kind: 'missing', rule: 'test/a/c/sql'}]));

const covers = test.macro<[scope: string, ...kinds: string[]]>({
	exec: (t, scope, ...kinds) => {
		const {findings} = reportOf(idle, {...options, waivers: [waiver(`scope: ${scope}`)]});
		t.deepEqual(
			findings.map(({kind}) => kind),
			kinds,
		);
	},
	title: (_, scope) => `a missing service and a waiver of ${scope}`,
});

test(covers, '{rule: test/a/c/sql}');
test(covers, '{kind: missing, rule: test/a/c/sql}');
test(covers, '{kind: missing, from: a, to: c}');
test(covers, '{from: a}');
test(covers, '{rule: test/a/c/sql, initiators: [a1, a2], responders: c1}');
test(covers, '{kind: failed, rule: test/a/c/sql}', 'missing', 'waiver-unused');
test(covers, '{rule: test/a/b/tls}', 'missing', 'waiver-unused');
test(covers, '{rule: test/a/c/sql, initiators: a1}', 'missing', 'waiver-unused');
test(covers, '{service: tcp/1433}', 'missing', 'waiver-unused');

test('one that has expired covers nothing', (t) => {
	const {findings} = reportOf(idle, {
		...options,
		waivers: [waiver('scope: {rule: test/a/c/sql}', 'until: 2025-12-31')],
	});
	t.like(findings, [
		{kind: 'missing'},
		{
			kind: 'waiver-expired',
			message: 'waiver w (net) has expired on 2025-12-31, and covers 2 pairs of hosts no more: a1 -> c1, a2 -> c1',
		},
	]);
});

test('more pairs of hosts than it was granted for', (t) => {
	const {findings} = reportOf(idle, {...options, waivers: [waiver('scope: {rule: test/a/c/sql}', 'max-hosts: 1')]});
	t.like(findings, [{kind: 'waiver-broadened'}]);
	t.is(findings.length, 1);
});
