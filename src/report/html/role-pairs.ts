import {compareText} from '../../net/text-order.js';
import {roleWildcards} from '../../rulepack/pack.js';
import type {Report, ReportEdge, ReportEnd, ReportExpectation} from '../report.js';

type Pair = readonly [from: string, to: string];
type Conduits = ReadonlyMap<string, Pair>;

/** The roles of each rule that the report names. */
export function conduitsOf({expectations}: Pick<Report, 'expectations'>): Conduits {
	return new Map(
		expectations.flatMap((expectation) => idsOf(expectation).map((id) => [id, [expectation.from, expectation.to]])),
	);
}

function idsOf({rule, alternatives}: ReportExpectation): string[] {
	return [rule, ...alternatives];
}

/**
 * The pairs of roles that an edge counts for. A host has many roles, and a rule is about one of them: the rule that decided says
 * which, else the nearest one; where none does, the edge counts for each role of either host.
 */
export function rolePairsOf(edge: ReportEdge, conduits: Conduits): Pair[] {
	const conduit = conduitOf(edge.rule ?? edge.nearest?.rule ?? null, conduits);
	const held: Pair = ['', ''];
	const [from, to] = conduit === undefined ? held : oriented(conduit, edge);
	const initiators =
		isRole(from) && (edge.rule !== null || edge.initiator.roles.includes(from)) ? [from] : rolesOf(edge.initiator);
	const responders =
		isRole(to) && (edge.rule !== null || edge.responder.roles.includes(to)) ? [to] : rolesOf(edge.responder);
	return initiators.flatMap((initiator) => responders.map((responder): Pair => [initiator, responder]));
}

/** Roles of a rule: an id is `<pack>/<from>/<to>/<service>`, and a pack by its path has more strokes. */
function conduitOf(id: string | null, conduits: Conduits): Pair | undefined {
	if (id === null) return undefined;
	const known = conduits.get(id);
	if (known !== undefined) return known;
	const [from, to, service] = id.split('/').slice(-3);
	return service === undefined ? undefined : [from!, to!];
}

/** The roles of initiator and responder: what either side may open is sometimes opened by the second of the rule. */
function oriented([from, to]: Pair, {initiator, responder}: ReportEdge): Pair {
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
	if (roles.length > 0) return [...new Set(roles)].sort(compareText);
	return [name === null ? 'unknown' : 'no-role'];
}
