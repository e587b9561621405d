import {compareVersions} from '../net/version.js';
import type {HostTraits, Identity, Site} from '../role/role.js';
import type {Condition, Rule, RulePack, SiteRelation} from '../rulepack/pack.js';
import {formatCondition, siteRelationTexts} from '../rulepack/wording.js';
import type {Circumstance} from './explanation.js';

/** What packs and inventory say of the settings that rules hang on. */
export class Circumstances {
	readonly #packs: ReadonlyMap<string, RulePack>;
	readonly #parents: ReadonlyMap<string, string | undefined>;

	constructor(packs: readonly RulePack[], sites: readonly Site[]) {
		this.#packs = new Map(packs.map((pack) => [pack.name, pack]));
		this.#parents = new Map(sites.map(({code, parent}) => [code, parent]));
	}

	/** Everything that the rule hangs on between a host with its `from` role and one with its `to` role. */
	of(rule: Rule, from: Identity, to: Identity): Circumstance[] {
		return [
			...this.#versions(rule),
			...this.conditions(rule, rule.when, from, to),
			...(rule.sites === undefined ? [] : [this.#relation(rule.sites, from.traits.site, to.traits.site)]),
		];
	}

	/** What does not hang on the host with the other role. */
	ofSide(rule: Rule, side: 'from' | 'to', host: Identity): Circumstance[] {
		const when = rule.when.filter(({subject}) => subject === 'site' || subject === side);
		return [...this.#versions(rule), ...this.conditions(rule, when, host, host)];
	}

	conditions(rule: Rule, conditions: readonly Condition[], from: Identity, to: Identity): Circumstance[] {
		return conditions.map((condition) => {
			const {subject, values} = condition;
			const value = this.#valueOf(rule, condition, subject === 'from' ? from.traits : to.traits);
			return {
				requirement: formatCondition(condition),
				fact: value === undefined ? UNSAID : `it is ${value}`,
				isMet: value === undefined ? undefined : values.includes(value),
				about: condition,
			};
		});
	}

	#valueOf({pack}: Rule, {subject, option}: Condition, traits: HostTraits): string | undefined {
		const own = subject === 'site' ? undefined : traits.settings.get(option);
		return own ?? this.#packs.get(pack)?.options.get(option)?.value;
	}

	#versions({pack, versions: {since, until}}: Rule): Circumstance[] {
		const version = this.#packs.get(pack)?.productVersion;
		const fact = version === undefined ? UNSAID : `it is ${version}`;
		const circumstances: Circumstance[] = [];
		if (since !== undefined) {
			const isMet = version === undefined ? undefined : compareVersions(version, since) >= 0;
			circumstances.push({requirement: `the version is ${since} or later`, fact, isMet, about: 'version'});
		}
		if (until !== undefined) {
			const isMet = version === undefined ? undefined : compareVersions(version, until) < 0;
			circumstances.push({requirement: `the version is older than ${until}`, fact, isMet, about: 'version'});
		}
		return circumstances;
	}

	#relation(relation: SiteRelation, from: string | undefined, to: string | undefined): Circumstance {
		const said = (fact: string, isMet: boolean | undefined) =>
			({requirement: siteRelationTexts[relation], fact, isMet, about: 'sites'}) as const;
		const unsaid = said(UNSAID, undefined);
		if (from === undefined) return unsaid;
		if (relation === 'top') {
			const parent = this.#parents.get(from);
			if (!this.#parents.has(from)) return unsaid;
			return parent === undefined ? said('it has none', true) : said(`${from} has ${parent} above it`, false);
		}
		if (to === undefined) return unsaid;
		const fact = `they are ${from} and ${to}`;
		if (relation === 'same') return said(fact, from === to);
		if (!this.#parents.has(from) || !this.#parents.has(to)) return unsaid;
		return said(fact, this.#parents.get(from) === to || this.#parents.get(to) === from);
	}
}

const UNSAID = 'nobody has said';
