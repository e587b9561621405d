import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {gunzipSync, gzipSync} from 'node:zlib';
import {conversationKey, PUBLIC, publicCaptures} from './public-captures.js';

const ORACLE = fileURLToPath(new URL('../../../test/public/protocols.json.gz', import.meta.url));

/** What tshark calls the payloads of a conversation, by `conversationKey`; those that it has no name for are left out. */
export type ProtocolsOfCapture = Readonly<Record<string, readonly string[]>>;

export function readProtocols(): Readonly<Record<string, ProtocolsOfCapture>> {
	return JSON.parse(gunzipSync(readFileSync(ORACLE)).toString()) as Record<string, ProtocolsOfCapture>;
}

/** Names that say nothing of what a payload is. */
const nameless: ReadonlySet<string> = new Set(['data', '_ws.malformed', '_ws.short', 'tcp.segments']);

const fields = [
	...['frame.protocols', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst'],
	...['tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport'],
];

/** Asks tshark again and writes what it says. Takes some minutes. */
export function updateProtocols(): void {
	const entries = publicCaptures().map((file) => [file, ask(path.join(PUBLIC, file))] as const);
	writeFileSync(ORACLE, gzipSync(JSON.stringify(Object.fromEntries(entries)), {level: 9}));
}

function ask(file: string): ProtocolsOfCapture {
	const options = ['-n', '-r', file, '-Y', 'tcp or udp', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
	const {stdout} = spawnSync('tshark', options, {encoding: 'utf8', maxBuffer: 1 << 28});
	return protocolsIn(stdout);
}

/** @param lines the fields of every packet, each with all its values */
export function protocolsIn(lines: string): ProtocolsOfCapture {
	const found = new Map<string, Set<string>>();
	for (const line of lines.split('\n')) {
		const [layers = '', ...values] = line.split('\t');
		const names = layers.split(':');
		// Packets that an ICMP error quotes are nobody's.
		if (values.length < 8 || names.includes('icmp') || names.includes('icmpv6')) continue;
		const innermost = names.findLastIndex((name) => name === 'tcp' || name === 'udp');
		const transport = names[innermost]!;
		const isIpv6 = names.slice(0, innermost).findLast((name) => name === 'ip' || name === 'ipv6') === 'ipv6';
		const last = (index: number) => values[index]!.split(',').at(-1)!;
		const [from, to] = isIpv6 ? [last(2), last(3)] : [last(0), last(1)];
		const [fromPort, toPort] = transport === 'tcp' ? [last(4), last(5)] : [last(6), last(7)];
		const said = names.slice(innermost + 1).filter((name) => !nameless.has(name));
		if (innermost < 0 || fromPort === '' || said.length === 0) continue;
		const key = conversationKey(transport, [from, Number(fromPort)], [to, Number(toPort)]);
		found.set(key, new Set([...(found.get(key) ?? []), ...said]));
	}
	return Object.fromEntries([...found].map(([key, said]) => [key, [...said].sort()]));
}
