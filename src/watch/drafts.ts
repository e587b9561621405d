import {formatTime} from '../net/time.js';
import type {Expectation, Finding, JudgedEdge} from '../policy/finding.js';
import {fingerprint} from '../policy/fingerprint.js';
import type {Judgement} from '../policy/judgement.js';
import type {LiveKind, WatchedPair} from './event.js';
import type {Draft} from './ledger.js';
import {type Absence, pairsOf} from './services.js';

/** Pairs of hosts that are told of a finding. */
const TOLD_PAIRS = 10;

/** A finding of a judgement, with the time of its last packet; `undefined` where it has none. */
export interface DatedDraft {
	readonly draft: Draft;
	readonly last: number | undefined;
}

export function draftsOf({
	findings,
	edges,
	expectations,
}: Pick<Judgement, 'findings' | 'edges'> & {readonly expectations?: readonly Expectation[]}): DatedDraft[] {
	return findings.map((finding) => {
		const own = finding.edges.map((index) => edges[index]!);
		const last = own.length === 0 ? undefined : own.reduce((latest, {edge}) => Math.max(latest, edge.last), 0);
		const pairs = own.length > 0 ? pairsIn(own) : missingPairs(finding, expectations ?? []);
		return {draft: draftOf(finding, pairs, last), last};
	});
}

function draftOf(finding: Finding, pairs: readonly WatchedPair[], last: number | undefined): Draft {
	const {id, kind, severity, from, to, protocol, port, message, rule, diagnosis} = finding;
	return {
		id,
		kind,
		severity,
		from,
		to,
		protocol: protocol ?? null,
		port: port ?? null,
		message,
		rule: rule?.id ?? null,
		diagnosis:
			diagnosis === undefined
				? null
				: {name: diagnosis.name, cause: diagnosis.cause, alternative: diagnosis.alternative},
		pairs: pairs.length,
		hosts: pairs.slice(0, TOLD_PAIRS),
		last: last === undefined ? null : formatTime(last),
	};
}

export function absenceDraft(absence: Absence): Draft {
	const {rule, message} = absence;
	const pairs = pairsOf(absence);
	return {
		id: fingerprint(['absent' satisfies LiveKind, rule.id]),
		kind: 'absent',
		severity: rule.severity ?? (rule.expectation!.level === 'required' ? 'error' : 'warning'),
		from: rule.from,
		to: rule.to,
		protocol: null,
		port: null,
		message,
		rule: rule.id,
		diagnosis: null,
		pairs: pairs.length,
		hosts: pairs.slice(0, TOLD_PAIRS),
		last: null,
	};
}

export function silenceDraft(name: string, message: string): Draft {
	return {
		id: fingerprint(['mirror-silent' satisfies LiveKind]),
		kind: 'mirror-silent',
		severity: 'error',
		from: name,
		to: 'watch',
		protocol: null,
		port: null,
		message,
		rule: null,
		diagnosis: null,
		pairs: 0,
		hosts: [],
		last: null,
	};
}

function pairsIn(edges: readonly JudgedEdge[]): WatchedPair[] {
	const pairs = new Map<string, WatchedPair>();
	for (const {initiator, responder} of edges) {
		pairs.set(`${initiator.label}\n${responder.label}`, {initiator: initiator.label, responder: responder.label});
	}
	return [...pairs.values()];
}

function missingPairs({kind, rule}: Finding, expectations: readonly Expectation[]): WatchedPair[] {
	if (kind !== 'missing') return [];
	const pairs = expectations.find((expectation) => expectation.rule === rule)?.pairs ?? [];
	return pairs.filter(({status}) => status === 'missing').map(({initiator, responder}) => ({initiator, responder}));
}
