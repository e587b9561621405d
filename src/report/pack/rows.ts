import type {Condition, RoleName, Rule, RulePack} from '../../rulepack/pack.js';
import {formatTarget} from '../../rulepack/wording.js';
import {sourcePlace, titleIn, type Words, wordsIn} from './words.js';

/** One rule as people read it. */
export interface PackRow {
	readonly rule: Rule;
	readonly from: string;
	readonly to: string;
	readonly arrow: '->' | '<->';
	readonly service: string;
	readonly ports: string;
	/** How much a site needs it, or that it is forbidden. */
	readonly needed: string;
	/** Empty for a rule that always holds. */
	readonly condition: string;
	/** Empty for a rule that was taken from the document as a whole. */
	readonly source: string;
	/** Why it is forbidden, or what else is to be known. */
	readonly note: string;
}

/** The pack's rules in its own order, said in a language. */
export function packRows({rules, roles}: RulePack, language: string): PackRow[] {
	const words = wordsIn(language);
	const roleTitle = (name: RoleName) => {
		const role = roles.get(name);
		return role === undefined ? (words.roleNames[name] ?? name) : titleIn(role.title, language);
	};
	return rules.map((rule) => {
		return {
			rule,
			from: roleTitle(rule.from),
			to: roleTitle(rule.to),
			arrow: rule.isEitherWay ? '<->' : '->',
			service: titleIn(rule.title, language),
			ports: rule.targets.map(formatTarget).join(` ${words.or} `),
			needed: rule.expectation === undefined ? words.forbidden : words.levels[rule.expectation.level],
			condition: requirements(rule, words, roleTitle).join('; '),
			source: sourcePlace(rule.source, words),
			note: [rule.forbidden, rule.note].filter((text) => text !== undefined).join('. '),
		};
	});
}

function requirements(rule: Rule, words: Words, roleTitle: (name: RoleName) => string): string[] {
	const {when, sites, versions, oneWay, from, to} = rule;
	const said = ({subject, option, values}: Condition) =>
		`${subject}.${option} ${words.is} ${values.join(` ${words.or} `)}`;
	return [
		...(versions.since === undefined ? [] : [`${words.since} ${versions.since}`]),
		...(versions.until === undefined ? [] : [`${words.until} ${versions.until}`]),
		...when.map(said),
		...(sites === undefined ? [] : [words.sites[sites]]),
		...(oneWay === undefined
			? []
			: [
					`${roleTitle(oneWay.opens === 'from' ? from : to)} ${words.onlyOpens} ${oneWay.when.map(said).join(` ${words.and} `)}`,
				]),
	];
}
