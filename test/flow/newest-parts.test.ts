import test from 'ava';
import fc from 'fast-check';
import {emptySums} from '#portolan/flow/edge-sums.js';
import {newestParts} from '#portolan/flow/newest-parts.js';
import {parseAddress} from '#portolan/net/address.js';

const address = parseAddress('10.0.0.1')!;
const sums = (last: number) => ({
	...emptySums({initiator: address, responder: address, protocol: 6, port: 1, ambiguousPort: undefined}),
	last,
});
const partsOf = (answered: readonly number[], failed: ReadonlyArray<readonly number[]>) => ({
	edges: answered.map(sums),
	attempts: failed.map((times) => ({edges: times.map(sums), scan: undefined})),
});

test('the latest edges stay, exactly as many as may, whatever times are equal', (t) => {
	const times = fc.array(fc.integer({min: 0, max: 9}));
	fc.assert(
		fc.property(times, fc.array(times), fc.nat(20), (answered, failed, limit) => {
			const parts = partsOf(answered, failed);
			const kept = newestParts(parts, limit);
			const all = [...answered, ...failed.flat()].sort((a, b) => b - a);
			const left = [...kept.parts.edges, ...kept.parts.attempts.flatMap(({edges}) => edges ?? [])].map(
				({last}) => last,
			);
			t.deepEqual(
				left.sort((a, b) => b - a),
				all.slice(0, limit),
			);
			t.is(kept.forgotten, Math.max(0, all.length - limit));
			if (kept.forgotten > 0) t.false(kept.parts.attempts.some(({edges}) => edges?.length === 0));
		}),
	);
});

test('a scan stays', (t) => {
	const scan = {
		sums: sums(0),
		lowestResponder: address,
		responders: new Set(['10.0.0.2']),
		ports: new Uint8Array(8192),
	};
	const {parts, forgotten} = newestParts({edges: [1, 2].map(sums), attempts: [{edges: undefined, scan}]}, 1);
	t.is(forgotten, 1);
	t.deepEqual(parts.attempts, [{edges: undefined, scan}]);
});
