import type {Edges} from './edges.js';
import {type Status, statusCode, statuses} from './status.js';

/** What of the edges is wanted; empty fields want all. */
export interface EdgeFilter {
	/** Words that all must occur in hosts, roles, service, rule or what is said of the edge. */
	readonly words: readonly string[];
	readonly status: string;
	readonly reason: string;
	readonly outcome: string;
	readonly protocol: string;
	/** Roles of initiator and responder, as the matrix counts them. */
	readonly from: string;
	readonly to: string;
	/** The label of a host at either end. */
	readonly host: string;
	/** Active in this time, microseconds since the epoch. */
	readonly since: number | undefined;
	readonly until: number | undefined;
}

export const everyEdge: EdgeFilter = {
	words: [],
	status: '',
	reason: '',
	outcome: '',
	protocol: '',
	from: '',
	to: '',
	host: '',
	since: undefined,
	until: undefined,
};

export function wordsOf(text: string): string[] {
	return text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
}

type Test = (row: number) => boolean;

/** Finds edges. Texts are looked at once for each different value, not for each edge. */
export class EdgeSearch {
	readonly #edges: Edges;
	readonly #roles: readonly string[];
	#endTexts: readonly string[] | undefined;

	constructor(edges: Edges, roles: readonly string[]) {
		this.#edges = edges;
		this.#roles = roles;
	}

	/** The rows that are wanted, ascending. */
	rows(filter: EdgeFilter): Uint32Array {
		const tests = [...filter.words.map((word) => this.#wordTest(word)), ...this.#fieldTests(filter)];
		const rows = new Uint32Array(this.#edges.count);
		let found = 0;
		for (let row = 0; row < this.#edges.count; row++) {
			if (tests.every((test) => test(row))) rows[found++] = row;
		}
		return rows.subarray(0, found);
	}

	#wordTest(word: string): Test {
		const edges = this.#edges;
		this.#endTexts ??= Array.from({length: edges.ends.count}, (_, end) => edges.ends.searchText(end));
		const has = <Value>(values: readonly Value[], text: (value: Value) => string) =>
			Uint8Array.from(values, (value) => Number(text(value).toLowerCase().includes(word)));
		const ends = has(this.#endTexts, (text) => text);
		const services = has(edges.services.values, ({protocol, port, icmpType}) =>
			port !== null ? `${protocol}/${port}` : `${protocol} type ${icmpType ?? ''}`,
		);
		const rules = has(edges.rules.values, (rule) => rule ?? '');
		const nearest = has(edges.nearest.values, (near) => (near === null ? '' : `${near.rule} ${near.difference}`));
		const reasons = has(edges.reasons.values, String);
		const outcomes = has(edges.outcomes.values, String);
		const applications = has(edges.applications.values, (names) => names.join(' '));
		const networks = has(edges.networks.values, (names) => names.join(' '));
		const waivers = has(edges.waivers.values, (waiver) => waiver ?? '');
		const states = has(statuses, String);
		const [initiators, responders] = [edges.initiators.all, edges.responders.all];
		const columns = [
			[services, edges.services.codes],
			[rules, edges.rules.codes],
			[nearest, edges.nearest.codes],
			[reasons, edges.reasons.codes],
			[outcomes, edges.outcomes.codes],
			[applications, edges.applications.codes],
			[networks, edges.networks.codes],
			[waivers, edges.waivers.codes],
			[states, edges.statuses],
		].filter(([values]) => values!.includes(1)) as Array<[Uint8Array, ArrayLike<number>]>;
		return (row) => {
			if (ends[initiators[row]!] === 1 || ends[responders[row]!] === 1) return true;
			for (const [values, codes] of columns) if (values[codes[row]!] === 1) return true;
			return false;
		};
	}

	#fieldTests({status, reason, outcome, protocol, from, to, host, since, until}: EdgeFilter): Test[] {
		const edges = this.#edges;
		const tests: Test[] = [];
		if (status !== '') {
			const wanted = statusCode(status as Status);
			tests.push((row) => edges.statuses[row] === wanted);
		}
		const among = <Value>(column: {values: readonly Value[]; codes: Uint32Array}, is: (value: Value) => boolean) => {
			const wanted = Uint8Array.from(column.values, (value) => Number(is(value)));
			const {codes} = column;
			tests.push((row) => wanted[codes[row]!] === 1);
		};
		if (reason !== '') among(edges.reasons, (value) => value === reason);
		if (outcome !== '') among(edges.outcomes, (value) => value === outcome);
		if (protocol !== '') among(edges.services, (value) => value.protocol === protocol);
		if (from !== '' || to !== '') {
			const [fromCode, toCode] = [this.#roles.indexOf(from), this.#roles.indexOf(to)];
			among(edges.rolePairs, (pairs) =>
				pairs.some(([a, b]) => (from === '' || a === fromCode) && (to === '' || b === toCode)),
			);
		}
		if (host !== '') {
			const ends = Uint8Array.from({length: edges.ends.count}, (_, end) => Number(edges.ends.label(end) === host));
			tests.push((row) => ends[edges.initiators.at(row)] === 1 || ends[edges.responders.at(row)] === 1);
		}
		if (since !== undefined) tests.push((row) => edges.start + edges.lasts.at(row) >= since);
		if (until !== undefined) tests.push((row) => edges.start + edges.firsts.at(row) <= until);
		return tests;
	}
}
