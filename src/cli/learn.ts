import {Command, Option} from 'commander';
import {lastValueFrom} from 'rxjs';
import type {ReaderName} from '../capture/open.js';
import {blockNames} from '../flow/names/host-names.js';
import {inventoryDraft, packPatch} from '../learn/documents.js';
import {learn} from '../learn/learn.js';
import {formatLearning} from '../learn/text.js';
import type {VlanClasses} from '../net/vlan.js';
import {edgesOf} from '../pipeline.js';
import {formatJson} from '../report/json.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import {namedCaptures, readOptions} from './captures.js';
import {Exit} from './exit.js';
import {
	capturesArgument,
	inventoryOption,
	jobsOption,
	maxFlowsOption,
	parameterOption,
	readerOption,
	rulesOption,
	type SiteOptions,
	vlanSameOption,
} from './options.js';
import {filesReadBy, refuseOverwriting, refuseReplacingCaptures} from './outputs.js';
import {Progress} from './progress.js';
import {loadSite} from './site.js';
import {interruption, wantsColors, writeOut, writeReportFile} from './terminal.js';

interface LearnOptions extends SiteOptions {
	readonly format: 'text' | 'json';
	readonly writeInventory: string | undefined;
	readonly writePatch: string | undefined;
	readonly reader: ReaderName;
	readonly maxFlows: number;
	readonly jobs: number;
	readonly vlanSame: VlanClasses;
}

const examples = `
Examples:
  portolan learn site.pcap -r configmgr-2012
  portolan learn site.pcap -r configmgr-2012 -i inventory.yaml --write-inventory draft.yaml --write-patch observed.yaml
  portolan check site.pcap -r configmgr-2012 -r ./observed.yaml -i inventory.yaml -i draft.yaml

Nothing that is learnt is reviewed: rules lint tells every row of the patch until somebody takes "reviewed: false" out.
Exit status: 0, 2 wrong usage, rule pack or inventory, 3 a capture was not read to its end.`;

export function learnCommand(): Command {
	return new Command('learn')
		.summary('propose roles, parameters and rows from traffic')
		.description(
			'Says which roles unknown hosts probably hold, by what they serve and whom they call; which ports the site has elsewhere; and which rows would document what no pack does.',
		)
		.addArgument(capturesArgument())
		.addOption(rulesOption())
		.addOption(inventoryOption())
		.addOption(parameterOption())
		.addOption(
			new Option('-f, --format <name>', 'the format on standard output').choices(['text', 'json']).default('text'),
		)
		.option('--write-inventory <file>', 'write the hosts as an inventory')
		.option('--write-patch <file>', 'write the rows as a rule pack')
		.addOption(jobsOption())
		.addOption(vlanSameOption())
		.addOption(maxFlowsOption())
		.addOption(readerOption())
		.addHelpText('after', examples)
		.action(async (captures: string[], options: LearnOptions) => {
			process.exitCode = await learnFrom(captures, options);
		});
}

async function learnFrom(paths: readonly string[], options: LearnOptions): Promise<number> {
	const {writeInventory, writePatch} = options;
	const outputs = [writeInventory, writePatch].filter((file) => file !== undefined);
	refuseOverwriting(outputs, [...paths, ...filesReadBy(options)]);
	await refuseReplacingCaptures(outputs);
	const {packs, inventory} = loadSite(options, process.stderr);
	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const reads = readOptions({...options, follow: false}, signal);
	const captures = await namedCaptures(paths, reads, process.stderr);
	const {edges, names, watched, coverages} = await lastValueFrom(
		edgesOf(captures, {
			...reads,
			maxFlows: options.maxFlows,
			jobs: options.jobs,
			vlans: options.vlanSame,
			documentedPorts: documentedPorts(packs, inventory.parts.hostSettings),
			onProgress: (all) => progress.update(all),
		}),
	);
	progress.clear();
	release();
	if (signal.aborted) process.stdin.destroy();
	for (const coverage of coverages) names.absorb(blockNames(coverage));

	const learning = learn(edges, packs, inventory, {names, ...watched});
	if (writeInventory !== undefined) writeReportFile(writeInventory, inventoryDraft(learning.hosts));
	if (writePatch !== undefined) writeReportFile(writePatch, packPatch(learning.rows, captures));
	await writeOut(
		process.stdout,
		options.format === 'json' ? formatJson(learning) : formatLearning(learning, {colors: wantsColors(process.stdout)}),
	);
	for (const {path, problem} of coverages.filter(({complete}) => !complete)) {
		await writeOut(process.stderr, `portolan: ${path}: ${problem}\n`);
	}
	return coverages.every(({complete}) => complete) ? Exit.Compliant : Exit.CaptureIncomplete;
}
