import {stat} from 'node:fs/promises';

/** Octets of the captures as they lie on the disk; 0 where one of them is something else, a pipe for instance. */
export async function sizeOfFiles(paths: readonly string[]): Promise<number> {
	let sum = 0;
	for (const path of paths) {
		const facts = path === '-' ? undefined : await stat(path).catch(() => undefined);
		if (facts?.isFile() !== true) return 0;
		sum += facts.size;
	}
	return sum;
}
