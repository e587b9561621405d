import {type EpochMicros, SECOND} from '../net/time.js';
import type {PacketBatch} from './packet.js';

/** Datagrams in pieces that are remembered at a time. Beyond, the oldest is forgotten: a flood cannot fill the memory. */
const MAX_DATAGRAMS = 8192;
/** RFC 791 §3.2 and RFC 8200 §4.5 give a datagram so long to arrive; after that its identification may be another's. */
const LIFETIME = 60 * SECOND;

interface FirstFragment {
	readonly sourcePort: number;
	readonly destinationPort: number;
	readonly kind: number;
	readonly time: EpochMicros;
}

/** Remembers the ports of first fragments, for the later ones that have none (RFC 791 §2.3). */
export class FragmentTable {
	readonly #first = new Map<string, FirstFragment>();

	/** Row `row` is a first fragment: all its columns are filled. */
	remember(batch: PacketBatch, row: number, identification: number): void {
		const key = keyOf(batch, row, identification);
		this.#first.delete(key);
		if (this.#first.size === MAX_DATAGRAMS) this.#first.delete(this.#first.keys().next().value!);
		this.#first.set(key, {
			sourcePort: batch.sourcePort[row]!,
			destinationPort: batch.destinationPort[row]!,
			kind: batch.kind[row]!,
			time: batch.time[row]!,
		});
	}

	/** Gives row `row`, a later fragment, the ports of its first; false when that was not seen, or too long ago. */
	recall(batch: PacketBatch, row: number, identification: number): boolean {
		const first = this.#first.get(keyOf(batch, row, identification));
		if (first === undefined || Math.abs(batch.time[row]! - first.time) > LIFETIME) return false;
		batch.sourcePort[row] = first.sourcePort;
		batch.destinationPort[row] = first.destinationPort;
		batch.kind[row] = first.kind;
		return true;
	}
}

function keyOf(batch: PacketBatch, row: number, identification: number): string {
	const {source, destination} = batch;
	const word = 4 * row;
	const rest = `${batch.network[row]} ${batch.protocol[row]} ${identification}`;
	if (batch.version[row] === 4) return `${source[word + 3]} ${destination[word + 3]} ${rest}`;
	return `${source.slice(word, word + 4)} ${destination.slice(word, word + 4)} ${rest}`;
}
