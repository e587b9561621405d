import {Command} from 'commander';
import {lastValueFrom, toArray} from 'rxjs';
import type {ReaderName} from '../capture/open.js';
import type {Biflow} from '../flow/biflow.js';
import {UsageError} from '../net/problem.js';
import type {VlanClasses} from '../net/vlan.js';
import {biflowsIn, type Reading} from '../pipeline.js';
import {connLog} from '../report/conn-log.js';
import {FLOWS_SCHEMA} from '../report/flow-report.js';
import {compareBiflows, flowLine, reportFlow} from '../report/flows.js';
import {formatJson} from '../report/json.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import {loadPacks} from '../rulepack/load.js';
import {namedCaptures, readOptions} from './captures.js';
import {Exit} from './exit.js';
import {
	capturesArgument,
	followOption,
	maxFlowsOption,
	parameterOption,
	type RuleOptions,
	readerOption,
	rulesOption,
	vlanSameOption,
} from './options.js';
import {Progress} from './progress.js';
import {interruption, writeOut} from './terminal.js';

interface FlowsOptions extends RuleOptions {
	readonly format: string;
	readonly reader: ReaderName;
	readonly maxFlows: number;
	readonly vlanSame: VlanClasses;
	readonly follow: boolean;
}

const formats: ReadonlyMap<string, (biflows: readonly Biflow[]) => string> = new Map([
	['text', (biflows) => biflows.map((biflow) => `${flowLine(biflow)}\n`).join('')],
	['json', (biflows) => formatJson({schema: FLOWS_SCHEMA, flows: biflows.map(reportFlow)})],
	['conn.log', connLog],
]);

const examples = `
Examples:
  portolan flows site.pcapng
  portolan flows site.pcap -f json
  portolan flows site.pcap -f conn.log > conn.log
  portolan flows captures/ 'old/cap-*.pcap.xz'
  portolan flows growing.pcap --follow

With -r, ports that a pack documents help to tell who opened a flow whose beginning was not captured.
Exit status: 0, 2 wrong usage, 3 a capture was not read to its end.`;

export function flowsCommand(): Command {
	return new Command('flows')
		.summary('list the flows of captures')
		.description(
			'Lists bidirectional flows (RFC 5103) in the order of time: who opened each, what became of it, what it carried; as JSON, and as the conn.log of Zeek, with the Community ID by which other tools know it.',
		)
		.addArgument(capturesArgument())
		.addOption(rulesOption())
		.addOption(parameterOption())
		.option('-f, --format <name>', `the format on standard output: ${[...formats.keys()].join(', ')}`, 'text')
		.addOption(vlanSameOption())
		.addOption(followOption())
		.addOption(maxFlowsOption())
		.addOption(readerOption())
		.addHelpText('after', examples)
		.action(async (captures: string[], options: FlowsOptions) => {
			process.exitCode = await listFlows(captures, options);
		});
}

async function listFlows(names: readonly string[], options: FlowsOptions): Promise<number> {
	const {format, maxFlows, vlanSame} = options;
	const write = formats.get(format);
	if (write === undefined) {
		throw new UsageError(`-f ${format}: no such format; known are ${[...formats.keys()].join(', ')}`);
	}
	const packs = loadPacks(options.rules, {site: options.parameter, hosts: []});
	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const reads = readOptions(options, signal);
	const captures = await namedCaptures(names, reads, process.stderr);
	const {biflows, reading} = biflowsIn(captures, {
		...reads,
		maxFlows,
		vlans: vlanSame,
		documentedPorts: documentedPorts(packs),
		onProgress: (coverages) => progress.update(coverages),
	});
	const batches = await lastValueFrom(biflows.pipe(toArray()));
	progress.clear();
	release();
	if (signal.aborted) process.stdin.destroy();

	const sorted = batches.flat().sort(compareBiflows);
	await writeOut(process.stdout, write(sorted));
	return reportProblems(reading);
}

async function reportProblems({coverages}: Reading): Promise<number> {
	const broken = coverages.filter(({complete}) => !complete);
	for (const {path, problem} of broken) await writeOut(process.stderr, `portolan: ${path}: ${problem}\n`);
	return broken.length === 0 ? Exit.Compliant : Exit.CaptureIncomplete;
}
