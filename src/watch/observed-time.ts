import type {DurationMicros, EpochMicros} from '../net/time.js';

/** Silences that are remembered; of older ones only that they were. */
const MAX_GAPS = 1024;

/** A time in which nothing could be observed, from the packet before it to the one after. */
type Gap = readonly [start: EpochMicros, end: EpochMicros];

export interface KeptTime {
	readonly begin: EpochMicros;
	readonly latest: EpochMicros;
	readonly gaps: readonly Gap[];
}

/**
 * The time in which a mirror port was observed: that of its packets, less the silences in which it showed nothing, and the
 * times between two watches. What did not happen while nobody looked is not missing.
 */
export class ObservedTime {
	readonly #silence: DurationMicros;
	#begin: EpochMicros | undefined;
	#latest: EpochMicros = Number.NEGATIVE_INFINITY;
	#gaps: Gap[];

	/**
	 * @param silence a longer time without a packet was not observed
	 * @param kept what an earlier watch observed
	 */
	constructor(silence: DurationMicros, kept: KeptTime | undefined) {
		this.#silence = silence;
		this.#begin = kept?.begin;
		this.#latest = kept?.latest ?? this.#latest;
		this.#gaps = [...(kept?.gaps ?? [])];
	}

	/** Takes the times of packets, of which the first `count` are meant. */
	note(times: Float64Array, count: number): void {
		if (count === 0) return;
		this.#begin ??= times[0]!;
		let latest = this.#latest === Number.NEGATIVE_INFINITY ? times[0]! : this.#latest;
		for (let row = 0; row < count; row++) {
			const time = times[row]!;
			if (time <= latest) continue;
			if (time - latest > this.#silence) this.#addGap(latest, time);
			latest = time;
		}
		this.#latest = latest;
	}

	/** Time of the latest packet; `undefined` before there was one. */
	get latest(): EpochMicros | undefined {
		return this.#begin === undefined ? undefined : this.#latest;
	}

	get duration(): DurationMicros {
		return this.#begin === undefined ? 0 : this.since(this.#begin);
	}

	/** For how long it was observed after `time`. */
	since(time: EpochMicros): DurationMicros {
		let observed = this.#latest - time;
		for (const [start, end] of this.#gaps) {
			if (end > time) observed -= end - Math.max(start, time);
		}
		return Math.max(0, observed);
	}

	get kept(): KeptTime | undefined {
		return this.#begin === undefined ? undefined : {begin: this.#begin, latest: this.#latest, gaps: this.#gaps};
	}

	#addGap(start: EpochMicros, end: EpochMicros): void {
		if (this.#gaps.length === MAX_GAPS) {
			const [[from, to]] = this.#gaps as [Gap];
			this.#gaps.shift();
			// What lay before it moves nearer, so that durations stay right.
			this.#begin! += to - from;
		}
		this.#gaps.push([start, end]);
	}
}
