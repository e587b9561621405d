import {parseText} from '#portolan/document/parse.js';
import type {PortRange} from '#portolan/net/port.js';
import {compilePack} from '#portolan/rulepack/compile.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {readPack} from '#portolan/rulepack/read.js';

/** A pack from the text of its parts below its head; roles a, b and c are there already. */
export function pack(text: string, overrides: Readonly<Record<string, PortRange[]>> = {}): RulePack {
	return compile(`${head}${text}`, overrides);
}

export const head = 'pack: test\nversion: "1"\nroles: {a: {}, b: {}, c: {}}\n';

export function compile(text: string, overrides: Readonly<Record<string, PortRange[]>> = {}): RulePack {
	return compilePack(readPack(parseText(text, 'pack.yaml'), 'pack.yaml'), new Map(Object.entries(overrides)));
}
