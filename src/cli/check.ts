import {Command} from 'commander';
import {type Format, type FormatName, formatNamed, formatOf, formats, plainFormats} from '../report/formats.js';
import {isPrintable, printableLine, printableTexts} from '../report/printable.js';
import type {Report} from '../report/report.js';
import {refuseSinglePass, writeEvidence} from './evidence.js';
import {EvidenceFolder} from './evidence-folder.js';
import {checkExit} from './exit-status.js';
import {type Grounds, type JudgeOptions, judgeCaptures, loadGrounds} from './judge-captures.js';
import {
	baselineOption,
	capturesArgument,
	evidenceOption,
	failOnOption,
	followOption,
	hashOption,
	inventoryOption,
	jobsOption,
	maxFlowsOption,
	outputOption,
	overwriteOption,
	parameterOption,
	readerOption,
	representativeOption,
	rulesOption,
	vlanSameOption,
	waiversOption,
} from './options.js';
import {filesReadBy, refuseOverwriting, refuseReplacingCaptures} from './outputs.js';
import {readPage} from './page.js';
import {wantsColors, writeOut, writeReportFile} from './terminal.js';

interface CheckOptions extends JudgeOptions {
	readonly format: FormatName;
	readonly output: readonly string[];
	readonly evidence: string | undefined;
	readonly overwrite: boolean;
}

const examples = `
Examples:
  portolan check site.pcapng -r configmgr-2012 -i inventory.yaml
  portolan check monday.pcap.gz tuesday.pcap.gz -r configmgr-2012 -r windows-baseline -i inventory.yaml -o report.json
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -p sql=14330 --representative
  portolan check captures/ 'old/cap-*.pcap.xz' -r configmgr-2012 -i inventory.yaml
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -w waivers.yaml
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -b baseline.json
  portolan check growing.pcap --follow -r configmgr-2012 -i inventory.yaml
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -o report.html -o portolan.sarif -o junit.xml
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -o report.json --evidence evidence/
  tcpdump -w - | portolan check - -r ./mine.yaml -i inventory.yaml -f json

Exit status: 0 compliant, 1 not compliant, 2 wrong usage, rule pack or inventory, 3 a capture was not read to its end.`;

export function checkCommand(): Command {
	return new Command('check')
		.summary('judge captures against a documented port matrix')
		.description(
			'Reads captures, several as one in the order of time, and says which flows are documented, which are not, and which documented ones failed or never showed up.',
		)
		.addArgument(capturesArgument())
		.addOption(rulesOption())
		.addOption(inventoryOption())
		.addOption(parameterOption())
		.option('-f, --format <name>', `the format on standard output: ${formats.join(', ')}`, 'text')
		.addOption(outputOption())
		.addOption(waiversOption())
		.addOption(baselineOption())
		.addOption(failOnOption())
		.addOption(representativeOption())
		.addOption(followOption())
		.addOption(jobsOption())
		.addOption(vlanSameOption())
		.addOption(maxFlowsOption())
		.addOption(readerOption())
		.addOption(hashOption())
		.addOption(evidenceOption())
		.addOption(overwriteOption())
		.addHelpText('after', examples)
		.action(async (captures: string[], options: CheckOptions) => {
			process.exitCode = await check(captures, options);
		});
}

async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
	refuseOverwriting(options.output, [...paths, ...filesReadBy(options)]);
	await refuseReplacingCaptures(options.output);
	const outputs = options.output.map((path) => ({path, format: formatOf(path)}));
	const format = formatNamed(options.format);
	const {evidence} = options;
	if (evidence !== undefined) refuseSinglePass(paths, options.follow, '--evidence');
	const hash = options.hash === true || evidence !== undefined;
	const grounds = await loadGrounds(options);
	const folder = evidence === undefined ? undefined : new EvidenceFolder(evidence, options.overwrite);
	const report = await judgeCaptures(paths, {...options, hash}, grounds);
	// Of a large report it takes as long to make every text printable as to judge it, and hardly ever one is not.
	const printable = givenWords(report, grounds).every(isPrintable) ? report : printableTexts(report);
	const rendered = (as: Format, colors: boolean) =>
		as(plainFormats.has(as) ? printable : report, {colors, page: readPage});
	for (const output of outputs) writeReportFile(output.path, rendered(output.format, false));
	await writeOut(process.stdout, rendered(format, wantsColors(process.stdout)));
	for (const {path, problem} of report.captures) {
		if (problem !== null) await writeOut(process.stderr, `portolan: ${printableLine(`${path}: ${problem}`)}\n`);
	}
	// The report is out, whatever becomes of the evidence.
	if (folder !== undefined) await writeEvidence(folder, report, options, grounds);
	return checkExit(report);
}

/** Names of files, hosts and roles: what a report says in the words of others. Those of packs and of packets are printable already. */
function givenWords({captures, inputs}: Report, {inventory: {parts}}: Grounds): string[] {
	return [
		...captures.map(({path}) => path),
		...(inputs?.files ?? []).map(({path}) => path),
		...parts.hosts.flatMap(({name, roles}) => [name, ...roles]),
		...parts.networks.flatMap(({name = '', roles}) => [name, ...roles]),
		...parts.described.map(({name}) => name),
	];
}
