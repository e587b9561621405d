import {existsSync} from 'node:fs';
import {Argument, Command, Option} from 'commander';
import {UsageError} from '../net/problem.js';
import {compareReports} from '../report/diff/compare.js';
import type {ReportDiff} from '../report/diff/diff.js';
import {formatDiffMarkdown} from '../report/diff/markdown.js';
import {formatDiffSarif} from '../report/diff/sarif.js';
import {type DiffTextOptions, formatDiffText} from '../report/diff/text.js';
import {formatJson} from '../report/json.js';
import type {Report} from '../report/report.js';
import {Exit} from './exit.js';
import {type JudgeOptions, judgeCaptures} from './judge-captures.js';
import {
	inventoryOption,
	jobsOption,
	maxFlowsOption,
	outputOption,
	parameterOption,
	readerOption,
	representativeOption,
	rulesOption,
	vlanSameOption,
	waiversOption,
} from './options.js';
import {isReport, readReportFile} from './report-file.js';
import {wantsColors, writeOut, writeReportFile} from './terminal.js';

interface DiffOptions extends Omit<JudgeOptions, 'failOn' | 'follow' | 'baseline'> {
	readonly format: DiffFormat;
	readonly output: readonly string[];
	readonly hosts: boolean;
	readonly matrix: boolean;
}

interface Compared {
	readonly earlier: Report;
	readonly later: Report;
	readonly diff: ReportDiff;
}

const formats = {
	text: ({diff}, options) => formatDiffText(diff, options),
	json: ({diff}) => formatJson(diff),
	markdown: ({diff}) => formatDiffMarkdown(diff),
	sarif: ({diff, earlier, later}) => formatDiffSarif(diff, earlier, later),
} satisfies Record<string, (compared: Compared, options: DiffTextOptions) => string>;
type DiffFormat = keyof typeof formats;
/** What a file name ends with, the longer ending first. */
const endings: Readonly<Record<string, DiffFormat>> = {
	txt: 'text',
	text: 'text',
	'sarif.json': 'sarif',
	json: 'json',
	md: 'markdown',
	sarif: 'sarif',
};

const examples = `
Examples:
  portolan diff monday.json tuesday.json
  portolan diff before.pcap after.pcap -r configmgr-2012 -i inventory.yaml --hosts
  portolan diff report-2026-q1.json captures/ -r configmgr-2012 -i inventory.yaml -o change.md
  portolan diff monday.json tuesday.json -o change.sarif
  portolan diff --matrix configmgr-2012 configmgr-current-branch site.pcap -i inventory.yaml

A side is a report that check wrote as JSON, a capture, or a directory of captures; captures are judged with -r and -i.
Exit status: 0 nothing is worse, 1 something is, 2 wrong usage, rule pack or inventory, 3 a capture was not read to its end;
1 wins over 3.`;

export function diffCommand(): Command {
	return new Command('diff')
		.summary('tell what changed between two reports or captures')
		.description(
			'Holds what was found against what was found before: what appeared, what is resolved, what went silent, and what the later captures could not show, which is not resolved.',
		)
		.addArgument(new Argument('<before>', 'a report, a capture or a directory; with --matrix a rule pack'))
		.addArgument(new Argument('<after>', 'the same, later; with --matrix another rule pack'))
		.addArgument(new Argument('[capture...]', 'with --matrix: the captures that both packs are held against'))
		.addOption(new Option('--matrix', 'the two sides are two rule packs, for the same captures').default(false, 'off'))
		.addOption(new Option('--hosts', 'tell every pair of hosts').default(false, 'off'))
		.addOption(rulesOption())
		.addOption(inventoryOption())
		.addOption(parameterOption())
		.addOption(waiversOption())
		.addOption(
			new Option('-f, --format <name>', 'the format on standard output').choices(Object.keys(formats)).default('text'),
		)
		.addOption(outputOption())
		.addOption(representativeOption())
		.addOption(jobsOption())
		.addOption(vlanSameOption())
		.addOption(maxFlowsOption())
		.addOption(readerOption())
		.addHelpText('after', examples)
		.action(async (before: string, after: string, captures: string[], options: DiffOptions) => {
			process.exitCode = await diff(before, after, captures, options);
		});
}

async function diff(before: string, after: string, captures: readonly string[], options: DiffOptions): Promise<number> {
	const outputs = options.output.map((path) => ({path, format: formatOf(path)}));
	const [earlier, later] = options.matrix
		? await underTwoMatrices(before, after, captures, options)
		: await twoSides(before, after, captures, options);
	const compared = {earlier, later, diff: compareReports(earlier, later)};
	const texts = {hosts: options.hosts};
	for (const {path, format} of outputs) writeReportFile(path, formats[format](compared, {...texts, colors: false}));
	await writeOut(process.stdout, formats[options.format](compared, {...texts, colors: wantsColors(process.stdout)}));
	for (const {path, problem} of [earlier, later].flatMap((report) => report.captures)) {
		if (problem != null) await writeOut(process.stderr, `portolan: ${path}: ${problem}\n`);
	}
	if (compared.diff.worse) return Exit.NotCompliant;
	const isComplete = [earlier, later].every((report) => report.captures.every(({complete}) => complete));
	return isComplete ? Exit.Compliant : Exit.CaptureIncomplete;
}

async function twoSides(
	before: string,
	after: string,
	extra: readonly string[],
	options: DiffOptions,
): Promise<[Report, Report]> {
	if (extra.length > 0) {
		throw new UsageError(
			`a diff has two sides, and "${extra[0]}" is a third; put the captures of a side into a directory`,
		);
	}
	return [await sideOf(before, options), await sideOf(after, options)];
}

async function underTwoMatrices(
	before: string,
	after: string,
	captures: readonly string[],
	options: DiffOptions,
): Promise<[Report, Report]> {
	if (captures.length === 0)
		throw new UsageError('--matrix needs two rule packs and then a capture: --matrix a b site.pcap');
	const under = (pack: string) => judged(captures, {...options, rules: [...options.rules, pack]});
	return [await under(before), await under(after)];
}

/** A report is read, anything else is judged. */
async function sideOf(path: string, options: DiffOptions): Promise<Report> {
	if (!isReport(path)) {
		if (options.rules.length === 0 && path !== '-')
			throw new UsageError(`${path}: ${whyNoReport(path)}; a capture needs a rule pack, -r`);
		return judged([path], options);
	}
	return readReportFile(path);
}

function whyNoReport(path: string): string {
	return existsSync(path) ? 'this is no report that check wrote as JSON' : 'no such file';
}

function judged(captures: readonly string[], options: DiffOptions): Promise<Report> {
	return judgeCaptures(captures, {...options, failOn: 'never', follow: false, baseline: undefined});
}

function formatOf(path: string): DiffFormat {
	const known = Object.keys(endings).find((ending) => path.toLowerCase().endsWith(`.${ending}`));
	if (known !== undefined) return endings[known]!;
	const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	throw new UsageError(
		`${path}: the ending says which format to write, and "${ending}" is none; known are ${Object.keys(endings).join(', ')}`,
	);
}
