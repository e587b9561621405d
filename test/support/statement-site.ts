import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {DAY} from '#portolan/net/time.js';
import {type Judgement, judge} from '#portolan/policy/judgement.js';
import type {Inventory} from '#portolan/role/inventory.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {type EdgeFields, edge} from './edges.js';
import {given, type SettingTexts} from './packs.js';
import {type HostFields, inventoryWith} from './site.js';

// A site with one host for each role of the pack, and some more.

const [documented] = loadPacks(['configmgr-2012']);
const roles = [...documented!.roles.keys()];

/** Addresses of what holds no role of its own; others are hosts named for their one role. */
const others: Readonly<Record<string, string>> = {
	everybody: '255.255.255.255',
	subnet: '10.0.255.255',
	group: '239.1.1.1',
	membership: '224.0.0.22',
	nobody: '0.0.0.0',
	relay: '192.168.7.1',
	'public-host': '203.0.113.9',
	printer: '10.0.200.1',
	'client-2': '10.0.200.2',
	'site-server-2': '10.0.200.3',
	'sql-server-2': '10.0.200.4',
	'sql-server-3': '10.0.200.5',
	'all-in-one': '10.0.200.6',
};

function addressOf(name: string): string {
	const address = others[name] ?? (roles.includes(name) ? `10.0.1.${roles.indexOf(name) + 1}` : undefined);
	if (address === undefined) throw new TypeError(`"${name}" is nobody`);
	return address;
}

export interface Circumstances {
	/** Loaded besides. */
	readonly packs?: readonly string[];
	/** Of the whole site. */
	readonly set?: SettingTexts;
	/** Of single hosts, by name. */
	readonly hosts?: Readonly<Record<string, HostFields>>;
	/** Codes of sites with the code of the one above, as `{PS1: 'CAS', CAS: ''}`. */
	readonly sites?: Readonly<Record<string, string>>;
}

function siteOf({hosts = {}, sites = {}}: Circumstances): Inventory {
	const lists = Object.entries(sites).map(([code, parent]) => (parent === '' ? {code} : {code, parent}));
	return inventoryWith({hosts, sites: lists, packs: [documented!]}, [
		...roles.map((role) => `${role} ${addressOf(role)}: ${role}`),
		`printer ${others['printer']}: printer`,
		`client-2 ${others['client-2']}: client`,
		`site-server-2 ${others['site-server-2']}: site-server`,
		`sql-server-2 ${others['sql-server-2']}: sql-server`,
		`sql-server-3 ${others['sql-server-3']}: sql-server`,
		`all-in-one ${others['all-in-one']}: site-server, sql-server, management-point, sms-provider`,
		'10.0.0.0/16:',
	]);
}

export function packsWith(set: SettingTexts = {}, more: readonly string[] = []): RulePack[] {
	return loadPacks(['configmgr-2012', ...more], {site: given(set), hosts: []});
}

/**
 * Judges what a day at the site shows: nothing where `text` is empty, else `client > management-point tcp/443; ...`. What
 * follows a service says how it went: `refused`, `unanswered`, `rpc` (the endpoint mapper named the port) ...
 */
export function judged(text: string, circumstances: Circumstances): Judgement {
	const edges = text === '' ? [] : text.split('; ').map(edgeOf);
	const packs = packsWith(circumstances.set, circumstances.packs);
	return judge(edges, packs, siteOf(circumstances), {duration: DAY, isRepresentative: true}, nothingObserved);
}

function edgeOf(text: string): FlowEdge {
	const [from, , to, service, ...words] = text.split(' ') as [string, string, string, string, ...string[]];
	return edge(addressOf(from), addressOf(to), service, Object.assign({}, ...words.map((word) => manners[word])));
}

const frame = {capture: 0, number: 1};
const manners: Readonly<Record<string, EdgeFields>> = {
	refused: {outcome: 'refused'},
	unanswered: {outcome: 'unanswered'},
	relayed: {isSamePort: true},
	rpc: {negotiation: {by: 'endpoint-mapper', detail: 'IWbemLevel1Login', frame}},
	browser: {negotiation: {by: 'sql-browser', detail: 'MSSQLSERVER', frame}},
};
