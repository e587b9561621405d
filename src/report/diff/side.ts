import type {Verdict} from '../../policy/finding.js';
import {type Severity, severities} from '../../rulepack/pack.js';
import type {Report, ReportEdge, ReportExpectation, ReportFinding} from '../report.js';
import type {SideState} from './diff.js';

/** One edge or several that are the same thing: same hosts by name, same service. */
export interface Conversation {
	readonly key: string;
	readonly initiator: string;
	readonly responder: string;
	readonly service: string;
	readonly edges: readonly ReportEdge[];
}

/** Best first. */
const merits = ['answered', 'cut', 'one-way', 'pending', 'refused', 'prohibited', 'unanswered'];

/** What a reader must know of first. */
const weights: readonly Verdict[] = ['unexpected', 'unknown-host', 'inconclusive', 'waived', 'expected', 'ignored'];

/** One report, as the other is held against it. */
export class Side {
	readonly report: Report;
	/** By key. */
	readonly conversations = new Map<string, Conversation & {edges: ReportEdge[]}>();
	/** By key. */
	readonly findings = new Map<string, ReportFinding>();
	/** By what the rule is called on both sides. */
	readonly expectations: ReadonlyMap<string, ReportExpectation>;
	readonly #nameOfRule: (rule: string) => string;
	/** The worst of the findings, by key of the conversation. */
	readonly #severities = new Map<string, Severity>();
	readonly #sending = new Set<string>();
	/** Edges by the names of their hosts. */
	readonly #between = new Map<string, ReportEdge[]>();

	/** @param nameOfRule what a rule is called on both sides */
	constructor(report: Report, nameOfRule: (rule: string) => string = (rule) => rule) {
		this.report = report;
		this.#nameOfRule = nameOfRule;
		for (const edge of report.edges) {
			const conversation = conversationOf(edge);
			const known = this.conversations.get(conversation.key);
			if (known === undefined) this.conversations.set(conversation.key, {...conversation, edges: [edge]});
			else known.edges.push(edge);
			const ends = JSON.stringify([conversation.initiator, conversation.responder]);
			const others = this.#between.get(ends);
			if (others === undefined) this.#between.set(ends, [edge]);
			else others.push(edge);
			if (edge.initiatorPackets > 0) this.#sending.add(conversation.initiator);
			if (edge.responderPackets > 0 && edge.scan === null) this.#sending.add(conversation.responder);
		}
		for (const finding of report.findings) {
			const key = findingKey(finding, report, nameOfRule);
			const known = this.findings.get(key);
			// The same thing for several reasons is one thing here.
			if (known === undefined) this.findings.set(key, finding);
			else this.findings.set(key, {...known, edges: [...known.edges, ...finding.edges]});
		}
		this.expectations = new Map(report.expectations.map((expectation) => [nameOfRule(expectation.rule), expectation]));
		for (const finding of report.findings) {
			for (const key of this.conversationsOf(finding).keys()) this.#noteSeverity(key, finding.severity);
		}
	}

	#noteSeverity(key: string, severity: Severity): void {
		const known = this.#severities.get(key);
		if (known === undefined || severities.indexOf(severity) < severities.indexOf(known))
			this.#severities.set(key, severity);
	}

	/** How wrong a conversation is, by its key; `undefined` where nothing is wrong with it. */
	severityOf(key: string): Severity | undefined {
		return this.#severities.get(key);
	}

	/** The captures hold a packet that the host sent. */
	isSending(host: string): boolean {
		return this.#sending.has(host);
	}

	/** Some findings of the report are not told, because a baseline knows them. */
	get isSettingAside(): boolean {
		return this.report.baseline != null;
	}

	/** Edges that one host opens to another. */
	between(initiator: string, responder: string): readonly ReportEdge[] {
		return this.#between.get(JSON.stringify([initiator, responder])) ?? [];
	}

	/** What is expected of a rule, which may be one of several that meet the expectation. */
	expectationOf(rule: string): ReportExpectation | undefined {
		const name = this.#nameOfRule(rule);
		const isNamed = (other: string) => this.#nameOfRule(other) === name;
		return this.expectations.get(name) ?? this.report.expectations.find(({alternatives}) => alternatives.some(isNamed));
	}

	/** What a rule expects of two hosts is done, by whatever service and with whichever host meets it. */
	isMet(rule: string, {initiator, responder}: Pick<Conversation, 'initiator' | 'responder'>): boolean {
		const expectation = this.expectationOf(rule);
		if (expectation === undefined) return false;
		const {pairs, counts} = expectation;
		const isOpen = pairs.some((pair) => pair.initiator === initiator && pair.responder === responder);
		const {seen = 0, ...others} = counts;
		// The list of open pairs is bounded.
		const isWhole = Object.values(others).reduce((sum, count) => sum + count, 0) <= pairs.length;
		return seen > 0 && isWhole && !isOpen;
	}

	/** What of the conversations belongs to a finding, by key. */
	conversationsOf(finding: ReportFinding): Map<string, Conversation> {
		const own = new Map<string, Conversation & {edges: ReportEdge[]}>();
		for (const index of finding.edges) {
			const edge = this.report.edges[index]!;
			const conversation = conversationOf(edge);
			const known = own.get(conversation.key);
			if (known === undefined) own.set(conversation.key, {...conversation, edges: [edge]});
			else known.edges.push(edge);
		}
		return own;
	}
}

/** Hosts by name, so that one with a new address is the same; ports that were agreed on are all one. */
function conversationOf(edge: ReportEdge): Omit<Conversation, 'edges'> {
	const initiator = edge.initiator.name ?? edge.initiator.address;
	const responder = edge.scan === null ? (edge.responder.name ?? edge.responder.address) : 'many hosts';
	const service = serviceOf(edge);
	return {key: JSON.stringify([initiator, responder, service]), initiator, responder, service};
}

function serviceOf({protocol, port, icmpType, negotiated, scan}: ReportEdge): string {
	if (scan !== null) return `${protocol} scan`;
	if (negotiated !== null && negotiated.by !== 'tftp' && negotiated.by !== 'dhcp') return `${protocol}/negotiated`;
	if (port !== null) return `${protocol}/${port}`;
	return icmpType === null ? protocol : `${protocol} type ${icmpType}`;
}

/** Kinds that are about one rule, whoever breaks it. */
const aboutRules: ReadonlySet<string> = new Set([
	'failed',
	'forbidden',
	'negotiation-unseen',
	'documented-gap',
	'missing',
]);

function findingKey(
	{kind, from, to, protocol, port, rule, edges: indexes}: ReportFinding,
	{edges}: Report,
	nameOfRule: (rule: string) => string,
): string {
	const isNegotiated = indexes.length > 0 && indexes.every((index) => /negotiated$/.test(serviceOf(edges[index]!)));
	const which = isNegotiated ? 'negotiated' : port;
	return JSON.stringify([
		kind,
		from,
		to,
		protocol,
		which,
		aboutRules.has(kind) && rule !== null ? nameOfRule(rule) : null,
	]);
}

/** The verdict that weighs most and the best of the outcomes, in whatever order the edges stand. */
export function stateOf({edges}: Pick<Conversation, 'edges'>): SideState {
	const found = new Set(edges.map(({verdict}) => verdict));
	const outcomes = new Set(edges.map(({outcome}) => outcome as string));
	const [edge] = edges;
	return {
		verdict: weights.find((verdict) => found.has(verdict)) ?? edge!.verdict,
		outcome: merits.find((outcome) => outcomes.has(outcome)) ?? edge!.outcome,
	};
}
