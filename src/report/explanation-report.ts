import type {Circumstance, ExplainedRule, Explanation} from '../policy/explanation.js';
import type {Reason, Ruling, Verdict} from '../policy/finding.js';
import type {Identity, IdentityOrigin} from '../role/role.js';
import type {ExpectationLevel, Rule} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import {reportSource} from './build.js';
import type {ReportSource} from './report.js';

export const EXPLANATION_SCHEMA = 'portolan/explanation/1';

/** What `portolan explain -f json` prints. */
export interface ExplanationReport {
	readonly schema: typeof EXPLANATION_SCHEMA;
	readonly initiator: ExplanationEnd;
	readonly responder: ExplanationEnd;
	/** `tcp/1433`, `icmp type 8`, `esp`. */
	readonly service: string;
	readonly verdict: Verdict;
	readonly reason: Reason;
	/** The rule that documents or forbids it, or would document it if its circumstances were others. */
	readonly rule: string | null;
	readonly source: ReportSource | null;
	readonly circumstances: readonly ExplanationCircumstance[];
	readonly nearest: {readonly rule: string; readonly difference: string} | null;
	/** What it is once the server's endpoint mapper has named the port; `null` where that makes no difference. */
	readonly ifNegotiated: {
		readonly verdict: Verdict;
		readonly reason: Reason;
		readonly rule: string | null;
	} | null;
	/** All that document or forbid it, as things are. */
	readonly deciding: readonly ExplanationRule[];
	/** All that would document it if their circumstances were others. */
	readonly suspended: readonly ExplanationRule[];
	/** What else is documented between the two, or comes near. */
	readonly nearby: readonly ExplanationRule[];
	/** What would have to change; empty where nothing need. */
	readonly remedies: readonly string[];
}

export interface ExplanationEnd {
	readonly label: string;
	readonly origin: IdentityOrigin;
	readonly roles: readonly string[];
}

export interface ExplanationCircumstance {
	readonly requirement: string;
	readonly fact: string;
	/** `null` where nobody has said. */
	readonly isMet: boolean | null;
}

export interface ExplanationRule {
	readonly rule: string;
	readonly title: string;
	/** `tcp/80,8530`. */
	readonly services: string;
	/** `null` for what is forbidden. */
	readonly level: ExpectationLevel | null;
	readonly isEitherWay: boolean;
	readonly forbidden: string | null;
	readonly note: string | null;
	readonly source: ReportSource;
	readonly file: string;
	readonly line: number;
	readonly circumstances: readonly ExplanationCircumstance[];
}

export function buildExplanation(explanation: Explanation): ExplanationReport {
	const {ruling, service, ifNegotiated, deciding, suspended, nearby, remedies} = explanation;
	const first = deciding[0] ?? suspended[0];
	return {
		schema: EXPLANATION_SCHEMA,
		initiator: endOf(ruling.initiator),
		responder: endOf(ruling.responder),
		service,
		verdict: ruling.verdict,
		reason: ruling.reason,
		rule: first?.rule.id ?? null,
		source: first === undefined ? null : reportSource(first.rule),
		circumstances: first?.circumstances.map(circumstanceOf) ?? [],
		nearest: nearestOf(ruling),
		ifNegotiated:
			ifNegotiated === undefined
				? null
				: {verdict: ifNegotiated.verdict, reason: ifNegotiated.reason, rule: ifNegotiated.rule?.id ?? null},
		deciding: deciding.map(ruleOf),
		suspended: suspended.map(ruleOf),
		nearby: nearby.map((rule) => ruleOf({rule, circumstances: []})),
		remedies,
	};
}

function endOf({label, origin, roles}: Identity): ExplanationEnd {
	return {label, origin, roles};
}

function nearestOf({nearest}: Ruling): ExplanationReport['nearest'] {
	return nearest === undefined ? null : {rule: nearest.rule.id, difference: nearest.difference};
}

function circumstanceOf({requirement, fact, isMet}: Circumstance): ExplanationCircumstance {
	return {requirement, fact, isMet: isMet ?? null};
}

function ruleOf({rule, circumstances}: ExplainedRule): ExplanationRule {
	const {id, title, expectation, isEitherWay, forbidden, note, place}: Rule = rule;
	return {
		rule: id,
		title: title.en,
		services: formatTargets(rule),
		level: expectation?.level ?? null,
		isEitherWay,
		forbidden: forbidden ?? null,
		note: note ?? null,
		source: reportSource(rule),
		file: place.file,
		line: place.line,
		circumstances: circumstances.map(circumstanceOf),
	};
}
