import {formatPorts} from '../net/port.js';
import type {Option, Parameter, Role, Rule, RulePack} from './pack.js';
import {formatRequirements, formatTargets} from './wording.js';

/** What one pack says and another does not, or says otherwise. */
export interface PackChange {
	readonly about: 'pack' | 'role' | 'rule' | 'setting';
	readonly kind: 'added' | 'removed' | 'changed';
	/** What changed: the name of a role or a setting, `from -> to service` for a rule. */
	readonly name: string;
	/** In words, from the first pack to the second. */
	readonly text: string;
}

/** Roles, rules and settings that differ, by their names; in the order of the first pack, then of the second. */
export function comparePacks(a: RulePack, b: RulePack): PackChange[] {
	const fromTo = (what: string, x: string, y: string) => (x === y ? [] : [`${what} was ${x}, is ${y}`]);
	const fromToMany = (what: string, x: string, y: string) => (x === y ? [] : [`${what} were ${x}, are ${y}`]);
	const pack = fromTo('version', a.version, b.version).map((text) => ({
		about: 'pack' as const,
		kind: 'changed' as const,
		name: b.name,
		text,
	}));
	return [
		...pack,
		...compareMaps('role', a.roles, b.roles, ({title}) => title.en, compareRoles),
		...compareMaps('rule', rulesByName(a), rulesByName(b), describeRule, compareRules),
		...compareMaps('setting', a.parameters, b.parameters, ({ports}) => formatPorts(ports), compareParameters),
		...compareMaps('setting', a.options, b.options, ({values}) => values.join(' or '), compareOptions),
	];

	function compareRoles(x: Role, y: Role): string[] {
		const names = (role: Role) => role.includes.join(', ') || 'nothing';
		return [...fromTo('title', x.title.en, y.title.en), ...fromTo('what it includes', names(x), names(y))];
	}

	function compareRules(x: Rule, y: Rule): string[] {
		const direction = (rule: Rule) => (rule.isEitherWay ? 'either side opens it' : `${rule.from} opens it`);
		const level = (rule: Rule) => rule.expectation?.level ?? 'forbidden';
		const holds = (rule: Rule) => formatRequirements(rule).join(' and ') || 'always';
		const alternatives = (rule: Rule) => rule.expectation?.alternatives.join(' or ') ?? '';
		const fallbacks = (rule: Rule) => rule.expectation?.fallbacks.join(' or ') || 'nothing';
		const carries = (rule: Rule) => rule.carries.join(' or ') || 'anything';
		const note = (rule: Rule) => (rule.note === undefined ? 'not there' : `"${rule.note}"`);
		return [
			...fromToMany('ports', formatTargets(x), formatTargets(y)),
			...fromTo('what it carries', carries(x), carries(y)),
			...fromTo('direction', direction(x), direction(y)),
			...fromTo('need', level(x), level(y)),
			...fromTo('when it holds', holds(x), holds(y)),
			...(x.expectation === undefined || y.expectation === undefined
				? []
				: [
						...fromTo('who is reached', x.expectation.reach, y.expectation.reach),
						...fromTo('what meets it', alternatives(x), alternatives(y)),
						...fromTo('what it falls back to', fallbacks(x), fallbacks(y)),
					]),
			...(x.forbidden === undefined || y.forbidden === undefined
				? []
				: fromTo('why it is forbidden', `"${x.forbidden}"`, `"${y.forbidden}"`)),
			...fromTo('note', note(x), note(y)),
		];
	}

	function compareParameters(x: Parameter, y: Parameter): string[] {
		return [...fromToMany('ports', formatPorts(x.ports), formatPorts(y.ports)), ...fromTo('scope', x.scope, y.scope)];
	}

	function compareOptions(x: Option, y: Option): string[] {
		const value = ({value: chosen}: Option) => chosen ?? 'not set';
		return [
			...fromToMany('values', x.values.join(' or '), y.values.join(' or ')),
			...fromTo('value', value(x), value(y)),
		];
	}
}

function compareMaps<Value>(
	about: PackChange['about'],
	a: ReadonlyMap<string, Value>,
	b: ReadonlyMap<string, Value>,
	describe: (value: Value) => string,
	compare: (x: Value, y: Value) => string[],
): PackChange[] {
	const removedOrChanged = [...a].flatMap(([name, x]): PackChange[] => {
		const y = b.get(name);
		if (y === undefined) return [{about, kind: 'removed', name, text: describe(x)}];
		const differences = compare(x, y);
		return differences.length === 0 ? [] : [{about, kind: 'changed', name, text: differences.join('; ')}];
	});
	const added = [...b].flatMap(([name, y]): PackChange[] =>
		a.has(name) ? [] : [{about, kind: 'added', name, text: describe(y)}],
	);
	return [...removedOrChanged, ...added];
}

/** Packs have different names; rules are the same if roles and service are. */
function rulesByName({rules}: RulePack): Map<string, Rule> {
	return new Map(rules.map((rule) => [`${rule.from} -> ${rule.to} ${rule.service}`, rule]));
}

function describeRule(rule: Rule): string {
	return `${formatTargets(rule)}, ${rule.expectation?.level ?? `forbidden: ${rule.forbidden}`}`;
}
