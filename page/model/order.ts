import {compareText} from '#portolan/net/text-order.js';
import type {Edges} from './edges.js';

export const edgeOrders = [
	'status',
	'initiator',
	'responder',
	'service',
	'reason',
	'outcome',
	'rule',
	'flows',
	'packets',
	'octets',
	'first',
	'last',
] as const;
export type EdgeOrder = (typeof edgeOrders)[number];

/** Puts rows of edges in order; what was worked out for one order is kept for the next time. */
export class EdgeSorter {
	readonly #edges: Edges;
	readonly #keys = new Map<EdgeOrder, Float64Array>();

	constructor(edges: Edges) {
		this.#edges = edges;
	}

	/** Equal ones stay in the order of the report, also when it goes down. */
	sorted(rows: Uint32Array, order: EdgeOrder, isDescending: boolean): Uint32Array {
		let keys = this.#keys.get(order);
		if (keys === undefined) {
			keys = this.#keysOf(order);
			this.#keys.set(order, keys);
		}
		const known = keys;
		const sign = isDescending ? -1 : 1;
		return rows.toSorted((a, b) => sign * (known[a]! - known[b]!) || a - b);
	}

	#keysOf(order: EdgeOrder): Float64Array {
		const edges = this.#edges;
		const byText = <Value>(
			{values, codes}: {values: readonly Value[]; codes: ArrayLike<number>},
			text: (value: Value) => string,
		) => {
			const ranks = ranksOf(values.map(text));
			const keys = new Float64Array(codes.length);
			for (let row = 0; row < keys.length; row++) keys[row] = ranks[codes[row]!]!;
			return keys;
		};
		switch (order) {
			case 'status':
				return new Float64Array(edges.statuses);
			case 'initiator':
			case 'responder': {
				const values = Array.from({length: edges.ends.count}, (_, end) => edges.ends.label(end));
				const codes = order === 'initiator' ? edges.initiators.all : edges.responders.all;
				return byText({values, codes}, String);
			}
			case 'service':
				return byText(
					edges.services,
					({protocol, port, icmpType}) => `${protocol} ${String(port ?? icmpType ?? 0).padStart(6, '0')}`,
				);
			case 'reason':
				return byText(edges.reasons, String);
			case 'outcome':
				return byText(edges.outcomes, String);
			case 'rule':
				return byText(edges.rules, (rule) => rule ?? '\uffff');
			case 'flows':
				return edges.flows.all;
			case 'packets':
				return edges.flows.all.map((_, row) => edges.packets(row));
			case 'octets':
				return edges.flows.all.map((_, row) => edges.octets(row));
			case 'first':
				return edges.firsts.all;
			case 'last':
				return edges.lasts.all;
		}
	}
}

/** The place of each text among all, the same for equal ones. Numbers in texts are told by their value. */
function ranksOf(texts: readonly string[]): Uint32Array {
	const keys = texts.map((text) => text.replace(/\d+/g, (digits) => digits.padStart(6, '0')));
	const order = [...keys.keys()].sort((a, b) => compareText(keys[a]!, keys[b]!));
	const ranks = new Uint32Array(texts.length);
	let rank = 0;
	for (const [index, position] of order.entries()) {
		if (index > 0 && keys[position] !== keys[order[index - 1]!]) rank = index;
		ranks[position] = rank;
	}
	return ranks;
}
