import {closeSync, openSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import {Command, Option} from 'commander';
import {commentOf} from '../evidence/comment.js';
import {EvidenceFile} from '../evidence/evidence-file.js';
import {whyWithout} from '../evidence/manifest.js';
import {wantedOf} from '../evidence/wanted.js';
import {nearest} from '../net/nearest.js';
import {UsageError} from '../net/problem.js';
import {parseVlans, VlanClasses} from '../net/vlan.js';
import type {Report, ReportFinding} from '../report/report.js';
import {plural} from '../report/words/summary.js';
import {extractFrom, refuseSinglePass} from './evidence.js';
import {writingProblem} from './evidence-folder.js';
import {Exit} from './exit.js';
import {type JudgeOptions, judgeCaptures} from './judge-captures.js';
import {
	baselineOption,
	capturesArgument,
	inventoryOption,
	jobsOption,
	maxFlowsOption,
	parameterOption,
	readerOption,
	representativeOption,
	rulesOption,
	vlanSameOption,
	waiversOption,
} from './options.js';
import {filesReadBy, refuseOverwriting} from './outputs.js';
import {readReportFile} from './report-file.js';
import {version} from './version.js';

interface ExtractOptions extends Omit<JudgeOptions, 'failOn' | 'follow'> {
	readonly finding: readonly string[];
	readonly report: string | undefined;
	readonly output: string;
	readonly overwrite: boolean;
}

const examples = `
Examples:
  portolan extract site.pcap -r configmgr-2012 -i inventory.yaml --finding 2af70a255167076b -o blocked.pcapng
  portolan extract --report report.json --finding 2af70a255167076b -o blocked.pcapng
  portolan extract moved/site.pcap --report report.json --finding 2af7 --finding d552 -o two.pcapng

The id of a finding stands in every report; its beginning is enough. With --report nothing is judged again, and
captures need be named only where they are somewhere else now.
Exit status: 0 written, 2 wrong usage, rule pack or inventory, or no such finding, 3 a capture was not read to its end.`;

export function extractCommand(): Command {
	return new Command('extract')
		.summary('write the packets that prove a finding')
		.description(
			'Picks the packets of a finding out of the captures: its conversations, those that it rests on, and ICMP errors about them, with their times and interfaces; as pcapng, for Wireshark and for portolan itself.',
		)
		.addArgument(capturesArgument().argOptional())
		.addOption(
			new Option('--finding <id>', 'which finding; repeat for several')
				.argParser((id: string, earlier: readonly string[]) => [...earlier, id])
				.default([], 'none')
				.makeOptionMandatory(),
		)
		.addOption(new Option('-o, --output <file>', 'the pcapng file to write').makeOptionMandatory())
		.addOption(new Option('--report <file>', 'a report that check wrote as JSON, in which the finding is'))
		.addOption(rulesOption())
		.addOption(inventoryOption())
		.addOption(parameterOption())
		.addOption(waiversOption())
		.addOption(baselineOption())
		.addOption(representativeOption())
		.addOption(jobsOption())
		.addOption(vlanSameOption())
		.addOption(maxFlowsOption())
		.addOption(readerOption())
		.addOption(new Option('--overwrite', 'replace a file of that name').default(false, 'off'))
		.addHelpText('after', examples)
		.action(async (captures: string[], options: ExtractOptions) => {
			process.exitCode = await extractFindings(captures, options);
		});
}

async function extractFindings(names: readonly string[], options: ExtractOptions): Promise<number> {
	if (options.finding.length === 0)
		throw new UsageError('which finding? Add --finding <id>; ids are in the report as JSON');
	refuseSinglePass(names, false, 'extract');
	refuseForeign(options.output, options.overwrite);
	const {output: target, report: told} = options;
	refuseOverwriting([target], [...names, ...filesReadBy(options), ...(told === undefined ? [] : [told])]);
	const report = await reportOf(names, options);
	const paths = options.report === undefined || names.length === 0 ? report.captures.map(({path}) => path) : names;
	if (paths.length !== report.captures.length) {
		throw new UsageError(
			`the report is about ${plural(report.captures.length, 'capture')}, and ${paths.length} are named; name them in its order`,
		);
	}
	refuseSinglePass(paths, false, 'extract');
	refuseOverwriting([target], paths);
	const wanted = options.finding.map((id) => {
		const finding = findingNamed(id, report);
		const found = wantedOf(report, finding);
		if (found === undefined) throw new UsageError(`finding ${finding.id}: ${whyWithout(finding)}`);
		return found;
	});
	const file = new EvidenceFile(version);
	const part = `${options.output}.part`;
	let isKept = false;
	try {
		const output = writing(part, () => openSync(part, 'w'));
		try {
			const flush = () => writing(part, () => writeWhole(output, file.take()));
			const reads = {reader: readerOf(report, options), vlanSame: vlansOf(report, options)};
			const {coverages, taken, watched} = await extractFrom(
				report,
				wanted,
				reads,
				(place, batch, row, wantedBy) => {
					file.add(
						batch,
						row,
						place,
						wantedBy.map((index) => commentOf(wanted[index]!.finding)),
					);
					if (file.pending > MAX_PENDING) flush();
				},
				paths,
			);
			if (file.packets === 0)
				throw new UsageError('the captures hold none of the packets of the report; are they the same?');
			file.finish(...watched);
			flush();
			const leftOut = taken.reduce((sum, one) => sum + one.leftOut, 0);
			const more = leftOut === 0 ? '' : `; ${leftOut} more belong to it and are over the bounds of evidence`;
			process.stderr.write(`portolan: ${options.output}: ${file.packets} packets${more}\n`);
			isKept = true;
			for (const {path, problem} of coverages)
				if (problem !== undefined) process.stderr.write(`portolan: ${path}: ${problem}\n`);
			return coverages.every(({complete}) => complete) ? Exit.Compliant : Exit.CaptureIncomplete;
		} finally {
			closeSync(output);
			if (isKept) writing(options.output, () => renameSync(part, options.output));
		}
	} finally {
		if (!isKept) rmSync(part, {force: true});
	}
}

/** Octets that wait to be written. */
const MAX_PENDING = 1 << 20;

async function reportOf(names: readonly string[], options: ExtractOptions): Promise<Report> {
	if (options.report !== undefined) return readReportFile(options.report);
	if (names.length === 0) throw new UsageError('name captures, or a report of them with --report');
	return judgeCaptures(names, {...options, failOn: 'never', follow: false});
}

/** By its id or the beginning of it. */
function findingNamed(id: string, {findings}: Report): ReportFinding {
	const found = findings.filter((finding) => finding.id.startsWith(id.toLowerCase()));
	const [only] = found;
	if (found.length === 1) return only!;
	if (findings.length === 0) throw new UsageError(`there is no finding "${id}": there are no findings at all`);
	const meant = nearest(
		id,
		findings.map((finding) => finding.id),
	);
	const advice =
		found.length > 1 ? 'several begin so' : meant === undefined ? 'none is like it' : `did you mean ${meant}?`;
	const listed = (found.length > 1 ? found : findings).slice(0, LISTED);
	const more = findings.length > LISTED ? `\n  and ${findings.length - LISTED} more, in check -f csv-findings` : '';
	const lines = listed.map((finding) => `\n  ${finding.id}  ${finding.kind}  ${cut(finding.message)}`);
	throw new UsageError(`there is no finding "${id}"; ${advice}. The findings are${lines.join('')}${more}`);
}

const LISTED = 30;
const SHOWN = 100;

function cut(message: string): string {
	return message.length > SHOWN ? `${message.slice(0, SHOWN)}...` : message;
}

function readerOf({inputs}: Report, {report, reader}: ExtractOptions): ExtractOptions['reader'] {
	return report !== undefined && inputs?.options.reader === 'pcap-parser' ? 'pcap-parser' : reader;
}

function vlansOf({inputs}: Report, {report, vlanSame}: ExtractOptions): VlanClasses {
	if (report === undefined) return vlanSame;
	const vlans = new VlanClasses();
	for (const list of inputs?.options.vlanSame ?? []) vlans.merge(parseVlans(list) ?? []);
	return vlans;
}

function refuseForeign(output: string, mayOverwrite: boolean): void {
	const facts = statSync(output, {throwIfNoEntry: false});
	if (facts === undefined || mayOverwrite) return;
	throw new UsageError(`${output}: this is here already; name another file, or add --overwrite`);
}

function writing<Result>(file: string, write: () => Result): Result {
	try {
		return write();
	} catch (error) {
		throw writingProblem(file, error);
	}
}

function writeWhole(output: number, octets: Uint8Array): void {
	for (let written = 0; written < octets.length; ) written += writeSync(output, octets, written);
}
