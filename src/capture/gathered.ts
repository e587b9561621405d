import type {OctetSource} from './octets.js';

/**
 * The same octets, each time as many as there is room for: for a source that gives them in small pieces, and has them at once. What goes
 * wrong is thrown after everything before it was handed over.
 */
export function gathered(source: OctetSource): OctetSource {
	let failure: {readonly error: unknown} | undefined;
	return {
		async readInto(target) {
			let length = 0;
			while (length < target.length && failure === undefined) {
				try {
					const count = await source.readInto(target.subarray(length));
					if (count === 0) break;
					length += count;
				} catch (error) {
					failure = {error};
				}
			}
			if (length === 0 && failure !== undefined) throw failure.error;
			return length;
		},
		close: () => source.close(),
	};
}
