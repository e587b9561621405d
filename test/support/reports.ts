import {emptyCoverage} from '#portolan/capture/frame.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {judge, noExceptions} from '#portolan/policy/judgement.js';
import type {Waiver} from '#portolan/policy/waivers/waiver.js';
import type {BaselineDocument} from '#portolan/report/baseline/baseline.js';
import {Baseline} from '#portolan/report/baseline/known.js';
import {buildReport} from '#portolan/report/build.js';
import type {Report} from '#portolan/report/report.js';
import type {Inventory} from '#portolan/role/inventory.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {NEW_YEAR} from './capture-files.js';
import {type EdgeFields, edge} from './edges.js';
import {pack} from './packs.js';
import {inventory} from './site.js';

const SECOND = 1_000_000;

export interface ReportCase {
	readonly rules?: RulePack;
	readonly hosts?: Inventory;
	/** Seconds of the year at which the capture begins and ends. */
	readonly from?: number;
	readonly until?: number;
	readonly path?: string;
	readonly problem?: string;
	readonly isRepresentative?: boolean;
	readonly waivers?: readonly Waiver[];
	readonly baseline?: BaselineDocument;
}

/** Hosts a1 to a3 may use tcp/443 of b1 and b2, must use tcp/1433 of c1, and may use tcp/80 of c1 where they like to. */
export const rules = pack(`conduits:
  - {from: a, to: b, expect: usual, services: {tls: {tcp: 443}}}
  - {from: a, to: c, expect: required, services: {sql: {tcp: 1433}}}
  - {from: b, to: c, expect: on-demand, services: {web: {tcp: 80}}}
`);
export const addresses = {
	a1: '10.0.1.1',
	a2: '10.0.1.2',
	a3: '10.0.1.3',
	b1: '10.0.2.1',
	b2: '10.0.2.2',
	c1: '10.0.3.1',
	x: '10.9.9.9',
} as const;
export const hosts = inventory(
	`a1 ${addresses.a1}: a`,
	`a2 ${addresses.a2}: a`,
	`a3 ${addresses.a3}: a`,
	`b1 ${addresses.b1}: b`,
	`b2 ${addresses.b2}: b`,
	`c1 ${addresses.c1}: c`,
);

/** `a1 > b1 tcp/443`, of hosts by the names of `addresses`; `seen` at some second of the year. */
export function talk(text: string, {seen = 5, ...fields}: EdgeFields & {readonly seen?: number} = {}): FlowEdge {
	const [from, , to, service] = text.split(' ') as [string, string, string, string];
	const addressOf = (name: string) => (addresses as Readonly<Record<string, string>>)[name] ?? name;
	const time = NEW_YEAR + seen * SECOND;
	return {...edge(addressOf(from), addressOf(to), service, fields), first: time, last: time};
}

/** What check makes of these edges, all the way to the report. */
export function reportOf(edges: readonly FlowEdge[], options: ReportCase = {}): Report {
	const {rules: pack_ = rules, hosts: site = hosts, from = 0, until = 60, waivers = [], path = 'day.pcap'} = options;
	const coverage = {
		...emptyCoverage(path),
		first: NEW_YEAR + from * SECOND,
		last: NEW_YEAR + until * SECOND,
		complete: options.problem === undefined,
		problem: options.problem,
	};
	const baseline = options.baseline && new Baseline(options.baseline);
	const judgement = judge(
		edges,
		[pack_],
		site,
		{duration: (until - from) * SECOND, isRepresentative: options.isRepresentative ?? false},
		nothingObserved,
		{waivers, now: coverage.last, known: baseline ?? noExceptions.known},
	);
	return buildReport({
		...judgement,
		version: '0.0.0',
		failOn: 'warning',
		coverages: [coverage],
		undecoded: [],
		inside: [],
		packs: [pack_],
		inventory: site,
		waivers,
		baseline,
		quality: [],
		names: nothingObserved.names,
		inputs: null,
	});
}
