import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {gunzipSync, gzipSync} from 'node:zlib';

/** Captures of public test suites, beside the project; a clone does not have them. */
export const PUBLIC = fileURLToPath(new URL('../../../../shared/captures/public/', import.meta.url));

const ORACLE = fileURLToPath(new URL('../../../test/public/tshark.json.gz', import.meta.url));

/** What capinfos and tshark say of a capture. */
export interface OracleEntry {
	/** Packets as capinfos counts them; `null` where it cannot read the file. */
	readonly packets: number | null;
	/** Conversations over TCP, UDP and SCTP as tshark lists them, as `conversationKey` writes them, sorted. */
	readonly conversations: readonly string[];
	/** Pairs of addresses over all IP layers, those inside of tunnels too, as `pairKey` writes them, sorted. */
	readonly pairs: readonly string[];
	/** Who sent a TCP SYN to whom, inside of tunnels too, as `openerKey` writes it, sorted. */
	readonly openers: readonly string[];
}

/** The captures by their path below `PUBLIC`, sorted; none where the folder is not there. */
export function publicCaptures(): string[] {
	if (!existsSync(PUBLIC)) return [];
	return readdirSync(PUBLIC, {recursive: true, encoding: 'utf8', withFileTypes: true})
		.filter((entry) => entry.isFile())
		.map((entry) =>
			path
				.relative(PUBLIC, path.join(entry.parentPath ?? entry.path, entry.name))
				.split(path.sep)
				.join('/'),
		)
		.sort();
}

export function readOracle(): Readonly<Record<string, OracleEntry>> {
	return JSON.parse(gunzipSync(readFileSync(ORACLE)).toString()) as Record<string, OracleEntry>;
}

/** Ends in a fixed order: who opened a conversation is another question. */
export function conversationKey(protocol: string, a: readonly [string, number], b: readonly [string, number]): string {
	const [first, second] = [a, b].sort((x, y) => (x[0] === y[0] ? x[1] - y[1] : x[0] < y[0] ? -1 : 1)) as [
		typeof a,
		typeof b,
	];
	return `${protocol} ${first[0]} ${first[1]} ${second[0]} ${second[1]}`;
}

export function pairKey(a: string, b: string): string {
	return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** The sender of a SYN comes first. */
export function openerKey(from: string, fromPort: number, to: string, toPort: number): string {
	return `tcp ${from} ${fromPort} ${to} ${toPort}`;
}

/** Asks capinfos and tshark again and writes what they say. Needs both; takes minutes. */
export function updateOracle(): void {
	const version = execFileSync('tshark', ['--version'], {encoding: 'utf8'}).split('\n')[0];
	const entries = publicCaptures().map((file) => [file, ask(path.join(PUBLIC, file))] as const);
	writeFileSync(ORACLE, gzipSync(JSON.stringify(Object.fromEntries(entries)), {level: 9}));
	process.stdout.write(`${entries.length} captures, asked with ${version}\n`);
}

function ask(file: string): OracleEntry {
	const options = {encoding: 'utf8', maxBuffer: 1 << 28} as const;
	const capinfos = spawnSync('capinfos', ['-c', '-M', '-T', '-r', '-m', file], options);
	const count = capinfos.stdout.trim().split(',').at(-1);
	const tshark = spawnSync(
		'tshark',
		['-n', '-q', ...['tcp', 'udp', 'sctp', 'ip', 'ipv6'].flatMap((tap) => ['-z', `conv,${tap}`]), '-r', file],
		options,
	);
	const conversations = new Set<string>();
	const pairs = new Set<string>();
	let protocol = '';
	for (const line of tshark.stdout.split('\n')) {
		protocol = /^(TCP|UDP|SCTP|IPv4|IPv6) Conversations/.exec(line)?.[1] ?? protocol;
		const match = /^(\S+):(\d+)\s+<->\s+(\S+):(\d+)\s/.exec(line);
		if (match !== null && !protocol.startsWith('IP'))
			conversations.add(
				conversationKey(protocol.toLowerCase(), [match[1]!, Number(match[2])], [match[3]!, Number(match[4])]),
			);
		const pair = /^IPv[46]/.test(protocol) ? /^(\S+)\s+<->\s+(\S+)\s/.exec(line) : null;
		if (pair !== null) pairs.add(pairKey(pair[1]!, pair[2]!));
	}
	return {
		packets: count ? Number(count) : null,
		conversations: [...conversations].sort(),
		pairs: [...pairs].sort(),
		openers: askOpeners(file),
	};
}

/** Columns of tshark; of a field that occurs in several layers, the innermost. */
const synFields = [
	'frame.protocols',
	'ip.src',
	'ip.dst',
	'ipv6.src',
	'ipv6.dst',
	'tcp.srcport',
	'tcp.dstport',
] as const;

/** Who sent a SYN, those that ICMP errors quote and those in samples of other packets left out. */
function askOpeners(file: string): string[] {
	const columns = synFields.flatMap((field) => ['-e', field]);
	const tshark = spawnSync(
		'tshark',
		[
			'-n',
			'-Y',
			'tcp.flags.syn == 1 && tcp.flags.ack == 0',
			'-T',
			'fields',
			'-E',
			'occurrence=l',
			...columns,
			'-r',
			file,
		],
		{encoding: 'utf8', maxBuffer: 1 << 28},
	);
	const openers = tshark.stdout.split('\n').flatMap((line) => {
		const [protocols = '', source4, destination4, source6, destination6, fromPort, toPort] = line.split('\t');
		const layers = protocols.split(':');
		const below = layers.slice(0, layers.indexOf('tcp'));
		if (line === '' || ['icmp', 'icmpv6', 'sflow'].some((layer) => below.includes(layer))) return [];
		const isV6 = below.lastIndexOf('ipv6') > below.lastIndexOf('ip');
		const [from, to] = isV6 ? [source6, destination6] : [source4, destination4];
		return [openerKey(from!, Number(fromPort), to!, Number(toPort))];
	});
	return [...new Set(openers)].sort();
}
