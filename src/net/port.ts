/** Ports `first` to `last`, both inclusive, 1..65535. */
export interface PortRange {
	readonly first: number;
	readonly last: number;
}

/**
 * Reads `443` or `49152-65535`. A text that is neither, a port outside 1..65535 or a reversed range gives a sentence
 * that says which of them it is.
 */
export function parsePortRange(text: string): PortRange | string {
	const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text.trim());
	if (match === null) return `"${text}" is not a port (1 to 65535) or a range such as 49152-65535`;
	const first = Number(match[1]);
	const last = match[2] === undefined ? first : Number(match[2]);
	const outside = [first, last].find((port) => port < 1 || port > 65_535);
	if (outside !== undefined) return `port ${outside} is out of range: ports go from 1 to 65535`;
	if (last < first) return `the range ${text.trim()} is reversed: write ${last}-${first}`;
	return {first, last};
}

/** Reads ports and ranges between commas, `80,8530-8540`; a sentence for the first that is none. */
export function parsePorts(text: string): PortRange[] | string {
	const ranges = text.split(',').map(parsePortRange);
	return ranges.find((range) => typeof range === 'string') ?? (ranges as PortRange[]);
}

/** `80,8530-8540` */
export function formatPorts(ranges: readonly PortRange[]): string {
	return ranges.map(formatPortRange).join(',');
}

export function formatPortRange({first, last}: PortRange): string {
	return first === last ? String(first) : `${first}-${last}`;
}

export function inRanges(ranges: readonly PortRange[], port: number): boolean {
	return ranges.some(({first, last}) => first <= port && port <= last);
}

/**
 * Whether a host could have picked the port for itself: 1024..5000 (BSD and Windows before Vista) or 32768..65535
 * (Linux from 32768, RFC 6335 and Windows since Vista from 49152).
 */
export function isEphemeral(port: number): boolean {
	return port >= 32_768 || (port >= 1024 && port <= 5000);
}

/** For each protocol 65,536 octets, 1 for a port that is in the set. */
export type PortTables = ReadonlyMap<number, Uint8Array>;

/** A set of ports for each protocol. */
export class PortSet {
	readonly #ports: Map<number, Uint8Array>;

	/** @param tables of another set, perhaps of another worker */
	constructor(tables: PortTables = new Map()) {
		this.#ports = new Map(tables);
	}

	get tables(): PortTables {
		return this.#ports;
	}

	add(protocolIdentifier: number, {first, last}: PortRange): void {
		let ports = this.#ports.get(protocolIdentifier);
		if (ports === undefined) {
			ports = new Uint8Array(65_536);
			this.#ports.set(protocolIdentifier, ports);
		}
		ports.fill(1, first, last + 1);
	}

	has(protocolIdentifier: number, port: number): boolean {
		return this.#ports.get(protocolIdentifier)?.[port] === 1;
	}
}
