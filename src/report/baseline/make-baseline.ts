import {compareText} from '../../net/text-order.js';
import type {Report, ReportEdge} from '../report.js';
import {BASELINE_SCHEMA, type BaselineDocument, type KnownFinding} from './baseline.js';

/** Everything that a report finds, as known. */
export function makeBaseline({findings, edges}: Report): BaselineDocument {
	const known = findings.map((finding): KnownFinding => {
		const {id, kind, from, to, protocol, port, rule} = finding;
		const pairs = [...new Set(finding.edges.map((index) => pairOf(edges[index]!)))].sort();
		return {id, kind, from, to, protocol, port, rule, pairs};
	});
	return {schema: BASELINE_SCHEMA, known: known.sort(compareKnown)};
}

function pairOf({initiator, responder}: ReportEdge): string {
	return `${initiator.name ?? initiator.address} -> ${responder.name ?? responder.address}`;
}

function compareKnown(a: KnownFinding, b: KnownFinding): number {
	return (
		compareText(a.kind, b.kind) ||
		compareText(a.from, b.from) ||
		compareText(a.to, b.to) ||
		compareText(a.protocol ?? '', b.protocol ?? '') ||
		(a.port ?? -1) - (b.port ?? -1) ||
		compareText(a.id, b.id)
	);
}
