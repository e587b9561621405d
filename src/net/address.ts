import {isIPv4, isIPv6} from 'node:net';

/**
 * An IP address as four 32-bit words, most significant first, each an unsigned integer.
 * An IPv4 address stands in the last word; the other three are 0. `::ffff:192.0.2.1` is IPv6, never IPv4.
 */
export type AddressWords = readonly [number, number, number, number];

export type IpVersion = 4 | 6;

/** One host address. `text` is canonical (dotted decimal, or RFC 5952), so equal addresses have equal texts. */
export interface Address {
	readonly version: IpVersion;
	readonly words: AddressWords;
	readonly text: string;
}

/** Reads an address as people write it, or says `undefined`. Zones (`fe80::1%eth0`) and `010.0.0.1` are refused. */
export function parseAddress(text: string): Address | undefined {
	if (isIPv4(text)) return addressOf(4, [0, 0, 0, ipv4Word(text)]);
	if (!isIPv6(text) || text.includes('%')) return undefined;

	// A dotted tail stands for the last two groups (RFC 4291 §2.2).
	const tail = text.slice(text.lastIndexOf(':') + 1);
	const hexadecimal = tail.includes('.')
		? `${text.slice(0, -tail.length) + groupText(ipv4Word(tail) >>> 16)}:${groupText(ipv4Word(tail) & 0xffff)}`
		: text;
	const [head = '', rest] = hexadecimal.split('::');
	const before = head === '' ? [] : head.split(':');
	const after = rest === undefined || rest === '' ? [] : rest.split(':');
	const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after].map((group) =>
		Number.parseInt(group, 16),
	);
	const word = (index: number) => ((groups[2 * index]! << 16) | groups[2 * index + 1]!) >>> 0;
	return addressOf(6, [word(0), word(1), word(2), word(3)]);
}

export function addressOf(version: IpVersion, words: AddressWords): Address {
	return {version, words, text: version === 4 ? formatIpv4(words[3]) : formatIpv6(words)};
}

/** Unsigned numeric order, IPv4 before IPv6. */
export function compareAddresses(a: Address, b: Address): number {
	if (a.version !== b.version) return a.version - b.version;
	for (let index = 0; index < 4; index++) {
		const difference = a.words[index]! - b.words[index]!;
		if (difference !== 0) return difference;
	}
	return 0;
}

function formatIpv4(word: number): string {
	return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function formatIpv6(words: AddressWords): string {
	const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
	let [start, length] = [-1, 1];
	for (let index = 0; index < 8; index++) {
		let run = 0;
		while (index + run < 8 && groups[index + run] === 0) run++;
		if (run > length) [start, length] = [index, run];
		index += run;
	}
	const text = (part: readonly number[]) => part.map(groupText).join(':');
	if (start < 0) return text(groups);
	// RFC 5952 §5: a mapped address is shown with its dotted tail.
	if (start === 0 && length === 5 && groups[5] === 0xffff) return `::ffff:${formatIpv4(words[3])}`;
	return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

function ipv4Word(text: string): number {
	return text.split('.').reduce((word, octet) => word * 256 + Number(octet), 0);
}

function groupText(group: number): string {
	return group.toString(16);
}
