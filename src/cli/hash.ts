import {createHash} from 'node:crypto';
import {createReadStream, statSync} from 'node:fs';
import {Readable} from 'node:stream';

/** Octets that are read at a time. */
const CHUNK = 1 << 20;

/** SHA-256 of a file in hexadecimal; `undefined` for what is no file, or cannot be read. */
export async function hashFile(path: string): Promise<string | undefined> {
	if (statSync(path, {throwIfNoEntry: false})?.isFile() !== true) return undefined;
	const hash = createHash('sha256');
	try {
		for await (const chunk of createReadStream(path, {highWaterMark: CHUNK})) hash.update(chunk as Buffer);
	} catch {
		return undefined;
	}
	return hash.digest('hex');
}

/** A stream that can be read once, and is hashed as it flows. */
export class HashedInput {
	readonly stream: Readable;
	readonly #hash = createHash('sha256');

	constructor(input: Readable) {
		this.stream = Readable.from(this.#pass(input), {objectMode: false});
	}

	/** Of what was read, in hexadecimal; once. */
	sha256(): string {
		return this.#hash.digest('hex');
	}

	async *#pass(input: Readable): AsyncGenerator<Buffer, void, undefined> {
		for await (const chunk of input as AsyncIterable<Buffer>) {
			this.#hash.update(chunk);
			yield chunk;
		}
	}
}
