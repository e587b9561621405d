import {compareText} from '../net/text-order.js';
import type {Expectation, JudgedEdge} from '../policy/finding.js';
import type {Judgement} from '../policy/judgement.js';
import {isFailed} from '../policy/sightings.js';
import type {Identity} from '../role/role.js';
import type {ConduitStatus} from './status.js';

type Counting = {-readonly [Field in keyof ConduitStatus]: ConduitStatus[Field]};

/** What roles do to each other, ordered by roles. */
export function conduitsOf({edges, expectations}: Pick<Judgement, 'edges' | 'expectations'>): ConduitStatus[] {
	const conduits = new Map<string, Counting>();
	const conduit = (from: string, to: string) => {
		const key = `${from}\n${to}`;
		let counting = conduits.get(key);
		if (counting === undefined) {
			counting = {from, to, expected: 0, unexpected: 0, failed: 0, other: 0, missing: 0, last: undefined};
			conduits.set(key, counting);
		}
		return counting;
	};
	for (const judged of edges) {
		if (judged.verdict === 'ignored') continue;
		const counting = conduit(rolesOf(judged.initiator), rolesOf(judged.responder));
		counting[columnOf(judged)]++;
		counting.last = Math.max(counting.last ?? judged.edge.last, judged.edge.last);
	}
	for (const {rule, counts} of expectations) {
		if (counts.missing !== undefined) conduit(rule.from, rule.to).missing += counts.missing;
	}
	return [...conduits.values()].sort((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}

function columnOf(judged: JudgedEdge): 'expected' | 'unexpected' | 'failed' | 'other' {
	const {verdict, rule} = judged;
	if (verdict === 'unexpected') return 'unexpected';
	if (verdict !== 'expected') return 'other';
	return rule !== undefined && isFailed(judged, rule) ? 'failed' : 'expected';
}

function rolesOf({origin, roles}: Identity): string {
	if (origin === 'unknown' || origin === 'unspecified') return 'unknown';
	return roles.length === 0 ? 'no-role' : roles.join('+');
}

/** How many expectations have each status. */
export function expectationCounts(
	expectations: readonly Expectation[],
): Partial<Record<Expectation['status'], number>> {
	const counts: Partial<Record<Expectation['status'], number>> = {};
	for (const {status} of expectations) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}
