import type {OctetSource} from './octets.js';

/**
 * A source from a generator that reads or unpacks piece by piece, so that no more than one piece waits. A piece may be
 * overwritten when the next one is asked for. What the generator throws is thrown after its last piece was handed over.
 * Closing it closes `packed` too, which the generator reads.
 */
export function piecewise(pieces: AsyncGenerator<Uint8Array, void, undefined>, packed?: OctetSource): OctetSource {
	let rest: Uint8Array = new Uint8Array(0);
	return {
		async readInto(target) {
			while (rest.length === 0) {
				const next = await pieces.next();
				if (next.done === true) return 0;
				rest = next.value;
			}
			const count = Math.min(rest.length, target.length);
			target.set(rest.subarray(0, count));
			rest = rest.subarray(count);
			return count;
		},
		async close() {
			await pieces.return();
			await packed?.close();
		},
	};
}
