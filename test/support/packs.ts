import {Checker} from '#portolan/document/checker.js';
import {parseText} from '#portolan/document/parse.js';
import {compilePack} from '#portolan/rulepack/compile.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {readPack} from '#portolan/rulepack/read.js';
import {resolveSettings} from '#portolan/rulepack/settings.js';

/** Settings by name, as `-p` gives them. */
export type SettingTexts = Readonly<Record<string, string>>;

/** A pack from the text of its parts below its head; roles a, b and c are there already. */
export function pack(text: string, settings: SettingTexts = {}): RulePack {
	return compile(`${head}${text}`, settings);
}

export const head = 'pack: test\nversion: "1"\nroles: {a: {}, b: {}, c: {}}\n';

/** Throws `DocumentError` with what is wrong at the first stage that finds something. */
export function compile(text: string, settings: SettingTexts = {}): RulePack {
	const checker = new Checker();
	const source = readPack(parseText(text, 'pack.yaml'), 'pack.yaml', checker);
	checker.throwIfAny();
	const compiled = compilePack(source!, resolveSettings([source!], given(settings)), checker);
	checker.throwIfAny();
	return compiled;
}

export function given(settings: SettingTexts) {
	return Object.entries(settings).map(([name, value]) => ({name, value, place: undefined}));
}
