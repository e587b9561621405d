import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {networkInterfaces} from 'node:os';

// What the operating system says of its interfaces. Linux says most, in /sys/class/net; elsewhere much is not known.

const CLASS = '/sys/class/net';
// Of <linux/if.h>.
const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
/** Octets in front of the largest payload: Ethernet with two VLAN tags. */
const MAX_HEADER = 22;

/** Frames, as an interface counts them since it was made. */
export interface InterfaceCounters {
	/**
	 * Received and sent: what a capture should have been given. `undefined` where the counters count other things than a
	 * capture sees, as those of a network card do: it puts received segments together and takes sent ones apart.
	 */
	readonly passed: number | undefined;
	/** Lost before a capture could see them: nobody emptied the card's memory, or the kernel's backlog, in time. */
	readonly missed: number;
}

/** Whether it is there and up; `undefined` where the system does not say. */
export function isInterfaceUp(name: string): boolean | undefined {
	if (!existsSync(CLASS)) return undefined;
	const flags = readNumber(name, 'flags');
	return flags !== undefined && (flags & IFF_UP) !== 0;
}

/** Differs for an interface that went away and another one that came under its name; `undefined` where unknown. */
export function interfaceIndex(name: string): number | undefined {
	return readNumber(name, 'ifindex');
}

/** The names of all there are, up or not, as far as the system tells. */
export function interfaceNames(): string[] {
	const known = existsSync(CLASS) ? readdirSync(CLASS, {withFileTypes: true}).filter((entry) => !entry.isFile()) : [];
	return [...new Set([...Object.keys(networkInterfaces()), ...known.map(({name}) => name)])].sort();
}

/** False also where the system does not say. */
export function isLoopback(name: string): boolean {
	return ((readNumber(name, 'flags') ?? 0) & IFF_LOOPBACK) !== 0;
}

/** The counters now; `undefined` where the system has none. */
export function interfaceCounters(name: string): InterfaceCounters | undefined {
	const flags = readNumber(name, 'flags');
	const [received, sent, dropped, missed] = ['rx_packets', 'tx_packets', 'rx_dropped', 'rx_missed_errors'].map((file) =>
		readNumber(name, `statistics/${file}`),
	);
	if (flags === undefined || received === undefined || sent === undefined) return undefined;
	// A card's driver counts in `rx_dropped` also frames that were captured and then refused.
	if (existsSync(`${CLASS}/${name}/device`)) return {passed: undefined, missed: missed ?? 0};
	// What the loopback sends it receives, and a capture is given it once.
	return {passed: (flags & IFF_LOOPBACK) !== 0 ? received : received + sent, missed: (dropped ?? 0) + (missed ?? 0)};
}

/** Octets of the longest frame that can be on its wire; longer ones were put together. `undefined` where unknown. */
export function longestFrame(name: string): number | undefined {
	const mtu = readNumber(name, 'mtu');
	return mtu === undefined ? undefined : mtu + MAX_HEADER;
}

function readNumber(name: string, file: string): number | undefined {
	// No name leads out of the folder.
	if (!/^[^/\0]+$/.test(name) || name === '.' || name === '..') return undefined;
	try {
		const value = Number(readFileSync(`${CLASS}/${name}/${file}`, 'utf8'));
		return Number.isFinite(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
