import type {Checker} from '../../document/checker.js';
import {compareVersions} from '../../net/version.js';
import type {RulePack} from '../pack.js';
import type {ConduitSource, PackSource, ServiceSource, WordSource} from '../source.js';

/** Conditions that never or always hold, and groups of services that say nothing. */
export function lintConditions(source: PackSource, pack: RulePack, checker: Checker): void {
	for (const rule of pack.rules) {
		const {since, until} = rule.versions;
		if (since !== undefined && until !== undefined && compareVersions(since, until) >= 0) {
			checker.note(rule.place, `"${rule.service}" ends with version ${until} and begins with ${since}; it never holds`);
		}
		for (const [index, condition] of rule.when.entries()) {
			const {subject, option, values} = condition;
			const name = `${subject}.${option}`;
			const earlier = rule.when.slice(0, index).find((other) => other.subject === subject && other.option === option);
			if (earlier !== undefined && !values.some((value) => earlier.values.includes(value))) {
				const both = `${earlier.values.join(' or ')} and ${values.join(' or ')}`;
				checker.note(rule.place, `"${rule.service}" never holds: ${name} cannot be ${both}`);
			}
			const known = pack.options.get(option)?.values ?? [];
			if (known.length > 0 && known.every((value) => values.includes(value))) {
				checker.note(rule.place, `${name} is always ${values.join(' or ')}; the condition says nothing`);
			}
		}
	}
	for (const {name, values, place} of pack.options.values()) {
		if (values.length < 2) checker.note(place, `option "${name}" has one value; there is nothing to choose`);
	}
	const definitions = new Map(source.services.map((service) => [service.name, service]));
	for (const conduit of source.conduits) lintGroups(conduit, definitions, checker);
}

function lintGroups(conduit: ConduitSource, definitions: ReadonlyMap<string, ServiceSource>, checker: Checker): void {
	const level = ({name, expect}: ServiceSource) =>
		expect ?? definitions.get(name)?.expect ?? conduit.expect ?? 'on-demand';
	const grouped = new Map<string, readonly WordSource[]>();
	for (const [field, groups] of [['any-of', conduit.anyOf] as const, ['all-of', conduit.allOf] as const]) {
		for (const group of groups) {
			const [first] = group;
			if (group.length === 1)
				checker.note(first!.place, `"${field}" has one service, "${first!.word}"; a group has several`);
			const levels = new Set(conduit.services.filter(({name}) => has(group, name)).map(level));
			if (field === 'any-of' && levels.size > 1) {
				const names = group.map(({word}) => word).join(', ');
				checker.note(first!.place, `${names} stand for each other and differ in "expect"; give them one level`);
			}
		}
	}
	for (const group of conduit.anyOf) {
		for (const {word, place} of group) {
			const other = grouped.get(word);
			if (other === group) checker.note(place, `"${word}" stands twice in one group`);
			else if (other !== undefined) {
				checker.note(place, `"${word}" is in two groups of "any-of"; one service has one set of alternatives`);
			}
			grouped.set(word, group);
		}
	}
	for (const group of conduit.allOf) {
		const rival = conduit.anyOf.find((other) => group.filter(({word}) => has(other, word)).length > 1);
		if (rival !== undefined) {
			const names = group.filter(({word}) => has(rival, word)).map(({word}) => word);
			checker.note(group[0]!.place, `${names.join(' and ')} cannot both be enough by themselves and go together`);
		}
	}
	const isExpecting = conduit.expect !== undefined || conduit.services.some(({expect}) => expect !== undefined);
	if (conduit.forbidden !== undefined && isExpecting) {
		checker.note(conduit.place, 'what is forbidden is not expected; leave out "expect"');
	}
}

function has(group: readonly WordSource[], name: string): boolean {
	return group.some(({word}) => word === name);
}
