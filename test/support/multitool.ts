import {spawnSync} from 'node:child_process';
import {accessSync, chmodSync, constants, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

// SARIF Multitool of Microsoft: it holds a file against what the standard asks in words, and against what GitHub asks.

export interface Complaint {
	/** Name of the file. */
	readonly file: string;
	/** `SARIF2005`. */
	readonly rule: string;
	readonly level: string;
	/** What the file has there. */
	readonly at: unknown;
	readonly text: string;
}

/** It does without libicu. */
const env = {...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1'};

function findProgram(): {readonly program: string} | {readonly problem: string} {
	try {
		const program = createRequire(import.meta.url)('@microsoft/sarif-multitool') as string;
		letRun(program);
		const {error} = spawnSync(program, ['version'], {env});
		return error === undefined ? {program} : {problem: error.message};
	} catch (error) {
		return {problem: (error as Error).message.split('\n')[0]!};
	}
}

/** npm that runs no scripts of packages leaves it without the right to be run. */
function letRun(program: string): void {
	try {
		accessSync(program, constants.X_OK);
	} catch {
		chmodSync(program, 0o755);
	}
}

const found = findProgram();
/** `undefined` where there is none for this platform, or none that this processor runs. */
export const multitool = 'program' in found ? found.program : undefined;
export const noMultitool = `skipped: SARIF Multitool does not run here: ${'problem' in found ? found.problem : ''}`;

/** Asks the network whether the address of the schema answers. */
const disabled = 'SARIF2006.UrisShouldBeReachable';
const configuration = `<Properties>
	<Properties Key="${disabled}.Options"><Property Key="RuleEnabled" Value="Disabled" /></Properties>
</Properties>
`;

interface Found {
	readonly ruleId: string;
	readonly ruleIndex: number;
	readonly level?: string;
	readonly message: {readonly text?: string; readonly id?: string; readonly arguments?: readonly string[]};
	readonly locations: ReadonlyArray<{readonly physicalLocation: {readonly artifactLocation: {readonly uri: string}}}>;
}
interface Log {
	readonly runs: ReadonlyArray<{
		readonly tool: {
			readonly driver: {
				readonly rules?: ReadonlyArray<{readonly messageStrings: Readonly<Record<string, {readonly text: string}>>}>;
			};
		};
		readonly invocations: ReadonlyArray<{readonly executionSuccessful: boolean}>;
		readonly results: readonly Found[];
	}>;
}

/**
 * Errors and warnings about log files, all in one run of the program.
 * @param folder to write them to
 * @param files by name
 */
export function complaintsAbout(files: Readonly<Record<string, string>>, folder: string): Complaint[] {
	const pathOf = (name: string) => path.join(folder, name);
	for (const [name, text] of Object.entries({...files, 'multitool.xml': configuration}))
		writeFileSync(pathOf(name), text);
	const output = pathOf('complaints.json');
	const {stdout, stderr} = spawnSync(
		multitool!,
		[
			'validate',
			...Object.keys(files).map(pathOf),
			...['--output', output, '--config', pathOf('multitool.xml')],
			...['--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--quiet', 'true', '--log', 'ForceOverwrite'],
		],
		{env, encoding: 'utf8'},
	);
	const [run] = (JSON.parse(readFileSync(output, 'utf8').replace(/^\uFEFF/, '')) as Log).runs;
	if (run!.invocations.some(({executionSuccessful}) => !executionSuccessful)) throw new Error(`${stdout}${stderr}`);
	return run!.results.map(({ruleId, ruleIndex, level = 'warning', message, locations}) => {
		const file = path.posix.basename(decodeURIComponent(locations[0]!.physicalLocation.artifactLocation.uri));
		const [at = ''] = message.arguments ?? [];
		const form = run!.tool.driver.rules?.[ruleIndex]?.messageStrings[message.id ?? '']?.text ?? '';
		const text =
			message.text ?? form.replace(/\{(\d)\}/g, (_, index: string) => message.arguments?.[Number(index)] ?? '');
		return {file, rule: ruleId, level, at: lookUp(JSON.parse(files[file]!), at), text};
	});
}

/** @param place `runs[0].results[3].message` */
function lookUp(document: unknown, place: string): unknown {
	return place
		.split(/[.[\]]+/)
		.filter((key) => key !== '')
		.reduce((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], document);
}
