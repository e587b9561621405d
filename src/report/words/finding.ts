import type {FindingKind} from '../../policy/finding.js';
import type {Severity} from '../../rulepack/pack.js';
import type {Report, ReportEdge, ReportEnd, ReportFinding, ReportSource} from '../report.js';

// What several formats say of a finding, in the same words.

/** Worst first. */
export const severityTitles: ReadonlyArray<readonly [severity: Severity, title: string]> = [
	['error', 'Errors'],
	['warning', 'Warnings'],
	['note', 'Notes'],
];

/** `line 93`, or the name of a place; `undefined` where the source has neither. */
export function placeInSource(source: ReportSource | null): string | undefined {
	if (source === null) return undefined;
	return source.line === null ? (source.anchor ?? undefined) : `line ${source.line}`;
}

/** The rule of a finding is what was broken or unmet, or what comes nearest to what nothing documents. */
export function ruleWord(kind: FindingKind): 'rule' | 'nearest rule' {
	return aboutRules.has(kind) ? 'rule' : 'nearest rule';
}

const aboutRules: ReadonlySet<FindingKind> = new Set<FindingKind>([
	'failed',
	'forbidden',
	'missing',
	'negotiation-unseen',
	'documented-gap',
	'install-only',
	'legacy-protocol',
]);

/** `packets 12, 14`; where there are several captures, `packets 12, 14 of a.pcap, 3 of b.pcap`; empty where there are none. */
export function packetsText({captures}: Pick<Report, 'captures'>, {evidence}: Pick<ReportFinding, 'evidence'>): string {
	if (evidence.length === 0) return '';
	const numbers = new Map<number, number[]>();
	for (const {frame} of evidence) {
		const own = numbers.get(frame.capture);
		if (own === undefined) numbers.set(frame.capture, [frame.packet]);
		else own.push(frame.packet);
	}
	const ofFile = (capture: number) => (captures.length === 1 ? '' : ` of ${captures[capture]!.path}`);
	const texts = [...numbers].map(([capture, own]) => `${own.join(', ')}${ofFile(capture)}`);
	return `${evidence.length === 1 ? 'packet' : 'packets'} ${texts.join(', ')}`;
}

/** The filter, and that it is not all, where it is not; empty where there is none. */
export function filterText({displayFilter, beyondFilter}: ReportFinding): string {
	if (displayFilter === null) return '';
	const more = beyondFilter === 0 ? '' : ` (and ${beyondFilter} more edges, for which it would be too long)`;
	return `${displayFilter}${more}`;
}

/** `client -> sql-server tcp/1433`; without the port, or the service, where it is about several. */
export function rolesText({
	from,
	to,
	protocol,
	port,
}: Pick<ReportFinding, 'from' | 'to' | 'protocol' | 'port'>): string {
	const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
	return `${from} -> ${to}${service}`;
}

/** `client1 -> dp01`, each pair once, in the order of the edges. */
export function hostPairs({edges}: Report, positions: readonly number[]): string[] {
	return [...new Set(positions.map((position) => pairText(edges[position]!)))];
}

function pairText({initiator, responder, scan}: ReportEdge): string {
	const hosts = scan === null || scan.responders === 1 ? hostText(responder) : `${scan.responders} hosts`;
	return `${hostText(initiator)} -> ${hosts}`;
}

function hostText({name, address}: ReportEnd): string {
	return name ?? address;
}

/** `tcp/443`, `icmp type 8`, `tcp scan`. */
export function serviceText({protocol, port, icmpType, scan}: ReportEdge): string {
	if (scan !== null) return `${protocol} scan`;
	if (port !== null) return `${protocol}/${port}`;
	return icmpType === null ? protocol : `${protocol} type ${icmpType}`;
}
