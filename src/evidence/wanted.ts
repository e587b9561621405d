import type {Report, ReportEdge, ReportFinding, ReportFrame} from '../report/report.js';

/** What of the captures belongs to a finding. */
export interface Wanted {
	readonly finding: ReportFinding;
	/** Edges whose packets are wanted: its own, then its context. */
	readonly edges: readonly ReportEdge[];
	/** Packets that are wanted wherever they belong: they prove it. */
	readonly frames: readonly ReportFrame[];
}

/** `undefined` for a finding that no packet proves: about what was not seen. */
export function wantedOf(report: Report, finding: ReportFinding): Wanted | undefined {
	const edges = [...finding.edges, ...finding.context].map((position) => report.edges[position]!);
	const frames = [
		...finding.evidence.map(({frame}) => frame),
		...edges
			.slice(0, PROVEN)
			.flatMap(({negotiated, refusal, reset}) => [negotiated, refusal, reset].flatMap((proof) => proof?.frame ?? [])),
	];
	return edges.length === 0 && frames.length === 0 ? undefined : {finding, edges, frames};
}

/** Edges of a finding whose proofs are looked for by number. */
const PROVEN = 1000;
