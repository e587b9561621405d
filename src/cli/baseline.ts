import {existsSync} from 'node:fs';
import {Argument, Command, Option} from 'commander';
import {UsageError} from '../net/problem.js';
import {makeBaseline} from '../report/baseline/make-baseline.js';
import {formatJson} from '../report/json.js';
import {readBaselineFile} from './baseline-file.js';
import {Exit} from './exit.js';
import {type JudgeOptions, judgeCaptures} from './judge-captures.js';
import {
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
import {isReport, readReportFile} from './report-file.js';
import {writeOut, writeReportFile} from './terminal.js';

interface UpdateOptions extends Omit<JudgeOptions, 'failOn' | 'follow' | 'baseline'> {
	readonly baseline: string;
}

const examples = `
Examples:
  portolan baseline update report.json -b baseline.json
  portolan baseline update site.pcap -r configmgr-2012 -i inventory.yaml -b baseline.json
  portolan check tomorrow.pcap -r configmgr-2012 -i inventory.yaml -b baseline.json

The file is sorted, so that what changed in it can be read: put it under version control.
Exit status: 0, 2 wrong usage, rule pack or inventory, 3 a capture was not read to its end.`;

export function baselineCommand(): Command {
	return new Command('baseline').summary('keep what is known, so that check tells only what is new').addCommand(
		new Command('update')
			.summary('write all that is found now as known')
			.description('Writes what a report or captures show as known. check -b sets it aside, host pair by host pair.')
			.addArgument(new Argument('<report|capture...>', 'a report that check wrote as JSON, or captures'))
			.addOption(new Option('-b, --baseline <file>', 'the baseline to write').makeOptionMandatory())
			.addOption(rulesOption())
			.addOption(inventoryOption())
			.addOption(parameterOption())
			.addOption(waiversOption())
			.addOption(representativeOption())
			.addOption(jobsOption())
			.addOption(vlanSameOption())
			.addOption(maxFlowsOption())
			.addOption(readerOption())
			.addHelpText('after', examples)
			.action(async (paths: string[], options: UpdateOptions) => {
				process.exitCode = await update(paths, options);
			}),
	);
}

async function update(paths: readonly string[], {baseline: path, ...options}: UpdateOptions): Promise<number> {
	const isOne = paths.length === 1 && isReport(paths[0]!);
	const report = isOne
		? await readReportFile(paths[0]!)
		: await judgeCaptures(paths, {...options, failOn: 'never', follow: false, baseline: undefined});
	if (report.baseline != null) {
		throw new UsageError(`${paths[0]}: this report leaves out what was known already; make one without a baseline`);
	}
	const made = makeBaseline(report);
	const before = existsSync(path) ? (await readBaselineFile(path)).known.length : 0;
	writeReportFile(path, formatJson(made));
	await writeOut(process.stderr, `portolan: ${path}: ${made.known.length} known, ${before} before\n`);
	return report.captures.every(({complete}) => complete) ? Exit.Compliant : Exit.CaptureIncomplete;
}
