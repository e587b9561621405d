import {UsageError} from '../net/problem.js';
import {readableReport} from './read-schema.js';
import type {Report, ReportFrame} from './report.js';
import {parseDocument} from './validate.js';

/**
 * A report that was written as JSON, with all that formats read, and no reference in it that leads nowhere. Throws `UsageError`,
 * with the place, for anything else.
 * @param path for messages
 */
export function readReport(json: string, path: string): Report {
	const report = parseDocument(json, path, 'report of portolan', readableReport) as Report;
	for (const {place, position, names, count} of references(report)) {
		if (position < count) continue;
		throw new UsageError(
			`${path}: ${place} names ${names} ${position}, and there are ${count}; write the report again with check -o report.json`,
		);
	}
	return report;
}

interface Reference {
	readonly place: string;
	readonly position: number;
	readonly names: 'edge' | 'capture';
	readonly count: number;
}

function* references({edges, findings, captures, quality}: Report): Generator<Reference> {
	const toCapture = (place: string, position: number): Reference => ({
		place,
		position,
		names: 'capture',
		count: captures.length,
	});
	const ofFrame = (place: string, {capture}: ReportFrame) => toCapture(`${place}/capture`, capture);
	for (const [index, {firstFrame}] of edges.entries()) yield ofFrame(`/edges/${index}/firstFrame`, firstFrame);
	for (const [index, finding] of findings.entries()) {
		const place = `/findings/${index}`;
		for (const position of finding.edges) {
			yield {place: `${place}/edges`, position, names: 'edge', count: edges.length};
		}
		for (const position of finding.context) {
			yield {place: `${place}/context`, position, names: 'edge', count: edges.length};
		}
		for (const [nth, {frame}] of finding.evidence.entries()) yield ofFrame(`${place}/evidence/${nth}/frame`, frame);
	}
	for (const [index, {captures: positions}] of quality.entries()) {
		for (const position of positions ?? []) yield toCapture(`/quality/${index}/captures`, position);
	}
}
