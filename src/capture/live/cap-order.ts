/** What the child that captures with `cap` is told, as JSON in its one argument. */
export interface CapOrder {
	readonly interface: string;
	/** Empty: none. */
	readonly filter: string;
	/** Octets. */
	readonly bufferSize: number;
	readonly snaplen: number;
}

/** Octets of a frame that `cap` asks the kernel for, whatever it is told. */
export const CAP_SNAPLEN = 65_535;

/** What the child says in front of its reason when the module is not there, or was not built for this Node. */
export const CAP_MISSING = 'cap cannot be loaded';

const linkTypes: Readonly<Record<string, number>> = {
	NULL: 0,
	ETHERNET: 1,
	IEEE802_11_RADIO: 127,
	LINKTYPE_LINUX_SLL: 113,
	RAW: 101,
};

/** DLT_ values that differ from the LINKTYPE_ value of the same thing (https://www.tcpdump.org/linktypes.html). */
const dataLinks: Readonly<Record<number, number>> = {11: 100, 12: 101, 13: 106, 14: 101, 17: 101, 18: 101, 19: 102};

/** The LINKTYPE_ value of what `cap` says of a device; `undefined` when that is not understood. */
export function linkTypeOf(name: string): number | undefined {
	const [, number] = /^Unknown linktype (\d+)$/.exec(name) ?? [];
	if (number === undefined) return linkTypes[name];
	return dataLinks[Number(number)] ?? Number(number);
}
