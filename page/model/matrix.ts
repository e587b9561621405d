import type {PageData} from '#portolan/report/html/page-data.js';
import {decodePositions} from '../numbers.js';
import type {Edges} from './edges.js';
import {type Status, statusCode, statuses} from './status.js';

/** What is said of one role towards another. */
export interface Cell {
	readonly from: string;
	readonly to: string;
	/** Edges by status, host pairs of which something is missing, and documented services that did not show. */
	readonly counts: Readonly<Partial<Record<Status, number>>>;
	/** The worst of them. */
	readonly status: Status;
	readonly flows: number;
	readonly edges: number;
	/** Positions in `expectations` and in `findings`, ascending. */
	readonly expectations: readonly number[];
	readonly findings: readonly number[];
}

interface Draft {
	readonly from: string;
	readonly to: string;
	readonly counts: Map<Status, number>;
	flows: number;
	edges: number;
	readonly expectations: number[];
	readonly findings: Set<number>;
}

/** Role by role, what was seen and what is documented. */
export class RoleMatrix {
	/** Sorted by the names of the roles. */
	readonly cells: readonly Cell[];
	/** Roles that open something, and roles to which something is opened. */
	readonly from: readonly string[];
	readonly to: readonly string[];
	readonly #byKey = new Map<string, Cell>();

	constructor({roles, findings, report: {expectations}}: PageData, edges: Edges) {
		const drafts = new Map<number, Draft>();
		const draftOf = (from: number, to: number): Draft => {
			const key = from * roles.length + to;
			let draft = drafts.get(key);
			if (draft === undefined) {
				draft = {
					from: roles[from]!,
					to: roles[to]!,
					counts: new Map(),
					flows: 0,
					edges: 0,
					expectations: [],
					findings: new Set(),
				};
				drafts.set(key, draft);
			}
			return draft;
		};
		const add = ({counts}: Draft, status: Status, count: number) => {
			if (count > 0) counts.set(status, (counts.get(status) ?? 0) + count);
		};

		// Edges that count for the same pairs are added up before they are shared out.
		const {values: pairs, codes: pairCodes} = edges.rolePairs;
		const sums = new Float64Array(pairs.length * statuses.length);
		const flowSums = new Float64Array(pairs.length);
		const flows = edges.flows.all;
		const ignored = statusCode('ignored');
		const {statuses: codesOfStatus, count: rows} = edges;
		for (let row = 0; row < rows; row++) {
			const status = codesOfStatus[row]!;
			if (status === ignored) continue;
			const code = pairCodes[row]!;
			sums[code * statuses.length + status]!++;
			flowSums[code]! += flows[row]!;
		}
		for (const [code, own] of pairs.entries()) {
			const counts = sums.subarray(code * statuses.length, (code + 1) * statuses.length);
			const count = counts.reduce((a, b) => a + b, 0);
			if (count === 0) continue;
			for (const [from, to] of own) {
				const draft = draftOf(from, to);
				for (const [status, sum] of counts.entries()) add(draft, statuses[status]!, sum);
				draft.flows += flowSums[code]!;
				draft.edges += count;
			}
		}
		const codes = new Map(roles.map((role, index) => [role, index]));
		for (const [index, {from, to, counts, status}] of expectations.entries()) {
			const draft = draftOf(codes.get(from)!, codes.get(to)!);
			draft.expectations.push(index);
			add(draft, 'missing', counts.missing ?? 0);
			if (status === 'not-observable' || status === 'not-exercised') add(draft, 'unseen', 1);
		}
		for (const [index, finding] of findings.entries()) {
			const positions = decodePositions(finding.edges);
			const own = new Set<number>();
			for (let place = 0; place < positions.length; place++) own.add(pairCodes[positions[place]!]!);
			for (const code of own) {
				for (const [from, to] of pairs[code]!) drafts.get(from * roles.length + to)?.findings.add(index);
			}
			if (finding.edges !== '') continue;
			// What was not seen has no edges; it is about roles.
			for (const from of finding.from.split('+')) {
				for (const to of finding.to.split('+')) {
					const draft = drafts.get((codes.get(from) ?? -1) * roles.length + (codes.get(to) ?? -1));
					draft?.findings.add(index);
				}
			}
		}

		const keys = [...drafts.keys()].sort((a, b) => a - b);
		this.cells = keys.map((key) => cellOf(drafts.get(key)!));
		for (const cell of this.cells) this.#byKey.set(keyOf(cell.from, cell.to), cell);
		this.from = roles.filter((role) => this.cells.some((cell) => cell.from === role));
		this.to = roles.filter((role) => this.cells.some((cell) => cell.to === role));
	}

	cell(from: string, to: string): Cell | undefined {
		return this.#byKey.get(keyOf(from, to));
	}
}

function cellOf({counts, findings, expectations, ...rest}: Draft): Cell {
	const present = statuses.filter((status) => counts.has(status));
	return {
		...rest,
		counts: Object.fromEntries(present.map((status) => [status, counts.get(status)!])),
		status: present[0] ?? 'unseen',
		expectations,
		findings: [...findings].sort((a, b) => a - b),
	};
}

const keyOf = (from: string, to: string): string => JSON.stringify([from, to]);
