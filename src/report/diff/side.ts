import type {Report, ReportEdge, ReportExpectation, ReportFinding} from '../report.js';

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

/** One report, as the other is held against it. */
export class Side {
	readonly report: Report;
	/** By key. */
	readonly conversations = new Map<string, Conversation & {edges: ReportEdge[]}>();
	/** By key. */
	readonly findings = new Map<string, ReportFinding>();
	/** By rule. */
	readonly expectations: ReadonlyMap<string, ReportExpectation>;
	readonly #sending = new Set<string>();

	constructor(report: Report) {
		this.report = report;
		for (const edge of report.edges) {
			const conversation = conversationOf(edge);
			const known = this.conversations.get(conversation.key);
			if (known === undefined) this.conversations.set(conversation.key, {...conversation, edges: [edge]});
			else known.edges.push(edge);
			if (edge.initiatorPackets > 0) this.#sending.add(conversation.initiator);
			if (edge.responderPackets > 0 && edge.scan === null) this.#sending.add(conversation.responder);
		}
		for (const finding of report.findings) {
			const key = findingKey(finding, report);
			const known = this.findings.get(key);
			// The same thing for several reasons is one thing here.
			if (known === undefined) this.findings.set(key, finding);
			else this.findings.set(key, {...known, edges: [...known.edges, ...finding.edges]});
		}
		this.expectations = new Map(report.expectations.map((expectation) => [expectation.rule, expectation]));
	}

	/** The captures hold a packet that the host sent. */
	isSending(host: string): boolean {
		return this.#sending.has(host);
	}

	/** The conversations of a finding, each once. */
	conversationsOf(finding: ReportFinding): Conversation[] {
		const keys = new Set(finding.edges.map((index) => conversationOf(this.report.edges[index]!).key));
		return [...keys].map((key) => this.conversations.get(key)!);
	}
}

/** Hosts by name, so that one with a new address is the same; ports that were agreed on are all one. */
export function conversationOf(edge: ReportEdge): Omit<Conversation, 'edges'> {
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

function findingKey({kind, from, to, protocol, port, rule, edges: indexes}: ReportFinding, {edges}: Report): string {
	const isNegotiated = indexes.length > 0 && indexes.every((index) => /negotiated$/.test(serviceOf(edges[index]!)));
	const which = isNegotiated ? 'negotiated' : port;
	return JSON.stringify([kind, from, to, protocol, which, aboutRules.has(kind) ? rule : null]);
}

/** `expected answered`: the verdict and the best of the outcomes. */
export function stateOf({edges}: Pick<Conversation, 'edges'>): string {
	const [edge] = edges;
	const outcomes = new Set(edges.map(({outcome}) => outcome as string));
	return `${edge!.verdict} ${merits.find((outcome) => outcomes.has(outcome)) ?? edge!.outcome}`;
}
