import {compareText} from '../../net/text-order.js';
import {roleWildcards} from '../../rulepack/pack.js';
import type {Report, ReportEdge, ReportEnd} from '../report.js';
import {encodeCodes} from './columns.js';
import type {Coded, RolePair} from './page-data.js';

type Pair = readonly [from: string, to: string];

/** The pairs of roles that each edge counts for, by position in a list of all roles. */
export interface RolePairs {
	/** Of the edges and of what is documented; sorted. */
	readonly roles: readonly string[];
	readonly ofEdges: Coded<readonly RolePair[]>;
}

/**
 * A host has many roles, and a rule is about one of them: the rule that decided says which; of what no rule documents the nearest
 * one, as far as the hosts hold its roles. Where no rule says which, an edge counts for each role of either host.
 */
export function rolePairsIn({edges, expectations}: Report): RolePairs {
	const conduits = new Map<string, Pair>();
	for (const {rule, alternatives, from, to} of expectations) {
		for (const id of [rule, ...alternatives]) conduits.set(id, [from, to]);
	}
	// Edges of the same rule between hosts of the same roles count for the same pairs.
	const known = new Map<string, number>();
	const pairs: Pair[][] = [];
	const codes = edges.map((edge) => {
		const {rule, nearest, initiator, responder} = edge;
		const ends = [initiator, responder].map(({roles, name}) =>
			[roles.length === 0 && name === null, ...roles].join('\n'),
		);
		const key = [rule, rule === null ? nearest?.rule : '', ...ends].join('\n\n');
		let code = known.get(key);
		if (code === undefined) {
			code = pairs.length;
			known.set(key, code);
			pairs.push(rolePairsOf(edge, conduits));
		}
		return code;
	});
	const names = new Set(expectations.flatMap(({from, to}) => [from, to]));
	for (const role of pairs.flat(2)) names.add(role);
	const roles = [...names].sort(compareText);
	const positions = new Map(roles.map((role, index) => [role, index]));
	const values = pairs.map((own) => own.map(([from, to]): RolePair => [positions.get(from)!, positions.get(to)!]));
	return {roles, ofEdges: {values, codes: encodeCodes(codes, values.length)}};
}

function rolePairsOf({rule, nearest, initiator, responder}: ReportEdge, conduits: ReadonlyMap<string, Pair>): Pair[] {
	const conduit = conduitOf(rule ?? nearest?.rule ?? null, conduits);
	const [from, to] = conduit === undefined ? ['', ''] : oriented(conduit, initiator, responder);
	const isMeant = (role: string, {roles}: ReportEnd) => isRole(role) && (rule !== null || roles.includes(role));
	const initiators = isMeant(from, initiator) ? [from] : rolesOf(initiator);
	const responders = isMeant(to, responder) ? [to] : rolesOf(responder);
	return initiators.flatMap((opening) => responders.map((opened): Pair => [opening, opened]));
}

/** Roles of a rule: an id is `<pack>/<from>/<to>/<service>`, and a pack by its path has more strokes. */
function conduitOf(id: string | null, conduits: ReadonlyMap<string, Pair>): Pair | undefined {
	if (id === null) return undefined;
	const known = conduits.get(id);
	if (known !== undefined) return known;
	const [from, to, service] = id.split('/').slice(-3);
	return service === undefined ? undefined : [from!, to!];
}

/** The roles of initiator and responder: what either side may open is sometimes opened by the second of the rule. */
function oriented([from, to]: Pair, initiator: ReportEnd, responder: ReportEnd): Pair {
	const ahead = Number(initiator.roles.includes(from)) + Number(responder.roles.includes(to));
	const back = Number(initiator.roles.includes(to)) + Number(responder.roles.includes(from));
	return back > ahead ? [to, from] : [from, to];
}

function isRole(name: string): boolean {
	const wildcards: readonly string[] = roleWildcards;
	return name !== '' && !wildcards.includes(name);
}

/** `unknown` for a host in no entry, `no-role` for one whose entry has none. */
function rolesOf({roles, name}: ReportEnd): readonly string[] {
	if (roles.length > 0) return [...new Set(roles)];
	return [name === null ? 'unknown' : 'no-role'];
}
