import type {ModelConversation, ModelHost, RoleModel} from './role-model.js';

const MAX_ROLES = 4;
/** What is better by less is not better. */
const TOLERANCE = 1e-9;

/** Roles of a host, and how likely each is if the others are as they are. */
export interface Descended {
	readonly roles: readonly number[];
	/** By role; of none that fits, the one of `starts` that fits best. */
	readonly shares: ReadonlyMap<number, number>;
}

/**
 * The roles that fit a host best, all others' being what they are: from the best of `starts` a role less, a role more or one for
 * another at a time, while that makes what is seen likelier. Only what explains something that is not explained comes in. The host's
 * roles in the model are afterwards what they were.
 * @param isReason whether a further role may come in to explain the conversation
 */
export function descendRoles(
	model: RoleModel,
	host: ModelHost,
	starts: readonly (readonly number[])[],
	isReason: (conversation: ModelConversation) => boolean = () => true,
): Descended {
	const before = host.roles;
	model.change([{host, roles: []}]);
	const costs = new Map<string, number>([['', 0]]);
	const costOf = (roles: readonly number[]): number => {
		const key = roles.toSorted((a, b) => a - b).join();
		let cost = costs.get(key);
		if (cost === undefined) {
			cost = model.change([{host, roles}]);
			model.undo();
			costs.set(key, cost);
		}
		return cost;
	};
	const explaining = host.own.filter(isReason).map((each) => rolesFor(host, each));
	let best: readonly number[] = [];
	const take = (all: Iterable<readonly number[]>): boolean => {
		let least = costOf(best);
		let isBetter = false;
		for (const roles of all) {
			if (costOf(roles) >= least - TOLERANCE) continue;
			[best, least, isBetter] = [roles, costOf(roles), true];
		}
		return isBetter;
	};
	take(starts);
	while (take(neighbours(best, missing(model, best, explaining))));
	const shareOf = (role: number, roles: readonly number[]) =>
		1 / (1 + Math.exp(costOf(roles) - costOf(roles.filter((other) => other !== role))));
	const shares = new Map(best.map((role) => [role, shareOf(role, best)]));
	if (best.length === 0) {
		const singles = starts.filter((roles) => roles.length === 1).toSorted((a, b) => costOf(a) - costOf(b));
		for (const [role] of singles.slice(0, 1)) shares.set(role!, shareOf(role!, [role!]));
	}
	model.change([{host, roles: before}]);
	return {roles: best, shares};
}

/** Roles of the host that explain the conversation, the other side's being what they are. */
function rolesFor(host: ModelHost, {from, to, explanations}: ModelConversation): number[] {
	const isOpening = from === host;
	const other = isOpening ? to : from;
	const fitting = explanations.filter((channel) => other.holds[isOpening ? channel.to : channel.from] === 1);
	return fitting.map((channel) => (isOpening ? channel.from : channel.to));
}

function missing(model: RoleModel, roles: readonly number[], explaining: readonly (readonly number[])[]): number[] {
	const held = new Set(model.expand(roles));
	const unexplained = explaining.filter((own) => !own.some((role) => held.has(role)));
	return [...new Set(unexplained.flat())].filter((role) => role < model.findable).sort((a, b) => a - b);
}

function neighbours(roles: readonly number[], further: readonly number[]): number[][] {
	const without = roles.map((role) => roles.filter((other) => other !== role));
	return [
		...without,
		...further.flatMap((role) => [
			...(roles.length < MAX_ROLES ? [[...roles, role]] : []),
			...without.map((others) => [...others, role]),
		]),
	];
}
