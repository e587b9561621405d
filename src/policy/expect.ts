import type {Inventory} from '../role/inventory.js';
import type {Rule} from '../rulepack/pack.js';
import {type Coverage, Examiner} from './examine.js';
import type {Expectation, JudgedEdge} from './finding.js';
import {HostDirectory} from './host-directory.js';
import type {Matrix} from './matrix.js';
import {Sightings} from './sightings.js';
import {Tunnels} from './tunnels.js';

/**
 * Says of every documented service what the capture shows of it between the hosts that hold its roles, one expectation
 * for all alternatives, in the order of the rules. Services between roles that no two hosts hold are left out.
 */
export function expectationsOf(
	matrix: Matrix,
	inventory: Inventory,
	edges: readonly JudgedEdge[],
	coverage: Coverage,
): Expectation[] {
	const directory = new HostDirectory(inventory, edges);
	const sightings = new Sightings(edges);
	const tunnels = new Tunnels(edges);
	/** The rules of a conduit by their service, in the order of the pack. */
	const conduits = new Map<string, Map<string, Rule>>();
	for (const rule of matrix.rules) {
		const siblings = conduits.get(conduitOf(rule));
		if (siblings === undefined) conduits.set(conduitOf(rule), new Map([[rule.service, rule]]));
		else siblings.set(rule.service, rule);
	}
	const order = new Map(matrix.rules.map((rule, index) => [rule, index]));
	return matrix.rules.flatMap((rule) => {
		if (rule.expectation === undefined) return [];
		const {alternatives, fallbacks, companions} = rule.expectation;
		const siblings = conduits.get(conduitOf(rule))!;
		const named = (services: readonly string[]) =>
			services.flatMap((service) => siblings.get(service) ?? []).sort((a, b) => order.get(a)! - order.get(b)!);
		const group = named(alternatives);
		// The expectation stands at the place of the first of its alternatives.
		if (group[0] !== rule) return [];
		const [, ...others] = group;
		const related = {
			alternatives: [rule, ...others] as const,
			fallbacks: named(fallbacks),
			companions: named(companions),
		};
		return new Examiner(related, directory, sightings, tunnels, matrix.circumstances, coverage).expectation() ?? [];
	});
}

function conduitOf({pack, from, to}: Rule): string {
	return `${pack}/${from}/${to}`;
}
