import type {Severity} from '../../rulepack/pack.js';
import type {ReportEdge, ReportExpectation} from '../report.js';
import type {DiffEntry, DiffPair} from './diff.js';
import {whyUnobservable} from './observable.js';
import {comparePairs} from './pairs.js';
import {type Conversation, type Side, stateOf} from './side.js';

/** Pairs of hosts that used a service, by the rule that documents it. */
interface Silent {
	readonly edge: ReportEdge;
	readonly rule: string;
	readonly level: ReportExpectation['level'] | undefined;
	/** And nothing that serves in its place is used, neither another service nor another host. */
	readonly isRequired: boolean;
	readonly pairs: DiffPair[];
}

/** Documented services that were used between two hosts and are not any more, gathered by their rule. */
export function silentEntries(before: Side, after: Side): DiffEntry[] {
	const groups = new Map<string, Silent>();
	for (const conversation of before.conversations.values()) {
		const edge = conversation.edges.find(({verdict, outcome}) => verdict === 'expected' && outcome === 'answered');
		if (edge?.rule == null || after.conversations.has(conversation.key)) continue;
		if (whyUnobservable(conversation, before, after) !== undefined) continue;
		const {rule} = edge;
		const level = before.expectationOf(rule)?.level;
		const isRequired = level === 'required' && !after.isMet(rule, conversation);
		const key = JSON.stringify([rule, isRequired]);
		const group = groups.get(key) ?? {edge, rule, level, isRequired, pairs: []};
		groups.set(key, group);
		group.pairs.push(silentPair(conversation));
	}
	return [...groups.values()].map(entryOf);
}

function silentPair(conversation: Conversation): DiffPair {
	const {initiator, responder, service} = conversation;
	const {verdict, outcome} = stateOf(conversation);
	return {
		change: 'gone-silent',
		initiator,
		responder,
		service,
		before: `${verdict} ${outcome}`,
		after: null,
		reason: null,
	};
}

function entryOf({edge, rule, level, isRequired, pairs}: Silent): DiffEntry {
	const severity: Severity = isRequired ? 'error' : 'note';
	const sorted = pairs.toSorted(comparePairs);
	const [first] = sorted;
	const who = pairs.length === 1 ? `${first!.initiator} -> ${first!.responder}` : `${pairs.length} host pairs`;
	return {
		change: 'gone-silent',
		direction: isRequired ? 'worse' : 'same',
		kind: 'silent',
		severity,
		from: edge.initiator.roles.join('+'),
		to: edge.responder.roles.join('+'),
		protocol: edge.protocol,
		port: edge.port,
		rule,
		message: `${who} ${first!.service}: used before, and not any more, though both hosts are there (${level ?? 'documented'})`,
		before: null,
		after: null,
		pairs: sorted,
	};
}
