import type {Link} from './canonical-order.js';

/** Hosts that answer the same are told apart by who they are up to so many; more are alike, and stand for each other. */
export const FEW_ALIKE = 12;
/** How many of the hosts that are walked over do each thing, where so many do it. */
const COPIES = 3;
/** Sites up to so many hosts are walked over whole; of others, so many hosts at most. */
const FEW_HOSTS = 100;
const MOST_WALKED = 240;

/**
 * The kind of each host: one for all that open to more hosts than they answer; one for all others that answer the same; but one of its
 * own for each of few.
 * @param standings what tells hosts apart whatever they do
 */
export function kindsOf(standings: readonly string[], links: readonly Link[]): number[] {
	const answered = standings.map(() => new Set<number>());
	const [callers, called] = [standings.map(() => new Set<number>()), standings.map(() => new Set<number>())];
	for (const {from, to, label} of links) {
		answered[to]!.add(label);
		callers[to]!.add(from);
		called[from]!.add(to);
	}
	const alike = new Map<string, number[]>();
	for (const [host, standing] of standings.entries()) {
		const isOpening = called[host]!.size > callers[host]!.size;
		const key = `${standing} ${isOpening ? 'opens' : [...answered[host]!].sort((a, b) => a - b).join()}`;
		const hosts = alike.get(key);
		if (hosts === undefined) alike.set(key, [host]);
		else hosts.push(host);
	}
	const kinds = new Array<number>(standings.length);
	let kind = 0;
	for (const hosts of alike.values()) {
		for (const host of hosts) kinds[host] = hosts.length > FEW_ALIKE ? kind : kind++;
		kind++;
	}
	return kinds;
}

/**
 * Hosts enough that each thing that is done by one of a kind to one of a kind is done by several of them, those first that do as
 * most do. What they do beside it comes with them.
 * @param colours hosts in the order of their colours are taken, where they are as usual as each other
 */
export function chooseWalked(
	colours: Uint32Array,
	links: readonly Link[],
	kinds: readonly number[],
): {readonly chosen: readonly number[]; readonly leftOut: number} {
	const hosts = [...kinds.keys()];
	if (hosts.length <= FEW_HOSTS) return {chosen: hosts, leftOut: 0};
	const deeds = new Map<string, number>();
	const own = hosts.map((host) => new Set([deedOf(deeds, `is ${kinds[host]}`)]));
	for (const {from, to, label} of links) {
		own[from]!.add(deedOf(deeds, `${label} to ${kinds[to]}`));
		own[to]!.add(deedOf(deeds, `${label} by ${kinds[from]}`));
	}
	const manners = own.map((all) => [...all].sort((a, b) => a - b).join());
	const usual = new Map<string, number>();
	for (const manner of manners) usual.set(manner, (usual.get(manner) ?? 0) + 1);
	const ordered = hosts.sort(
		(a, b) => usual.get(manners[b]!)! - usual.get(manners[a]!)! || colours[a]! - colours[b]! || a - b,
	);
	const all = cover(ordered, own, deeds.size);
	if (all.length <= MOST_WALKED) return {chosen: all, leftOut: 0};
	// Who does most for most hosts must be among them.
	const busy = new Int32Array(kinds.length);
	for (const {from, to} of links) for (const host of [from, to]) busy[host]!++;
	const busiest = ordered.toSorted((a, b) => busy[b]! - busy[a]!).slice(0, MOST_WALKED / 2);
	const others = cover(ordered, own, deeds.size, busiest);
	return {chosen: [...busiest, ...others].slice(0, MOST_WALKED), leftOut: busiest.length + others.length - MOST_WALKED};
}

/** Those that do what fewer do of the ones before them and of `given`. */
function cover(
	hosts: readonly number[],
	own: readonly Iterable<number>[],
	deeds: number,
	given: readonly number[] = [],
): number[] {
	const copies = new Int32Array(deeds);
	const count = (host: number) => {
		for (const deed of own[host]!) copies[deed]!++;
	};
	for (const host of given) count(host);
	const isGiven = new Set(given);
	const chosen = hosts.filter((host) => {
		if (isGiven.has(host) || [...own[host]!].every((deed) => copies[deed]! >= COPIES)) return false;
		count(host);
		return true;
	});
	// Some of the first are not needed beside later ones that do the same and more.
	return chosen.filter((host) => {
		const deeds = [...own[host]!];
		if (deeds.some((deed) => copies[deed]! <= COPIES)) return true;
		for (const deed of deeds) copies[deed]!--;
		return false;
	});
}

function deedOf(deeds: Map<string, number>, deed: string): number {
	let number = deeds.get(deed);
	if (number === undefined) {
		number = deeds.size;
		deeds.set(deed, number);
	}
	return number;
}
