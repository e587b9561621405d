import type {CaptureCoverage} from './frame.js';

/**
 * Packets that were lost, interface by interface and section by section. Statistics of an interface count from its
 * beginning, so the highest one is the last; packets tell how many were lost since the one before.
 */
export class Drops {
	readonly #coverage: CaptureCoverage;
	readonly #statistics = new Map<number, number>();
	readonly #between = new Map<number, number>();

	constructor(coverage: CaptureCoverage) {
		this.#coverage = coverage;
	}

	startSection(): void {
		this.#statistics.clear();
		this.#between.clear();
	}

	/** An interface's statistics say how many it has lost so far. */
	noteStatistics(interfaceId: number, drops: number): void {
		const before = this.#of(interfaceId);
		this.#statistics.set(interfaceId, Math.max(drops, this.#statistics.get(interfaceId) ?? 0));
		this.#add(this.#of(interfaceId) - before);
	}

	/** A packet says how many were lost since the one before. */
	noteBetween(interfaceId: number, drops: number): void {
		const before = this.#of(interfaceId);
		this.#between.set(interfaceId, drops + (this.#between.get(interfaceId) ?? 0));
		this.#add(this.#of(interfaceId) - before);
	}

	#of(interfaceId: number): number {
		return Math.max(this.#statistics.get(interfaceId) ?? 0, this.#between.get(interfaceId) ?? 0);
	}

	#add(drops: number): void {
		this.#coverage.drops = (this.#coverage.drops ?? 0) + drops;
	}
}
