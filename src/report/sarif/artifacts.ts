import type {Report, ReportCapture} from '../report.js';
import {uriOf} from './location.js';

/** A report that a run tells of, and where its captures stand among the artifacts of the run. */
export interface Shown {
	readonly report: Report;
	/** Indexes in `run.artifacts`, one for each of the report's captures. */
	readonly artifacts: readonly number[];
}

/** The captures of a run, each once, however many reports are of it (SARIF 2.1.0, §3.14.15). */
export class Artifacts {
	readonly list: object[] = [];
	readonly #indexes = new Map<string, number>();

	add(report: Report): Shown {
		return {report, artifacts: report.captures.map((capture) => this.#indexOf(artifactOf(capture)))};
	}

	#indexOf(artifact: object): number {
		const key = JSON.stringify(artifact);
		const index = this.#indexes.get(key) ?? this.list.push(artifact) - 1;
		this.#indexes.set(key, index);
		return index;
	}
}

function artifactOf({path, format, compression, packets, first, last}: ReportCapture): object {
	return {
		location: {uri: uriOf(path)},
		roles: ['analysisTarget'],
		properties: {format, compression, packets, first, last},
	};
}
