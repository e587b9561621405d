import type {RoleName} from '../rulepack/pack.js';
import {canonicalOrder, coloursOf, hashOf, type Link} from './canonical-order.js';
import type {Versions} from './channel-tally.js';
import type {Conversation} from './conversations.js';
import {chooseWalked, kindsOf} from './walked-hosts.js';

/** Which hosts stand for all: large sites have many that do as others do. */
export interface Likeness {
	/** Those that are walked over, in an order that does not hang on their names. */
	readonly walked: readonly string[];
	/** What they open to each other; what they open to one that is not among them is opened to one that is like it. */
	readonly conversations: readonly Conversation[];
	/** Hosts without given roles that are not walked over. */
	readonly others: readonly string[];
	/** How many of them do what too few do that are walked over: the site has more different hosts than a walk can go over. */
	readonly leftOut: number;
	/** Kinds by host: one for all that answer the same, and one of its own for a host that answers what few answer. */
	readonly kinds: ReadonlyMap<string, number>;
	/** Hosts of each kind that are walked over, in their order. */
	readonly walkedOf: ReadonlyMap<number, readonly string[]>;
	/** What sort of service it is: the same for conversations that the same channels explain. */
	readonly labelOf: (conversation: Pick<Conversation, 'explanations'>) => number;
}

/** @param conversations those that something may explain; in any order */
export function likenessOf(
	conversations: readonly Conversation[],
	given: ReadonlyMap<string, ReadonlySet<RoleName>>,
	versionsOf: (key: string) => Versions,
): Likeness {
	const keys = [...new Set(conversations.flatMap(({from, to}) => [from, to]))].sort();
	const places = new Map(keys.map((key, place) => [key, place]));
	const labelOf = labels();
	const linkOf = (each: Conversation): Link => {
		return {from: places.get(each.from)!, to: places.get(each.to)!, label: labelOf(each)};
	};
	const links = conversations.map(linkOf);
	const standings = keys.map((key) => JSON.stringify([versionsOf(key), [...(given.get(key) ?? [])].sort()]));
	const first = Uint32Array.from(standings, hashOf);
	const kinds = kindsOf(standings, links);
	const colours = coloursOf(first, links);
	const {chosen, leftOut} = chooseWalked(colours, links, kinds);

	const byKind = new Map<number, number[]>();
	for (const place of chosen) byKind.set(kinds[place]!, [...(byKind.get(kinds[place]!) ?? []), place]);
	const isChosen = new Set(chosen);
	const stoodIn = new Map<string, Conversation>();
	for (const [index, {from, to, label}] of links.entries()) {
		if (!isChosen.has(from)) continue;
		const alike = byKind.get(kinds[to]!) ?? [];
		const standIn = isChosen.has(to) ? to : alike[colours[to]! % alike.length];
		if (standIn === undefined || standIn === from) continue;
		const key = `${from} ${standIn} ${label}`;
		if (isChosen.has(to) || !stoodIn.has(key))
			stoodIn.set(isChosen.has(to) ? `${key} ${index}` : key, {...conversations[index]!, to: keys[standIn]!});
	}
	const own = chosen.map((place) => keys[place]!);
	const inside = new Map(chosen.map((place, index) => [place, index]));
	const left = [...stoodIn.values()];
	const order = canonicalOrder(
		own,
		Uint32Array.from(chosen, (place) => first[place]!),
		left.map(linkOf).map(({from, to, label}) => ({from: inside.get(from)!, to: inside.get(to)!, label})),
	);
	const walked = order.map((place) => own[place]!);
	const rank = new Map(walked.map((key, index) => [key, index]));
	const walkedOf = new Map<number, string[]>();
	for (const key of walked) {
		const kind = kinds[places.get(key)!]!;
		walkedOf.set(kind, [...(walkedOf.get(kind) ?? []), key]);
	}
	return {
		walked,
		conversations: left.sort(
			(a, b) =>
				rank.get(a.from)! - rank.get(b.from)! ||
				rank.get(a.to)! - rank.get(b.to)! ||
				labelOf(a) - labelOf(b) ||
				a.mystery - b.mystery,
		),
		others: keys.filter((key, place) => !isChosen.has(place) && !given.has(key)),
		leftOut,
		kinds: new Map(keys.map((key, place) => [key, kinds[place]!])),
		walkedOf,
		labelOf,
	};
}

function labels(): Likeness['labelOf'] {
	const known = new Map<Conversation['explanations'], number>();
	return ({explanations}) => {
		let label = known.get(explanations);
		if (label === undefined) {
			label = hashOf(explanations.map(({id}) => id).join());
			known.set(explanations, label);
		}
		return label;
	};
}
