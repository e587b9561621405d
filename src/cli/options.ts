import {availableParallelism} from 'node:os';
import {Argument, InvalidArgumentError, Option} from 'commander';
import type {ReaderName} from '../capture/open.js';
import {parseVlans, VlanClasses} from '../net/vlan.js';
import {type Severity, severities} from '../rulepack/pack.js';
import type {GivenSetting} from '../rulepack/settings.js';

/** Biflows kept in memory at a time: 192 octets each. */
export const MAX_FLOWS = 1 << 20;
/** Octets a capture is read through: large reads cost less than many. */
export const WINDOW_SIZE = 1 << 22;

const CAPTURES = 'pcap, pcapng, Network Monitor or snoop files, also in gzip, zstd, lz4 or xz';

export interface RuleOptions {
	readonly rules: readonly string[];
	readonly parameter: readonly GivenSetting[];
}

export interface SiteOptions extends RuleOptions {
	readonly inventory: readonly string[];
}

/** An option that may be given again and again. */
function collect(value: string, earlier: readonly string[]): string[] {
	return [...earlier, value];
}

export const rulesOption = () =>
	new Option('-r, --rules <pack|file>', 'a rule pack by name, or a file of your own; repeat for several')
		.argParser(collect)
		.default([], 'none');

export const inventoryOption = () =>
	new Option('-i, --inventory <file>', 'who holds which roles; repeat for several')
		.argParser(collect)
		.default([], 'none');

export const parameterOption = () =>
	new Option(
		'-p, --parameter <name=value>',
		'a setting of the site: a port such as sql=14330, an option; repeat for several',
	)
		.argParser(parseSetting)
		.default([], 'as documented');

export const vlanSameOption = () =>
	new Option(
		'--vlan-same <list>',
		'VLANs that are one network, such as 10,110 or 0,none for priority tags; repeat for several such lists',
	)
		.argParser(mergeVlans)
		.default(new VlanClasses(), 'none');

export const outputOption = () =>
	new Option('-o, --output <file>', 'also write the report to a file, in the format of its ending; repeat for several')
		.argParser(collect)
		.default([], 'none');

export const waiversOption = () =>
	new Option('-w, --waivers <file>', 'exceptions that were granted, with owner, reason and end; repeat for several')
		.argParser(collect)
		.default([], 'none');

export const baselineOption = () =>
	new Option('-b, --baseline <file>', 'set aside what is known, and tell only what is new');

export const hashOption = () =>
	new Option('--hash', 'say the SHA-256 of every capture in the report, as --evidence does too').default(false, 'off');

export const evidenceOption = () =>
	new Option(
		'--evidence <folder>',
		'write the packets that prove each finding: a small pcapng a finding, and a manifest',
	);

export const overwriteOption = () =>
	new Option('--overwrite', 'replace files that stand in the way of evidence').default(false, 'off');

export const readerOption = () =>
	new Option('--reader <name>', "the reader of classic pcap: ours, or npm's pcap-parser as an independent witness")
		.choices(['portolan', 'pcap-parser'] satisfies ReaderName[])
		.default('portolan');

export const capturesArgument = () =>
	new Argument(
		'<capture...>',
		`${CAPTURES}; directories of such files, patterns such as 'cap-*.pcap', - for standard input`,
	);

export const representativeOption = () =>
	new Option(
		'--representative',
		'the captures cover a full cycle: what was not seen is missing, however short they are',
	).default(false, 'off');

export const followOption = () =>
	new Option('--follow', 'the capture is still being written: wait for more at its end, until Ctrl-C').default(
		false,
		'off',
	);

export const failOnOption = () =>
	new Option('--fail-on <severity>', 'the least severity of a finding that makes the exit status 1')
		.choices([...severities, 'never'] satisfies Array<Severity | 'never'>)
		.default('warning');

export const jobsOption = () =>
	new Option('-j, --jobs <n>', 'processor cores to use').argParser(parseJobs).default(availableParallelism(), 'all');

export const maxFlowsOption = (usual = MAX_FLOWS) =>
	new Option('--max-flows <n>', 'flows kept in memory at a time; beyond, the oldest are closed early')
		.argParser(parseCount)
		.default(usual);

function parseSetting(text: string, earlier: readonly GivenSetting[]): GivenSetting[] {
	const [, name, value] = /^\s*([^\s=]+)\s*=\s*([^=]*\S)\s*$/.exec(text) ?? [];
	if (name === undefined || value === undefined) throw new InvalidArgumentError('Write name=value, such as sql=14330.');
	return [...earlier, {name, value, place: undefined}];
}

function mergeVlans(text: string, earlier: VlanClasses): VlanClasses {
	const vlans = parseVlans(text);
	if (vlans === undefined) {
		throw new InvalidArgumentError('Write two or more of 0 to 4095 and none (no tag), such as 10,110 or 0,none.');
	}
	earlier.merge(vlans);
	return earlier;
}

function parseJobs(text: string): number {
	const jobs = parseCount(text);
	if (jobs > 1024) throw new InvalidArgumentError('At most 1024.');
	return jobs;
}

function parseCount(text: string): number {
	if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number, 1 or more.');
	return Number(text);
}
