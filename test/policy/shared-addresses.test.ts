import test from 'ava';
import {nothingObserved} from '#portolan/flow/observations.js';
import {HOUR} from '#portolan/net/time.js';
import {judge} from '#portolan/policy/judgement.js';
import {packs} from '../support/diagnosing.js';
import {edge} from '../support/edges.js';
import {inventoryWith} from '../support/site.js';

const site = inventoryWith({packs}, [
	'mp 10.0.0.1: management-point',
	'mp2 10.0.0.2: management-point',
	'10.0.9.0/24: client',
]);

/** @param limits least and greatest TTL of each edge of one client; @param expected the message */
const seems = test.macro<
	[limits: ReadonlyArray<readonly [number, number]>, expected?: string, from?: string, service?: string]
>({
	exec(t, limits, expected, from = '10.0.9.1', service = 'tcp/80') {
		const edges = limits.map(([least, greatest], index) =>
			edge(from, `10.0.0.${1 + index}`, service, {initiatorHopLimits: {least, greatest}}),
		);
		const {findings} = judge(edges, packs, site, {duration: HOUR, isRepresentative: false}, nothingObserved);
		const found = findings.filter(({kind}) => kind === 'shared-address');
		t.deepEqual(
			found.map(({message}) => message),
			expected === undefined ? [] : [expected],
		);
		for (const {severity, evidence} of found) {
			t.is(severity, 'note');
			t.true(evidence.length > 0);
		}
	},
	title: (_, limits, expected, from = '', service = '') =>
		`${from} ${service} ${limits.join('; ')}: ${expected ?? 'nothing'}`,
});

test(
	seems,
	[[62, 126]],
	'10.0.9.1: connections from this address come with TTLs of 62 and 126, as from several machines behind it',
);
test(
	seems,
	[
		[62, 62],
		[126, 126],
	],
	'10.0.9.1: connections from this address come with TTLs of 62 and 126, as from several machines behind it',
);
test(seems, [[60, 64]]);
test(seems, [
	[120, 128],
	[110, 115],
]);
test(seems, [[3, 126]]);
test(seems, [[62, 126]], undefined, '192.168.1.1');
test(seems, [[62, 126]], undefined, '10.0.9.1', 'udp/69');
