import type {Random} from './random.js';
import type {Change, ModelHost, RoleModel} from './role-model.js';

/** How ready the walk is for what is unlikely when it begins; it gets calm until its middle, and is 1 from there on. */
const WARMTH = 5;
/** Parts of the first half of the walk, and after how many of them chances are learnt, from then on after each. */
const STAGES = 10;
const STAGES_UNLEARNT = 3;
const MAX_ROLES = 4;
/** Conversations of the hosts of a change up to which it is tried whenever it is thought of; what takes longer is tried less often. */
const LIGHT = 100;
/** How often one of a host's roles makes room for a new one. */
const REPLACES = 0.6;

/** Parts of the second half of the walk in which each host held each role, included ones too, by the host's key. */
export type RoleShares = ReadonlyMap<string, Float64Array>;

/**
 * Walks from roles to roles, a change at a time, towards what is likelier and now and then away from it (simulated annealing, then Metropolis's
 * rule at rest): the walk stays with roles about as long as they are likely. Nothing is known at first; the move that starts from a conversation
 * and gives both its sides roles that explain it is what finds roles that only make sense together.
 * @param moves for each host
 * @param roles how many can be found
 * @param kinds of hosts that answer the same
 */
export function sampleRoles(
	model: RoleModel,
	random: Random,
	moves: number,
	roles: number,
	kinds: ReadonlyMap<string, number>,
): RoleShares {
	const free = model.hosts.filter(({isGiven}) => !isGiven);
	const shares = new Map(free.map(({key}) => [key, new Float64Array(roles)]));
	const all = moves * free.length;
	const half = Math.floor(all / 2);
	let stage = 0;
	let samples = 0;
	for (let move = 0; move < all; move++) {
		const progress = Math.min(1, move / half);
		if (Math.floor(progress * STAGES) > stage) {
			stage = Math.floor(progress * STAGES);
			if (stage >= STAGES_UNLEARNT) model.learnChances();
		}
		const warmth = 1 + (WARMTH - 1) * (1 - progress);
		const changes = propose(model, free, random, kinds);
		const load = changes.reduce((sum, {host}) => sum + host.own.length, 0);
		if (changes.length > 0 && (load <= LIGHT || random.next() < LIGHT / load)) {
			const cost = model.change(changes);
			if (cost > 0 && random.next() >= Math.exp(-cost / warmth)) model.undo();
		}
		if (move < half || move % free.length !== 0) continue;
		samples++;
		for (const {key, held} of free) for (const role of held) shares.get(key)![role]!++;
	}
	for (const counts of shares.values()) for (const role of counts.keys()) counts[role]! /= Math.max(1, samples);
	return shares;
}

function propose(
	model: RoleModel,
	free: readonly ModelHost[],
	random: Random,
	kinds: ReadonlyMap<string, number>,
): Change[] {
	const kind = random.next();
	if (kind < 0.45) return explainOne(model, random);
	const host = random.of(free)!;
	if (kind < 0.6) {
		const gone = random.of(host.roles);
		return gone === undefined ? [] : [{host, roles: host.roles.filter((role) => role !== gone)}];
	}
	if (kind < 0.68) {
		const other = random.of(free)!;
		if (other === host) return [];
		return [
			{host, roles: other.roles},
			{host: other, roles: host.roles},
		];
	}
	const role = random.of(host.thinkable);
	if (role !== undefined && kind < 0.71) {
		// Many that are alike hold another role only all together.
		const [own, roles] = [kinds.get(host.key), host.roles.join()];
		return free
			.filter((other) => kinds.get(other.key) === own && other.roles.join() === roles)
			.map((other) => ({host: other, roles: [role]}));
	}
	return role === undefined || host.roles.includes(role) ? [] : withRole(host, role, random);
}

/** Roles for the two sides of a conversation that document it. */
function explainOne({conversations}: RoleModel, random: Random): Change[] {
	const conversation = random.of(conversations);
	const channel = random.of(conversation?.explanations ?? []);
	if (conversation === undefined || channel === undefined) return [];
	const missing = [
		{host: conversation.from, role: channel.from},
		{host: conversation.to, role: channel.to},
	].filter(({host, role}) => !host.held.includes(role));
	const isFindable = missing.every(({host, role}) => !host.isGiven && host.thinkable.includes(role));
	if (!isFindable) return [];
	const changes = missing.flatMap(({host, role}) => withRole(host, role, random));
	return changes.length === missing.length ? changes : [];
}

function withRole(host: ModelHost, role: number, random: Random): Change[] {
	const isReplacing = host.roles.length > 0 && random.next() < REPLACES;
	const gone = isReplacing ? random.of(host.roles) : undefined;
	const roles = [...host.roles.filter((other) => other !== gone), role];
	return roles.length > MAX_ROLES ? [] : [{host, roles}];
}
