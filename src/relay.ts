import {type Columns, ForeignColumns, SharedColumns} from './capture/columns.js';
import {FrameBatch, MAX_BATCH_OCTETS} from './capture/frame.js';
import {HEADROOM, type SharedWindow} from './capture/read-ahead.js';
import {Networks} from './decode/networks.js';
import {PacketBatch} from './decode/packet.js';
import {SliceOrder} from './flow/slice-order.js';
import type {EpochMicros} from './net/time.js';
import type {VlanClasses} from './net/vlan.js';

/**
 * Batches that can be under way at a time. Enough that no thread waits whenever another one pauses; few, since what one core has decoded
 * should still be in a cache when the others come to it.
 */
const PLACES = 6;
/** Parts of the window that a plain file is read through, into which batches point. */
const PARTS = 4;
const PART = HEADROOM + (1 << 20);

/** A batch that is decoded, and in which order its packets are put together. */
export interface DecodedBatch {
	readonly packets: PacketBatch;
	readonly order: SliceOrder;
}

/** Columns of the progress: how many batches were passed on, and from `USED` on how many each of the other threads is done with. */
const PASSED_ON = 0;
const USED = 1;
/** In the sign of `PASSED_ON`: there are no more. */
const ENDED = 0x8000_0000;
const COUNT = 0x7fff_ffff;

/** Octets, and the same memory as a `DataView`. */
interface Memory {
	readonly octets: Uint8Array;
	readonly view: DataView;
}

interface Place extends DecodedBatch {
	/** For the octets of frames that are not in the window. */
	readonly own: Memory;
	/** Frames, packets, and 1 if the frames are in the window. */
	readonly counts: Uint32Array;
}

/** What all threads have before them, made of the same columns in the same order. */
class SharedRing {
	readonly networks: Networks;
	readonly window: Memory;
	readonly places: readonly Place[];
	readonly progress: Int32Array;
	readonly watchedUntil: Float64Array;

	constructor(columns: Columns, readers: number, vlans: VlanClasses) {
		this.networks = new Networks(vlans, columns);
		this.window = memoryOf(columns.uint8(PARTS * PART));
		this.places = Array.from({length: PLACES}, () => {
			const own = memoryOf(columns.uint8(MAX_BATCH_OCTETS));
			const packets = new PacketBatch(new FrameBatch(columns), columns);
			return {own, packets, order: new SliceOrder(columns), counts: columns.uint32(3)};
		});
		this.progress = columns.int32(USED + readers);
		this.watchedUntil = columns.float64(1);
	}
}

function memoryOf(octets: Uint8Array): Memory {
	return {octets, view: new DataView(octets.buffer, octets.byteOffset, octets.byteLength)};
}

/** What another thread needs to take part. */
export interface RelayMemory {
	readonly memories: readonly SharedArrayBuffer[];
	readonly readers: number;
}

/** Passes batches on to other threads, each batch to each of them, in memory that they share. This end is that of the thread that decodes. */
export class Relay {
	readonly memory: RelayMemory;
	readonly #ring: SharedRing;
	#passedOn = 0;
	/** The number of the last batch in each part of the window. */
	readonly #lastIn = new Int32Array(PARTS).fill(-1);

	/** @param readers how many threads there are besides this one */
	constructor(readers: number, vlans: VlanClasses) {
		const columns = new SharedColumns();
		this.#ring = new SharedRing(columns, readers, vlans);
		this.memory = {memories: columns.memories, readers};
	}

	/** Networks whose names the other threads have as well. */
	get networks(): Networks {
		return this.#ring.networks;
	}

	/** What to read a single capture through, so that its octets need not be copied. */
	get window(): SharedWindow {
		return {octets: this.#ring.window.octets, parts: PARTS, untilFree: (part) => this.#untilUsed(this.#lastIn[part]!)};
	}

	/** The frames, each batch once there is a place for it: to be decoded there, put in order, and passed on. */
	async *places(batches: AsyncIterable<FrameBatch>): AsyncGenerator<DecodedBatch, void, undefined> {
		for await (const batch of batches) {
			const {window, places} = this.#ring;
			const place = places[this.#passedOn % PLACES]!;
			const {frames} = place.packets;
			frames.share(batch);
			if (batch.octets === window.octets) this.#lastIn[Math.floor(batch.offset[0]! / PART)] = this.#passedOn;
			else frames.move(place.own.octets, place.own.view);
			yield place;
			// Before the next one is read: what is read is also used, whenever the reading is ended.
			await this.#untilUsed(this.#passedOn - PLACES);
		}
	}

	/** The batch that was yielded last is ready. This thread may go on reading it. */
	passOn(): void {
		const {window, places, progress} = this.#ring;
		const {packets, counts} = places[this.#passedOn % PLACES]!;
		counts.set([packets.frames.count, packets.count, packets.frames.octets === window.octets ? 1 : 0]);
		Atomics.store(progress, PASSED_ON, ++this.#passedOn & COUNT);
		Atomics.notify(progress, PASSED_ON);
	}

	/** There are no more batches. */
	end(watchedUntil: EpochMicros | undefined): void {
		const {progress} = this.#ring;
		this.#ring.watchedUntil[0] = watchedUntil ?? Number.NEGATIVE_INFINITY;
		Atomics.or(progress, PASSED_ON, ENDED);
		Atomics.notify(progress, PASSED_ON);
	}

	/** Waits until all are done with a batch. The thread is not blocked meanwhile: it may have to learn that another one failed. */
	async #untilUsed(batch: number): Promise<void> {
		const {progress} = this.#ring;
		for (let reader = 0; reader < this.memory.readers; reader++) {
			for (;;) {
				const used = Atomics.load(progress, USED + reader);
				if (used > batch) break;
				await Atomics.waitAsync(progress, USED + reader, used).value;
			}
		}
	}
}

/** The end of a thread that does not decode. */
export class RelayEnd {
	readonly #ring: SharedRing;
	readonly #reader: number;

	/** @param reader number of the thread, from 0 */
	constructor({memories, readers}: RelayMemory, reader: number, vlans: VlanClasses) {
		this.#ring = new SharedRing(new ForeignColumns(memories), readers, vlans);
		this.#reader = reader;
	}

	/** Those of the thread that decodes; they have names here, and take no new ones. */
	get networks(): Networks {
		return this.#ring.networks;
	}

	/** See `watchedUntil` of the pipeline; known after the last batch. */
	get watchedUntil(): EpochMicros | undefined {
		const until = this.#ring.watchedUntil[0]!;
		return until === Number.NEGATIVE_INFINITY ? undefined : until;
	}

	/** The batches, each valid until the next one is asked for. Blocks the thread while there is none. */
	*batches(): Generator<DecodedBatch, void, undefined> {
		const {window, places, progress} = this.#ring;
		for (let used = 0; ; ) {
			const word = Atomics.load(progress, PASSED_ON);
			if ((word & COUNT) > used) {
				const place = places[used % PLACES]!;
				const [frames = 0, packets = 0, isInWindow = 0] = place.counts;
				place.packets.count = packets;
				Object.assign(place.packets.frames, {count: frames, ...(isInWindow === 1 ? window : place.own)});
				yield place;
				Atomics.store(progress, USED + this.#reader, ++used);
				Atomics.notify(progress, USED + this.#reader);
			} else if (word < 0) {
				return;
			} else {
				Atomics.wait(progress, PASSED_ON, word);
			}
		}
	}
}
