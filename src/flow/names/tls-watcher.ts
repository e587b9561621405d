import type {PacketBatch} from '../../decode/packet.js';
import {OrderedStream, type StreamReader} from '../negotiation/ordered-stream.js';
import {readTlsNames, type TlsNames} from './tls-handshake.js';

/** Octets of one side that are kept: a flight with a chain of certificates has two to six thousand. */
const MAX_OCTETS = 16_384;
/** Segments of one side: each is read together with those before. */
const MAX_SEGMENTS = 64;
/** Sides that are read at a time; beyond, the oldest is given up. */
const MAX_SIDES = 512;

/** Gathers the first octets of the sides of TLS connections until they have said their names. */
export class TlsWatcher {
	readonly #sides = new Map<string, Beginning>();
	readonly #onNames: (names: TlsNames, packets: PacketBatch, row: number) => void;

	constructor(onNames: (names: TlsNames, packets: PacketBatch, row: number) => void) {
		this.#onNames = onNames;
	}

	/** Takes a segment of the side; true where more of them are wanted. The first one begins with a record. */
	add(side: string, packets: PacketBatch, row: number): boolean {
		let beginning = this.#sides.get(side);
		if (beginning === undefined) {
			if (this.#sides.size === MAX_SIDES) this.#sides.delete(this.#sides.keys().next().value!);
			beginning = new Beginning();
			this.#sides.set(side, beginning);
		}
		const {payloadOffset, payloadCaptured, payloadOctets, sequence, frames} = packets;
		const start = payloadOffset[row]!;
		const octets = frames.octets.subarray(start, start + payloadCaptured[row]!);
		beginning.segments++;
		beginning.stream.add(sequence[row]!, octets, payloadOctets[row]!, undefined);
		const names = readTlsNames(beginning.octets);
		const isOver = names.isOver || beginning.isBroken || beginning.segments === MAX_SEGMENTS;
		if (!isOver) return true;
		this.#sides.delete(side);
		if (names.sni !== undefined || names.certificate !== undefined) this.#onNames(names, packets, row);
		return false;
	}

	/** The side sends no more. */
	forget(side: string): void {
		this.#sides.delete(side);
	}
}

class Beginning implements StreamReader<undefined> {
	readonly stream = new OrderedStream<undefined>(this);
	octets: Uint8Array = new Uint8Array(0);
	isBroken = false;
	segments = 0;

	read(octets: Uint8Array): void {
		this.octets = Buffer.concat([this.octets, octets]);
		if (this.octets.length >= MAX_OCTETS) this.isBroken = true;
	}

	skip(): void {
		this.isBroken = true;
	}
}
