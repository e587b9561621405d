import {createHash} from 'node:crypto';
import type {CaptureCoverage} from '../capture/frame.js';
import {type InputKind, inputKinds, type ReportInputFile, type ReportInputs} from '../report/report.js';
import type {JudgeOptions} from './judge-captures.js';

type InputOptions = Pick<JudgeOptions, 'rules' | 'parameter' | 'vlanSame' | 'representative' | 'maxFlows' | 'reader'>;

/** The files that a report is made from, as they are read. One that is read twice is one. */
export class InputLog {
	readonly #files = new Map<string, ReportInputFile>();

	note(kind: InputKind, path: string, octets: Uint8Array): void {
		const sha256 = createHash('sha256').update(octets).digest('hex');
		this.#files.set(`${kind} ${path}`, {kind, path, octets: octets.length, sha256});
	}

	/** @param sha256 `undefined` where captures are not hashed */
	noteCapture({path, octetsTotal, octetsRead}: CaptureCoverage, index: number, sha256: string | undefined): void {
		// Standard input has the size that it had when it ended.
		const octets = octetsTotal ?? (path === '-' ? octetsRead : null);
		this.#files.set(`capture ${index}`, {kind: 'capture', path, octets, sha256: sha256 ?? null});
	}

	/** With the options that decide what becomes of them. */
	inputs({rules, parameter, vlanSame, representative, maxFlows, reader}: InputOptions): ReportInputs {
		const order = (file: ReportInputFile) => inputKinds.indexOf(file.kind);
		return {
			files: [...this.#files.values()].sort((a, b) => order(a) - order(b)),
			options: {
				rules,
				parameters: parameter.map(({name, value}) => ({name, value})),
				vlanSame: vlanSame.lists,
				representative,
				maxFlows,
				reader,
			},
		};
	}
}
