import {readFileSync} from 'node:fs';
import {Checker} from '../document/checker.js';
import {parseText} from '../document/parse.js';
import {decodeText} from '../document/text.js';
import {UsageError} from '../net/problem.js';
import {readWaivers} from '../policy/waivers/read.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {InputLog} from './inputs.js';

/** The waivers of files, all together. Throws `UsageError` for a file that cannot be read, `DocumentError` for mistakes. */
export function loadWaivers(paths: readonly string[], inputs?: InputLog): Waiver[] {
	const checker = new Checker();
	const waivers = paths.flatMap((path) => {
		const octets = readOctets(path);
		inputs?.note('waivers', path, octets);
		return readWaivers(parseText(decodeText(octets, path), path), checker);
	});
	const seen = new Map<string, Waiver>();
	for (const waiver of waivers) {
		const earlier = seen.get(waiver.id);
		if (earlier !== undefined && earlier.place.file !== waiver.place.file) {
			checker.note(waiver.place, `waiver "${waiver.id}" stands already in ${earlier.place.file}`);
		}
		seen.set(waiver.id, waiver);
	}
	checker.throwIfAny();
	return waivers;
}

function readOctets(path: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(`${path}: the waivers cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
	}
}
