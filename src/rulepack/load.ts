import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseText} from '../document/parse.js';
import {nearest} from '../net/nearest.js';
import {formatPortRange, type PortRange} from '../net/port.js';
import {UsageError} from '../net/problem.js';
import {compilePack, type Overrides} from './compile.js';
import type {RulePack} from './pack.js';
import {readPack} from './read.js';
import type {PackSource} from './source.js';

const SHIPPED = fileURLToPath(new URL('../../rules/', import.meta.url));

/** The names of the packs that come with portolan, sorted. */
export function shippedPacks(): string[] {
	return readdirSync(SHIPPED)
		.filter((file) => file.endsWith('.yaml'))
		.map((file) => file.slice(0, -'.yaml'.length))
		.sort();
}

/**
 * Loads packs by name (`configmgr-2012`) or by path. Throws `UsageError` for a pack that is not there and for an
 * override that no pack has or allows, `DocumentError` for packs with mistakes.
 */
export function loadPacks(references: readonly string[], overrides: Overrides): RulePack[] {
	const sources = references.map((reference) => loadSource(reference));
	checkOverrides(sources, overrides);
	return sources.map((source) => compilePack(source, overrides));
}

function loadSource(reference: string): PackSource {
	const file = fileOf(reference);
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(`${reference}: the rule pack cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
	}
	return readPack(
		parseText(text, path.isAbsolute(reference) || existsSync(reference) ? reference : shownName(file)),
		file,
	);
}

/** A reference without a path or an ending is the name of a shipped pack; a file of that name comes second. */
function fileOf(reference: string): string {
	const isPath = reference.includes('/') || reference.includes(path.sep) || /\.(?:ya?ml|json)$/i.test(reference);
	if (isPath) return reference;
	const shipped = shippedPacks();
	if (shipped.includes(reference)) return path.join(SHIPPED, `${reference}.yaml`);
	if (existsSync(reference)) return reference;
	const meant = nearest(reference, shipped);
	const advice = meant === undefined ? `portolan comes with ${shipped.join(', ')}` : `did you mean "${meant}"?`;
	throw new UsageError(
		`there is no rule pack "${reference}"; ${advice} A file is named by its path, such as ./mine.yaml`,
	);
}

function shownName(file: string): string {
	return `rules/${path.basename(file)}`;
}

function checkOverrides(sources: readonly PackSource[], overrides: Overrides): void {
	const parameters = sources.flatMap((source) => source.parameters.map((parameter) => ({source, parameter})));
	for (const [name, ports] of overrides) {
		const known = parameters.filter(({parameter}) => parameter.name === name);
		if (known.length === 0)
			throw new UsageError(
				unknownParameter(
					name,
					parameters.map(({parameter}) => parameter.name),
				),
			);
		const fixed = known.find(({parameter}) => !parameter.isConfigurable);
		if (fixed === undefined) continue;
		const where = fixed.parameter.line === undefined ? '' : `, line ${fixed.parameter.line}`;
		throw new UsageError(
			`-p ${name}=${formatPorts(ports)}: the port "${fixed.parameter.title}" is not configurable (${fixed.source.document}${where})`,
		);
	}
}

function unknownParameter(name: string, known: readonly string[]): string {
	if (known.length === 0) return `-p ${name}: none of the rule packs has parameters`;
	const meant = nearest(name, known);
	const advice =
		meant === undefined ? `known are ${[...new Set(known)].sort().join(', ')}` : `did you mean "${meant}"?`;
	return `-p ${name}: no rule pack has a parameter "${name}"; ${advice}`;
}

function formatPorts(ports: readonly PortRange[]): string {
	return ports.map(formatPortRange).join(',');
}
