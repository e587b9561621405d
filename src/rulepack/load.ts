import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Checker} from '../document/checker.js';
import type {Node} from '../document/document.js';
import {parseText} from '../document/parse.js';
import {fromPrepared} from '../document/prepared.js';
import {decodeText} from '../document/text.js';
import {nearest} from '../net/nearest.js';
import {UsageError} from '../net/problem.js';
import {compilePack} from './compile.js';
import {extendPack} from './extend.js';
import type {RulePack} from './pack.js';
import {refuseBrokenPairs} from './pairs.js';
import {readPack} from './read.js';
import {checkHostSettings, type GivenSettings, resolveSettings} from './settings.js';
import type {PackSource} from './source.js';

const SHIPPED = fileURLToPath(new URL('../../rules/', import.meta.url));
/** Where `scripts/prepare-packs.js` puts them. */
const PREPARED = new URL('../packs/', import.meta.url);
/** Packs that extend packs: what stops a long chain; a circle is told as such. */
const MAX_CHAIN = 8;

/** Told the octets of a file that was read, by the name that it is shown by. */
type OnRead = (path: string, octets: Uint8Array) => void;

const noSettings: GivenSettings = {site: [], hosts: []};

/** The names of the packs that come with portolan, sorted. */
export function shippedPacks(): string[] {
	return readdirSync(SHIPPED)
		.filter((file) => file.endsWith('.yaml'))
		.map((file) => file.slice(0, -'.yaml'.length))
		.sort();
}

/**
 * Loads packs by name (`configmgr-2012`) or by path. Throws `UsageError` for a pack that is not there and for a setting
 * that no pack has or allows, `DocumentError` for packs with mistakes.
 * @param onRead told every file that is read, those that packs extend too
 */
export function loadPacks(
	references: readonly string[],
	{site, hosts}: GivenSettings = noSettings,
	onRead: OnRead = () => {},
): RulePack[] {
	const checker = new Checker();
	const sources = references.flatMap((reference) => loadSource(reference, checker, onRead) ?? []);
	checker.throwIfAny();
	const resolved = resolveSettings(sources, site);
	checkHostSettings(sources, hosts.flat());
	const packs = sources.map((source) => compilePack(source, resolved, checker));
	checker.throwIfAny();
	for (const pack of packs) {
		refuseBrokenPairs(pack, site);
		for (const host of hosts) refuseBrokenPairs(pack, host);
	}
	return packs;
}

/**
 * A pack as written, together with those that it extends; `undefined` where it cannot be read as a pack at all. Mistakes
 * go to the checker; throws `UsageError` for a file that is not there and `DocumentError` for one that is no YAML.
 */
export function loadSource(reference: string, checker: Checker, onRead: OnRead = () => {}): PackSource | undefined {
	const file = fileOf(reference);
	return load(file, shownName(reference, file), [], checker, onRead);
}

function load(
	file: string,
	shown: string,
	chain: readonly string[],
	checker: Checker,
	onRead: OnRead,
): PackSource | undefined {
	const pack = readPack(readDocument(file, shown, onRead), file, checker);
	const base = pack?.base;
	if (pack === undefined || base === undefined) return pack;
	const files = [...chain, path.resolve(file)];
	const note = (message: string) => checker.note(base.place, message);
	try {
		const baseFile = fileOf(base.word, path.dirname(file));
		if (files.includes(path.resolve(baseFile))) {
			note(`"${base.word}" extends this pack in turn; one of them must stand on its own`);
			return pack;
		}
		if (files.length === MAX_CHAIN) {
			note(`packs extend each other more than ${MAX_CHAIN} deep`);
			return pack;
		}
		const baseShown = baseFile.startsWith(SHIPPED) ? shownName(base.word, baseFile) : baseFile;
		const loaded = load(baseFile, baseShown, files, checker, onRead);
		return loaded === undefined ? pack : extendPack(loaded, pack, checker);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		note(error.message);
		return pack;
	}
}

function readDocument(file: string, shown: string, onRead: OnRead): Node {
	const octets = readOctets(file, shown);
	onRead(shown, octets);
	const text = decodeText(octets, shown);
	const prepared = file.startsWith(SHIPPED) ? readPrepared(path.basename(file, '.yaml')) : undefined;
	const root = prepared === undefined ? undefined : fromPrepared(prepared, text, shown);
	return root ?? parseText(text, shown);
}

/** A shipped pack as the build prepared it, if it did. */
function readPrepared(name: string): string | undefined {
	try {
		return readFileSync(new URL(`${name}.json`, PREPARED), 'utf8');
	} catch {
		return undefined;
	}
}

function readOctets(file: string, shown: string): Uint8Array {
	try {
		return readFileSync(file);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(`${shown}: the rule pack cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
	}
}

/**
 * A reference without a path or an ending is the name of a shipped pack; a file of that name comes second.
 * @param folder what a relative path is relative to; the working folder unless a pack names another
 */
function fileOf(reference: string, folder = ''): string {
	const isPath = reference.includes('/') || reference.includes(path.sep) || /\.(?:ya?ml|json)$/i.test(reference);
	const file = path.isAbsolute(reference) ? reference : path.join(folder, reference);
	if (isPath) return file;
	const shipped = shippedPacks();
	if (shipped.includes(reference)) return path.join(SHIPPED, `${reference}.yaml`);
	if (existsSync(file)) return file;
	const meant = nearest(reference, shipped);
	const advice = meant === undefined ? `portolan comes with ${shipped.join(', ')}.` : `did you mean "${meant}"?`;
	throw new UsageError(
		`there is no rule pack "${reference}"; ${advice} A file is named by its path, such as ./mine.yaml`,
	);
}

/** Shipped packs by their place in the project, others as the user wrote them. */
function shownName(reference: string, file: string): string {
	return file.startsWith(SHIPPED) && !path.isAbsolute(reference) ? `rules/${path.basename(file)}` : reference;
}
