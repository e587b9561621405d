import {compareText} from '../../net/text-order.js';
import {type Severity, severities} from '../../rulepack/pack.js';
import type {ReportFinding} from '../report.js';
import {type Change, changes, type DiffPair} from './diff.js';
import {whyUnobservable} from './observable.js';
import {type Conversation, type Side, stateOf} from './side.js';

/** A finding's own part of the conversations of a side, by key. */
type Own = ReadonlyMap<string, Conversation>;

/** What became of the host pairs of a finding. */
interface PairChanges {
	readonly pairs: DiffPair[];
	/** Some are part of the finding with which less was wrong before. */
	readonly isWorse: boolean;
}

/** What became of each host pair of a finding, which may be on one side only. */
export function pairsOf(
	was: ReportFinding | undefined,
	is: ReportFinding | undefined,
	before: Side,
	after: Side,
): PairChanges {
	const own = {
		before: was === undefined ? new Map() : before.conversationsOf(was),
		after: is === undefined ? new Map() : after.conversationsOf(is),
	} satisfies Record<string, Own>;
	const keys = new Set<string>([...own.before.keys(), ...own.after.keys()]);
	const changed = [...keys].map((key) => ({key, pair: pairOf(key, own, before, after)}));
	return {
		pairs: changed.map(({pair}) => pair).sort(comparePairs),
		isWorse: changed.some(
			({key, pair: {change}}) =>
				!own.before.has(key) &&
				(change === 'appeared' || (change === 'changed' && isAbove(after.severityOf(key), before.severityOf(key)))),
		),
	};
}

function isAbove(severity: Severity | undefined, other: Severity | undefined): boolean {
	if (severity === undefined) return false;
	return other === undefined || severities.indexOf(severity) < severities.indexOf(other);
}

function pairOf(key: string, own: {readonly before: Own; readonly after: Own}, before: Side, after: Side): DiffPair {
	const [wasFound, isFound] = [own.before.get(key), own.after.get(key)];
	const then = wasFound ?? before.conversations.get(key);
	const now = isFound ?? after.conversations.get(key);
	const {initiator, responder, service} = (isFound ?? wasFound)!;
	const [was, is] = [then && stateOf(then), now && stateOf(now)];
	const pair = (change: Change, reason: string | null = null): DiffPair => ({
		change,
		initiator,
		responder,
		service,
		before: was === undefined ? null : `${was.verdict} ${was.outcome}`,
		after: is === undefined ? null : `${is.verdict} ${is.outcome}`,
		reason,
	});
	if (now === undefined) {
		const why = whyUnobservable(then!, before, after);
		return why === undefined ? pair('resolved') : pair('unobservable', why);
	}
	if (was === undefined) return pair('appeared');
	const isSameVerdict = was.verdict === is!.verdict;
	const isOpen = was.outcome === 'pending' || is!.outcome === 'pending';
	const isSame = isSameVerdict && (was.outcome === is!.outcome || isOpen);
	if (isFound !== undefined) {
		const isKnown = wasFound !== undefined || before.isSettingAside;
		return pair(isKnown && isSame ? 'persists' : 'changed');
	}
	// Waived, or wrong in another way.
	if (is!.verdict === 'waived' || after.severityOf(key) !== undefined) return pair('changed');
	if (after.isSettingAside && isSame) return pair('persists');
	// What failed may fail again: the recording ended too early.
	if (isSameVerdict && is!.outcome === 'pending') {
		return pair('unobservable', 'the later captures end before an answer was due');
	}
	return pair('resolved');
}

/** The order in a diff. */
export function comparePairs(a: DiffPair, b: DiffPair): number {
	return (
		changes.indexOf(a.change) - changes.indexOf(b.change) ||
		compareText(a.initiator, b.initiator) ||
		compareText(a.responder, b.responder) ||
		compareText(a.service, b.service)
	);
}
