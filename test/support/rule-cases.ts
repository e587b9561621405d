import {readFileSync} from 'node:fs';
import type {Negotiation} from '#portolan/flow/biflow.js';
import type {JudgedEdge, Reason} from '#portolan/policy/finding.js';
import {judgeEdge} from '#portolan/policy/judge.js';
import {Matrix} from '#portolan/policy/matrix.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {edge} from './edges.js';
import {given} from './packs.js';
import {inventoryWith} from './site.js';

/**
 * One line of a table of rules. What is opened is written `tcp/443`, `<tcp/443` from the rule's `to` to its `from`, and
 * `tcp/50000@epm` where the endpoint mapper sent somebody there.
 */
export interface RuleCase {
	/** `<from>/<to>/<service>`. */
	readonly rule: string;
	/** What the rule must decide. */
	readonly hit: string;
	/** What it must have nothing to do with. */
	readonly miss: string;
	/** Why the miss is judged as it is. */
	readonly reason: Reason;
	/**
	 * Words such as `version=2309`, `site.cni=other`, `from.os=windows-xp`, `to.site=P01`: settings, or what is known of one
	 * of the two hosts. After `hit:` or `miss:` they are for that column only.
	 */
	readonly with: readonly string[];
}

export type Column = 'hit' | 'miss';

const negotiations: Readonly<Record<string, Negotiation['by']>> = {epm: 'endpoint-mapper', browser: 'sql-browser'};
/** P01 and P02 are sites below CAS. */
const sites = [{code: 'CAS'}, {code: 'P01', parent: 'CAS'}, {code: 'P02', parent: 'CAS'}];

const FROM = '10.0.0.1';
const TO = '10.0.0.2';
/** Where an address is a role. */
const addresses: Readonly<Record<string, string>> = {
	internet: '8.8.8.8',
	multicast: '224.0.0.251',
	broadcast: '255.255.255.255',
};
/** Whoever else is in the inventory. */
const stray = 'printer';

export function readCases(table: URL): RuleCase[] {
	const [, ...lines] = readFileSync(table, 'utf8').trimEnd().split('\n');
	return lines.map((line) => {
		const [rule = '', hit = '', miss = '', reason = '', words = ''] = line.split('\t');
		return {rule, hit, miss, reason: reason as Reason, with: words.split(' ').filter((word) => word !== '')};
	});
}

/** Judges what the column opens between one host with each of the rule's roles. */
export function judgeCase(name: string, {rule, with: words, ...columns}: RuleCase, column: Column): JudgedEdge {
	const [from = '', to = ''] = rule.split('/');
	const settings = settingsOf(words.flatMap((word) => wordFor(word, column)));
	const [pack] = loadPacks([name], {site: given(settings.site), hosts: []}) as [RulePack];
	const hosts = {from: settings.from, to: settings.to};
	const site = inventoryWith({packs: [pack], hosts, sites}, [
		`from ${FROM}: ${from === 'any' || from === 'everyone' ? stray : from}`,
		`to ${TO}: ${to === 'any' ? stray : to}`,
	]);
	const [, reversed, service = '', negotiator] = /^(<?)([^@]+)@?(.*)$/.exec(columns[column])!;
	const ends = [addresses[from] ?? FROM, addresses[to] ?? TO];
	const [initiator, responder] = (reversed === '' ? ends : ends.reverse()) as [string, string];
	const by = negotiations[negotiator!];
	const negotiation = by && {by, detail: '', frame: {capture: 0, number: 1}};
	return judgeEdge(
		edge(initiator, responder, service, negotiation && {negotiation}),
		new Matrix([pack], site.parts.sites),
		site,
	);
}

function wordFor(word: string, column: Column): string[] {
	const [, only, rest = word] = /^(hit|miss):(.*)$/.exec(word) ?? [];
	return only === undefined || only === column ? [rest] : [];
}

function settingsOf(words: readonly string[]) {
	const site: Record<string, string> = {};
	const ends = {from: hostFields(), to: hostFields()};
	for (const word of words) {
		const [name = '', value = ''] = word.split('=');
		const [subject, option = name] = name.split('.');
		if (subject !== 'from' && subject !== 'to') site[option] = value;
		else if (option === 'os' || option === 'site') ends[subject][option] = value;
		else ends[subject].settings[option] = value;
	}
	return {site, ...ends};
}

function hostFields(): {os?: string; site?: string; settings: Record<string, string>} {
	return {settings: {}};
}
