import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import {Argument, Command, Option} from 'commander';
import type {ReaderName} from '../capture/open.js';
import {EVIDENCE_SCHEMA, MANIFEST, type Manifest} from '../evidence/manifest.js';
import {CaptureError, UsageError} from '../net/problem.js';
import {parseVlans, VlanClasses} from '../net/vlan.js';
import {formatJson} from '../report/json.js';
import type {Report, ReportInputs} from '../report/report.js';
import {compareRaw, type RawReport} from '../report/verification/compare.js';
import {formatVerification} from '../report/verification/text.js';
import {type Difference, VERIFICATION_SCHEMA, type Verification} from '../report/verification/verification.js';
import {plural} from '../report/words/summary.js';
import {shippedPacks} from '../rulepack/load.js';
import {Exit} from './exit.js';
import {hashFile} from './hash.js';
import {judgeCaptures} from './judge-captures.js';
import {jobsOption} from './options.js';
import {isReport, readRawDocument, readReportFile} from './report-file.js';
import {wantsColors, writeOut} from './terminal.js';

interface VerifyOptions {
	readonly capturesIn: string | undefined;
	readonly inputsIn: string | undefined;
	readonly format: 'text' | 'json';
	readonly jobs: number;
}

const examples = `
Examples:
  portolan verify report.json
  portolan verify report.json --captures-in /mnt/archive --inputs-in ./policy
  portolan verify report.json moved/site.pcap
  portolan verify evidence/manifest.json

A report is made again from the files and with the options that it names, and held against what is made. Of a folder of evidence, given by its
manifest, the files are held against the SHA-256 in it.
Exit status: 0 the same, 1 something differs, 2 wrong usage, or a file that is needed is not there, 3 a capture is not there or cannot be
read to its end.`;

export function verifyCommand(): Command {
	return new Command('verify')
		.summary('make a report again, and say whether it is the same')
		.description(
			'Reads what a report was made from, judges it again with the same options, and says "same" or what differs: a file, the version of portolan, findings, edges. Of evidence it says whether the files are those of the manifest.',
		)
		.addArgument(new Argument('<report>', 'a report that check wrote as JSON, or the manifest of evidence'))
		.addArgument(new Argument('[capture...]', 'where the captures are now, in the order of the report'))
		.addOption(new Option('--captures-in <folder>', 'look for the captures in this folder'))
		.addOption(
			new Option('--inputs-in <folder>', 'look for rule packs, inventories, waivers and the baseline in this folder'),
		)
		.addOption(
			new Option('-f, --format <name>', 'the format on standard output').choices(['text', 'json']).default('text'),
		)
		.addOption(jobsOption())
		.addHelpText('after', examples)
		.action(async (report: string, captures: string[], options: VerifyOptions) => {
			process.exitCode = await verify(report, captures, options);
		});
}

async function verify(file: string, captures: readonly string[], options: VerifyOptions): Promise<number> {
	const isFolder = statSync(file, {throwIfNoEntry: false})?.isDirectory() === true;
	const document = isFolder ? path.join(file, MANIFEST) : file;
	if (existsSync(document) && !isReport(document)) {
		throw new UsageError(`${document}: this is neither a report of portolan nor a manifest of evidence`);
	}
	const raw = await readRawDocument(document);
	const isManifest = raw['schema'] === EVIDENCE_SCHEMA;
	const {verification, isReadable} = isManifest
		? await verifyEvidence(document, raw as unknown as Manifest)
		: await verifyReport(document, raw, captures, options);
	const text =
		options.format === 'json'
			? formatJson(verification)
			: formatVerification(verification, {colors: wantsColors(process.stdout)});
	await writeOut(process.stdout, text);
	if (!isReadable) return Exit.CaptureIncomplete;
	return verification.same ? Exit.Compliant : Exit.NotCompliant;
}

interface Verified {
	readonly verification: Verification;
	/** Every capture that could be read then can be read now. */
	readonly isReadable: boolean;
}

async function verifyEvidence(document: string, {findings}: Manifest): Promise<Verified> {
	const differences: Difference[] = [];
	if (!Array.isArray(findings)) throw new UsageError(`${document}: this manifest of evidence has no list of findings`);
	for (const {evidence} of findings) {
		if (evidence === null) continue;
		const name = String(evidence?.file);
		if (path.basename(name) !== name)
			throw new UsageError(`${document}: "${name}" is no name of a file beside the manifest`);
		const is = await hashFile(path.join(path.dirname(document), name));
		const about = {part: 'inputs', name, field: null, was: null, is: null} as const;
		if (is === undefined) differences.push({...about, change: 'gone'});
		else if (is !== evidence.sha256) {
			const [was, now] = [JSON.stringify(evidence.sha256), JSON.stringify(is)];
			differences.push({...about, change: 'changed', field: 'sha256', was, is: now});
		}
	}
	return {verification: verificationOf(document, differences, []), isReadable: true};
}

