import {Checker} from '#portolan/document/checker.js';
import {parseText} from '#portolan/document/parse.js';
import {readWaivers} from '#portolan/policy/waivers/read.js';
import type {Waiver} from '#portolan/policy/waivers/waiver.js';

/** Waivers in YAML. Throws `DocumentError`. */
export function readAll(text: string): Waiver[] {
	const checker = new Checker();
	const waivers = readWaivers(parseText(text, 'waivers.yaml'), checker);
	checker.throwIfAny();
	return waivers;
}

/** One waiver from its fields, each in a line; what is not said is somebody's, for no reason, until the end of 2026. */
export function waiver(...fields: readonly string[]): Waiver {
	const given = new Set(fields.map((field) => field.slice(0, field.indexOf(':'))));
	const others = ['id: w', 'owner: net', 'reason: old', 'until: 2026-12-31', 'scope: {from: a}'];
	const all = [...fields, ...others.filter((field) => !given.has(field.slice(0, field.indexOf(':'))))];
	return readAll(`waivers:\n  - ${all.join('\n    ')}\n`)[0]!;
}
