import type {HostTraits, Identity, Site} from '../role/role.js';
import type {Condition, Rule, RulePack, SiteRelation} from '../rulepack/pack.js';

/** Something besides roles and ports that a rule hangs on. */
export interface Circumstance {
	/** What must be so, as a phrase: `site.wake-up-proxy is true`. */
	readonly requirement: string;
	/** How it is: `it is false`, `nobody has said`. */
	readonly fact: string;
	/** `undefined` where nobody has said. */
	readonly isMet: boolean | undefined;
}

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
			const {subject, option, values} = condition;
			const value = this.#valueOf(rule, condition, subject === 'from' ? from.traits : to.traits);
			return {
				requirement: `${subject}.${option} is ${values.join(' or ')}`,
				fact: value === undefined ? 'nobody has said' : `it is ${value}`,
				isMet: value === undefined ? undefined : values.includes(value),
			};
		});
	}

	#valueOf({pack}: Rule, {subject, option}: Condition, traits: HostTraits): string | undefined {
		const own = subject === 'site' ? undefined : traits.settings.get(option);
		return own ?? this.#packs.get(pack)?.options.get(option)?.value;
	}

	#versions({pack, versions: {since, until}}: Rule): Circumstance[] {
		if (since === undefined && until === undefined) return [];
		const version = this.#packs.get(pack)?.productVersion;
		const known = version !== undefined;
		const fact = known ? `it is ${version}` : 'nobody has said';
		const isMet = (holds: (version: string) => boolean) => (known ? holds(version) : undefined);
		return [
			...(since === undefined
				? []
				: [
						{
							requirement: `the version is ${since} or later`,
							fact,
							isMet: isMet((v) => compareVersions(v, since) >= 0),
						},
					]),
			...(until === undefined
				? []
				: [
						{
							requirement: `the version is older than ${until}`,
							fact,
							isMet: isMet((v) => compareVersions(v, until) < 0),
						},
					]),
		];
	}

	#relation(relation: SiteRelation, from: string | undefined, to: string | undefined): Circumstance {
		const requirement = relationTexts[relation];
		if (relation === 'top') {
			const isKnown = from !== undefined && this.#parents.has(from);
			const parent = isKnown ? this.#parents.get(from) : undefined;
			const fact = !isKnown
				? 'nobody has said'
				: parent === undefined
					? 'it has none'
					: `${from} has ${parent} above it`;
			return {requirement, fact, isMet: isKnown ? parent === undefined : undefined};
		}
		if (from === undefined || to === undefined) return {requirement, fact: 'nobody has said', isMet: undefined};
		if (relation === 'same') return {requirement, fact: `they are ${from} and ${to}`, isMet: from === to};
		const isKnown = this.#parents.has(from) && this.#parents.has(to);
		const isMet = this.#parents.get(from) === to || this.#parents.get(to) === from;
		return {
			requirement,
			fact: isKnown ? `they are ${from} and ${to}` : 'nobody has said',
			isMet: isKnown ? isMet : undefined,
		};
	}
}

const relationTexts: Readonly<Record<SiteRelation, string>> = {
	same: 'both are of one site',
	'parent-child': 'one site is the parent of the other',
	top: 'the site of the first has no site above it',
};

/** Part by part, numbers as numbers: 9.10 is later than 9.9. */
function compareVersions(a: string, b: string): number {
	const [left, right] = [a, b].map((version) => version.toLowerCase().split(/[^a-z0-9]+/));
	for (let index = 0; index < Math.max(left!.length, right!.length); index++) {
		const [x = '', y = ''] = [left![index], right![index]];
		const difference = Number(x) - Number(y);
		if (Number.isNaN(difference) ? x !== y : difference !== 0)
			return Number.isNaN(difference) ? (x < y ? -1 : 1) : difference;
	}
	return 0;
}