async function verifyReport(
	document: string,
	raw: RawReport,
	captures: readonly string[],
	options: VerifyOptions,
): Promise<Verified> {
	const report = await readReportFile(document);
	const {inputs} = report;
	if (inputs === null) {
		throw new UsageError(
			`${document}: the report does not say what it was made from; write it again with this version: check -o report.json`,
		);
	}
	if (!inputs.files.some(({kind}) => kind === 'capture')) {
		throw new UsageError(
			`${document}: it was made while ${report.captures.map(({path: name}) => name).join(', ')} was watched, and what was captured was not kept: it cannot be made again`,
		);
	}
	const places = placesOf(report, inputs, captures, options);
	const again = await judgeCaptures(places.captures, {
		...judgeOptions(report, inputs, places),
		jobs: options.jobs,
	});
	const renamed = JSON.parse(JSON.stringify(again), (_, value: unknown) =>
		typeof value === 'string' ? originalName(value, places.names) : value,
	) as RawReport;
	const unhashed = inputs.files.filter(({sha256}) => sha256 === null);
	const caveats =
		unhashed.length === 0
			? []
			: [
					`${unhashed.map(({path: name}) => name).join(', ')}: held against its size only, since the report has no SHA-256 of it (check --hash)`,
				];
	const wasReadable = new Set(report.captures.flatMap(({complete}, index) => (complete ? [index] : [])));
	const broken = again.captures.filter(({complete}, index) => !complete && wasReadable.has(index));
	for (const {path: name, problem} of broken) process.stderr.write(`portolan: ${name}: ${problem}\n`);
	return {verification: verificationOf(document, compareRaw(raw, renamed), caveats), isReadable: broken.length === 0};
}

function verificationOf(
	verified: string,
	differences: readonly Difference[],
	caveats: readonly string[],
): Verification {
	return {schema: VERIFICATION_SCHEMA, verified, same: differences.length === 0, differences, caveats};
}

/** Where the files of a report are now. */
interface Places {
	readonly captures: readonly string[];
	readonly rules: readonly string[];
	readonly inventory: readonly string[];
	readonly waivers: readonly string[];
	readonly baseline: string | undefined;
	/** What they are called in the report, by what they are called now; those that differ. */
	readonly names: ReadonlyMap<string, string>;
}

/** Throws with every file that is not there: `CaptureError` where a capture is among them, else `UsageError`. */
function placesOf(
	report: Report,
	{files, options: {rules}}: ReportInputs,
	given: readonly string[],
	{capturesIn, inputsIn}: VerifyOptions,
): Places {
	for (const folder of [capturesIn, inputsIn]) {
		if (folder !== undefined && !existsSync(folder)) throw new UsageError(`${folder}: no such folder`);
	}
	const names = new Map<string, string>();
	const gone: string[] = [];
	const find = (name: string, folder: string | undefined): string => {
		const places = [
			...(folder === undefined ? [] : [path.join(folder, name), path.join(folder, baseName(name))]),
			name,
		];
		const place = places.find((candidate) => existsSync(candidate));
		if (place === undefined) gone.push(name);
		else if (place !== name) names.set(place, name);
		return place ?? name;
	};
	if (given.length > 0 && given.length !== report.captures.length) {
		throw new UsageError(
			`the report is about ${plural(report.captures.length, 'capture')}, and ${given.length} are named; name them in its order`,
		);
	}
	const captures = report.captures.map(({path: name, problem}, index) => {
		const place = given[index];
		if (place !== undefined) {
			if (place !== name) names.set(place, name);
			return place;
		}
		if (name === '-') {
			throw new UsageError(
				'the report is about standard input, which is gone; if it was saved, name the file: portolan verify report.json saved.pcap',
			);
		}
		// One that could not be opened then need not be there now.
		return problem !== null && !existsSync(name) ? name : find(name, capturesIn);
	});
	const ofKind = (kind: string) => files.filter((file) => file.kind === kind).map((file) => find(file.path, inputsIn));
	const shipped = shippedPacks();
	const places = {
		captures,
		rules: rules.map((rule) => (shipped.includes(rule) ? rule : find(rule, inputsIn))),
		inventory: ofKind('inventory'),
		waivers: ofKind('waivers'),
		baseline: ofKind('baseline')[0],
		names,
	};
	if (gone.length === 0) return places;
	const missing = [...new Set(gone)];
	const verb = missing.length === 1 ? 'is' : 'are';
	const reason = `${verb} not there; say where to look with --captures-in or --inputs-in`;
	if (captures.some((capture) => missing.includes(capture))) throw new CaptureError(missing.join(', '), reason);
	throw new UsageError(`${missing.join(', ')}: ${reason}`);
}

/** The last part of a path, of whatever system it was written on. */
function baseName(name: string): string {
	return name.split(/[\\/]/).at(-1)!;
}

/** Texts name files, too: a place of a rule, the problem of a capture. */
function originalName(text: string, names: ReadonlyMap<string, string>): string {
	const whole = names.get(text);
	if (whole !== undefined) return whole;
	let renamed = text;
	for (const [place, name] of names)
		if (renamed.includes(`${place}:`)) renamed = renamed.replaceAll(`${place}:`, `${name}:`);
	return renamed;
}

function judgeOptions({failOn}: Report, {files, options}: ReportInputs, places: Places) {
	const vlanSame = new VlanClasses();
	for (const list of options.vlanSame) {
		const vlans = parseVlans(list);
		if (vlans === undefined) throw new UsageError(`the report names VLANs that are none: ${list}`);
		vlanSame.merge(vlans);
	}
	return {
		rules: places.rules,
		inventory: places.inventory,
		waivers: places.waivers,
		baseline: places.baseline,
		parameter: options.parameters.map(({name, value}) => ({name, value, place: undefined})),
		vlanSame,
		representative: options.representative,
		maxFlows: options.maxFlows,
		reader: options.reader as ReaderName,
		failOn,
		follow: false,
		hash: files.some(({kind, sha256}) => kind === 'capture' && sha256 !== null),
	};
}
