import {open, stat} from 'node:fs/promises';
import {readerOf} from './reader.js';

/**
 * Octets of captures that several readers can read side by side at little cost: plain files. 0 where one of them is
 * something else: a pipe, which is gone once it is read, or a compressed file, which each reader would decompress.
 */
export async function rereadableOctets(paths: readonly string[]): Promise<number> {
	let sum = 0;
	for (const path of paths) {
		const size = path === '-' ? 0 : await plainSize(path).catch(() => 0);
		if (size === 0) return 0;
		sum += size;
	}
	return sum;
}

async function plainSize(path: string): Promise<number> {
	const facts = await stat(path);
	if (!facts.isFile()) return 0;
	const file = await open(path, 'r');
	try {
		const start = Buffer.alloc(4);
		await file.read(start, 0, 4, 0);
		return readerOf(start.readUInt32BE()) === undefined ? 0 : facts.size;
	} finally {
		await file.close();
	}
}
