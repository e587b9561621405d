import {readFileSync} from 'node:fs';
import {Checker} from '../document/checker.js';
import {parseText} from '../document/parse.js';
import {parseTable} from '../document/table.js';
import {decodeText} from '../document/text.js';
import {parseAddress} from '../net/address.js';
import {UsageError} from '../net/problem.js';
import {assemble} from './assemble.js';
import type {FileEntries} from './entry.js';
import type {InventoryParts} from './inventory.js';
import {readInventory} from './read.js';
import {readNames} from './read-names.js';
import {readTable} from './read-table.js';

/**
 * What inventory files say together: YAML, JSON, tables with a header (CSV), and names as /etc/hosts has them. Without
 * files it is empty. Throws `UsageError` for a file that cannot be read, `DocumentError` for mistakes.
 * @param onRead told every file that is read
 */
export function loadInventory(
	paths: readonly string[],
	onRead: (path: string, octets: Uint8Array) => void = () => {},
): InventoryParts {
	const checker = new Checker();
	const files = paths.map((path) => {
		const octets = readOctets(path);
		onRead(path, octets);
		return readFile(path, octets, checker);
	});
	const parts = assemble(files, checker);
	checker.throwIfAny();
	return parts;
}

function readOctets(path: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(`${path}: the inventory cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
	}
}

function readFile(path: string, octets: Uint8Array, checker: Checker): FileEntries {
	const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	if (['yaml', 'yml', 'json'].includes(ending))
		return readInventory(parseText(decodeText(octets, path), path), checker);
	const text = decodeText(octets, path, {isLegacy: true});
	switch (ending === 'csv' || ending === 'tsv' ? 'table' : guessKind(text)) {
		case 'table':
			return readTable(parseTable(text, path), checker);
		case 'names':
			return readNames(text, path, checker);
		default:
			return readInventory(parseText(text, path), checker);
	}
}

/** By its first line that says something, for a file whose ending says nothing. */
function guessKind(text: string): 'table' | 'names' | 'document' {
	const line = /^(?!\s*#)[^\S\n]*\S.*$/m.exec(text.replace(/^\uFEFF/, ''))?.[0].trim() ?? '';
	if (parseAddress(line.split(/\s/)[0]!.replace(/%.*/, '')) !== undefined) return 'names';
	return /^[^:{[]*[,;\t]/.test(line) ? 'table' : 'document';
}
