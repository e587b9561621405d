import {Command} from 'commander';
import {lastValueFrom} from 'rxjs';
import type {ReaderName} from '../capture/open.js';
import {blockNames} from '../flow/names/host-names.js';
import {UsageError} from '../net/problem.js';
import type {VlanClasses} from '../net/vlan.js';
import {edgesOf} from '../pipeline.js';
import {judge} from '../policy/judgement.js';
import {buildReport, isAtLeast} from '../report/build.js';
import {type FormatName, formatOf, formats} from '../report/formats.js';
import {assessQuality} from '../report/quality.js';
import type {Report} from '../report/report.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import type {Severity} from '../rulepack/pack.js';
import {namedCaptures, readOptions} from './captures.js';
import {Exit} from './exit.js';
import {
	capturesArgument,
	failOnOption,
	followOption,
	inventoryOption,
	jobsOption,
	maxFlowsOption,
	outputOption,
	parameterOption,
	readerOption,
	rulesOption,
	type SiteOptions,
	vlanSameOption,
} from './options.js';
import {Progress} from './progress.js';
import {loadSite} from './site.js';
import {interruption, wantsColors, writeOut, writeReportFile} from './terminal.js';
import {version} from './version.js';

interface CheckOptions extends SiteOptions {
	readonly format: FormatName;
	readonly output: readonly string[];
	readonly failOn: Severity | 'never';
	readonly representative: boolean;
	readonly reader: ReaderName;
	readonly maxFlows: number;
	readonly jobs: number;
	readonly vlanSame: VlanClasses;
	readonly follow: boolean;
}

const examples = `
Examples:
  portolan check site.pcapng -r configmgr-2012 -i inventory.yaml
  portolan check monday.pcap.gz tuesday.pcap.gz -r configmgr-2012 -r windows-baseline -i inventory.yaml -o report.json
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -p sql=14330 --representative
  portolan check captures/ 'old/cap-*.pcap.xz' -r configmgr-2012 -i inventory.yaml
  portolan check growing.pcap --follow -r configmgr-2012 -i inventory.yaml
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
		.addOption(failOnOption())
		.option(
			'--representative',
			'the captures cover a full cycle: what was not seen is missing, however short they are',
			false,
		)
		.addOption(followOption())
		.addOption(jobsOption())
		.addOption(vlanSameOption())
		.addOption(maxFlowsOption())
		.addOption(readerOption())
		.addHelpText('after', examples)
		.action(async (captures: string[], options: CheckOptions) => {
			process.exitCode = await check(captures, options);
		});
}

async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
	const outputs = options.output.map((path) => ({path, format: formatOf(path)}));
	if (!formats.includes(options.format)) {
		throw new UsageError(`-f ${options.format}: no such format; known are ${formats.join(', ')}`);
	}
	const {packs, inventory} = loadSite(options, process.stderr);

	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const reads = readOptions(options, signal);
	const captures = await namedCaptures(paths, reads, process.stderr);
	const reading = await lastValueFrom(
		edgesOf(captures, {
			...reads,
			maxFlows: options.maxFlows,
			jobs: options.jobs,
			vlans: options.vlanSame,
			documentedPorts: documentedPorts(packs, inventory.parts.hostSettings),
			onProgress: (coverages) => progress.update(coverages),
		}),
	);
	progress.clear();
	release();
	if (signal.aborted) process.stdin.destroy();

	const {coverages, undecoded, inside, networks, edges, counts, checksums, names, boots} = reading;
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	const duration = firsts.length === 0 ? 0 : Math.max(...lasts) - Math.min(...firsts);
	for (const coverage of coverages) names.absorb(blockNames(coverage));
	const judgement = judge(
		edges,
		packs,
		inventory,
		{duration, isRepresentative: options.representative},
		{names, boots},
	);
	const report = buildReport({
		...judgement,
		version,
		failOn: options.failOn,
		coverages,
		undecoded,
		inside,
		packs,
		inventory: inventory.parts,
		names,
		quality: assessQuality({
			coverages,
			undecoded,
			inside,
			edges: judgement.edges,
			counts,
			unnumbered: networks.overflows,
			checksums: checksums.senders,
		}),
	});
	for (const {path, format} of outputs) writeReportFile(path, format(report, {colors: false}));
	await writeOut(process.stdout, formatOf(`.${options.format}`)(report, {colors: wantsColors(process.stdout)}));
	for (const {path, problem} of report.captures) {
		if (problem !== null) await writeOut(process.stderr, `portolan: ${path}: ${problem}\n`);
	}
	return exitStatus(report);
}

function exitStatus({findings, captures, failOn}: Report): number {
	if (findings.some(({severity}) => isAtLeast(severity, failOn))) return Exit.NotCompliant;
	return captures.every(({complete}) => complete) ? Exit.Compliant : Exit.CaptureIncomplete;
}
