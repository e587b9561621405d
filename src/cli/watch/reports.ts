import {renameSync, rmSync, writeFileSync} from 'node:fs';
import type {EpochMicros} from '../../net/time.js';
import {formatTime} from '../../net/time.js';
import {type Format, formatOf} from '../../report/formats.js';
import type {Report} from '../../report/report.js';

/** Stands in a file name for the time of the report. */
const TIME = '{time}';

/** Report files that are written again and again, each whole at any time. */
export class ReportFiles {
	readonly #outputs: ReadonlyArray<{readonly path: string; readonly format: Format}>;

	/** Throws `UsageError` for a file name whose ending stands for no format. */
	constructor(paths: readonly string[]) {
		this.#outputs = paths.map((path) => ({path, format: formatOf(path)}));
	}

	get isEmpty(): boolean {
		return this.#outputs.length === 0;
	}

	/**
	 * Writes the report to all files; answers with a sentence for each that could not be written.
	 * @param now what file names are made of
	 */
	write(report: Report, now: EpochMicros): string[] {
		return this.#outputs.flatMap(({path, format}) => {
			const file = path.replaceAll(TIME, formatTime(now).slice(0, 19).replaceAll(/[-:]/g, '').concat('Z'));
			const beside = `${file}.new`;
			try {
				writeFileSync(beside, format(report, {colors: false}));
				renameSync(beside, file);
				return [];
			} catch (error) {
				rmSync(beside, {force: true});
				return [`${file}: the report cannot be written (${(error as NodeJS.ErrnoException).code ?? error})`];
			}
		});
	}
}
