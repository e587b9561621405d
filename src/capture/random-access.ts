import type {OctetSource, OctetWindow} from './octets.js';

/** Octets that can be read in any order. */
export interface RandomAccess {
	readonly size: number;
	/** Fills the start of `target` from octet `position` on and says how many octets it wrote: 0 at the end only. */
	readAt(position: number, target: Uint8Array): Promise<number>;
}

/** Octets kept in one piece of memory. */
const PIECE = 1 << 20;

/** All octets from where the window stands, in memory; `undefined` when there are more than `limit`. */
export async function keepAll(window: OctetWindow, limit: number): Promise<RandomAccess | undefined> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	while (await window.fill(1)) {
		const room = size % PIECE;
		if (room === 0) pieces.push(new Uint8Array(PIECE));
		const count = Math.min(window.available, PIECE - room);
		pieces.at(-1)!.set(window.octets.subarray(window.start, window.start + count), room);
		window.start += count;
		size += count;
		if (size > limit) return undefined;
	}
	return {
		size,
		async readAt(position, target) {
			if (position >= size) return 0;
			const start = position % PIECE;
			const count = Math.min(target.length, PIECE - start, size - position);
			target.set(pieces[Math.floor(position / PIECE)]!.subarray(start, start + count));
			return count;
		},
	};
}

/** Octets that are read at first behind a jump: a file that jumps for every frame must not cost a whole window each. */
const FIRST_READ = 16_384;

/** Octets in order from a place that can be moved. */
export class MovableSource implements OctetSource {
	readonly #octets: RandomAccess;
	#position = 0;
	#hasJumped = true;

	constructor(octets: RandomAccess) {
		this.#octets = octets;
	}

	jump(position: number): void {
		this.#position = position;
		this.#hasJumped = true;
	}

	async readInto(target: Uint8Array): Promise<number> {
		const room = this.#hasJumped ? target.subarray(0, FIRST_READ) : target;
		this.#hasJumped = false;
		const count = await this.#octets.readAt(this.#position, room);
		this.#position += count;
		return count;
	}

	async close(): Promise<void> {}
}
