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
	const conduits = new Map<string, Rule[]>();
	for (const rule of matrix.rules) {
		const siblings = conduits.get(conduitOf(rule));
		if (siblings === undefined) conduits.set(conduitOf(rule), [rule]);
		else siblings.push(rule);
	}
	return matrix.rules.flatMap((rule) => {
		if (rule.expectation === undefined) return [];
		const {alternatives, fallbacks, companions} = rule.expectation;
		const siblings = conduits.get(conduitOf(rule))!;
		const group = siblings.filter(({service}) => alternatives.includes(service));
		// The expectation stands at the place of the first of its alternatives.
		if (group[0] !== rule) return [];
		const [, ...others] = group;
		const related = {
			alternatives: [rule, ...others] as const,
			fallbacks: siblings.filter(({service}) => fallbacks.includes(service)),
			companions: siblings.filter(({service}) => companions.includes(service)),
		};
		return new Examiner(related, directory, sightings, tunnels, matrix.circumstances, coverage).expectation() ?? [];
	});
}

function conduitOf({pack, from, to}: Rule): string {
	return `${pack}/${from}/${to}`;
}
