import {type Checker, suggest} from '../document/checker.js';
import {DAY, HOUR} from '../net/time.js';
import {compareVersions} from '../net/version.js';
import {pairKey} from './extend.js';
import {Options} from './options.js';
import {
	type Condition,
	type ExpectationLevel,
	type PortPairing,
	pseudoRoles,
	type Rule,
	type RuleExpectation,
	type RulePack,
	roleWildcards,
	type Settings,
	type Target,
	type Versions,
} from './pack.js';
import {Parameters} from './parameters.js';
import {pairsOf, type RolePair} from './role-pairs.js';
import {rolesOf} from './roles.js';
import {VERSION_SETTING} from './settings.js';
import type {ConduitSource, PackSource, PairingSource, ServiceSource, TargetSource, WordSource} from './source.js';

/** How long a capture must be to show that a service of the level is missing, where the pack does not say. */
const defaultWithin: Readonly<Record<ExpectationLevel, number>> = {
	required: HOUR,
	usual: DAY,
	'on-demand': Number.POSITIVE_INFINITY,
	'install-only': Number.POSITIVE_INFINITY,
};

const anyVersion = {since: undefined, until: undefined};

/** Follows every reference in a pack; those that lead nowhere go to the checker. */
export function compilePack(source: PackSource, settings: Settings, checker: Checker): RulePack {
	return new PackCompiler(source, settings, checker).compile();
}

class PackCompiler {
	readonly #source: PackSource;
	readonly #settings: Settings;
	readonly #checker: Checker;
	readonly #parameters: Parameters;
	readonly #roleNames: ReadonlySet<string>;
	readonly #roleVersions: ReadonlyMap<string, Versions>;
	readonly #options: Options;
	readonly #services: ReadonlyMap<string, ServiceSource>;
	readonly #pairs: ReadonlyMap<string, RolePair>;

	constructor(source: PackSource, settings: Settings, checker: Checker) {
		this.#source = source;
		this.#settings = settings;
		this.#checker = checker;
		this.#parameters = new Parameters(source.parameters, settings.ports, checker);
		this.#roleNames = new Set([...source.roles.map(({name}) => name), ...pseudoRoles, ...roleWildcards]);
		this.#roleVersions = new Map(source.roles.map(({name, versions}) => [name, versions]));
		this.#services = new Map(source.services.map((service) => [service.name, service]));
		this.#pairs = pairsOf(source.conduits);
		this.#options = new Options(source.options, settings.options, checker);
	}

	compile(): RulePack {
		const {name, version, title, file, documents, roles, conduits, pairings} = this.#source;
		const rules = conduits.flatMap((conduit) => this.#rules(conduit));
		this.#refuseDuplicates(rules);
		this.#refuseSharedNames();
		return {
			name,
			version,
			title,
			file,
			documents,
			roles: rolesOf(roles, this.#checker),
			parameters: this.#parameters.all,
			options: this.#options.all,
			productVersion: this.#settings.version,
			rules,
			pairings: pairings.map((pairing) => this.#pairing(pairing, rules)),
		};
	}

	#rules(conduit: ConduitSource): Rule[] {
		this.#checkRole(conduit.from);
		this.#checkRole(conduit.to);
		for (const word of [...conduit.anyOf, ...conduit.allOf].flat()) this.#checkPairService(word, conduit);
		const shared = {when: this.#options.conditions(conduit.when), oneWay: this.#oneWay(conduit)};
		return conduit.services.map((row) => this.#rule(conduit, this.#withDefinition(row), shared));
	}

	#rule(
		conduit: ConduitSource,
		service: ServiceSource,
		shared: {readonly when: readonly Condition[]; readonly oneWay: Rule['oneWay']},
	): Rule {
		const pack = this.#source.name;
		const from = conduit.from.word;
		const to = conduit.to.word;
		for (const word of service.fallbacks) this.#checkPairService(word, conduit);
		return {
			id: `${pack}/${from}/${to}/${service.name}`,
			pack,
			from,
			to,
			service: service.name,
			title: service.title ?? {en: service.name},
			isEitherWay: conduit.isEitherWay,
			oneWay: shared.oneWay,
			targets: service.targets.map((target) => this.#target(target, service.isDynamic ?? false)),
			carries: service.carries.toSorted(),
			when: [...shared.when, ...this.#options.conditions(service.when)],
			sites: conduit.sites,
			forbidden: conduit.forbidden,
			severity: conduit.severity,
			expectation: conduit.forbidden === undefined ? this.#expectation(conduit, service) : undefined,
			isBroadcast: service.isBroadcast ?? false,
			isRelayed: service.isRelayed ?? false,
			isStreamed: service.isStreamed ?? false,
			versions: this.#versions(service.versions ?? conduit.versions ?? anyVersion, from, to),
			note: service.note ?? conduit.note,
			source: service.source ?? conduit.source,
			place: service.place,
		};
	}

	/** No longer than both roles are there. */
	#versions(own: Versions, ...roles: readonly string[]): Versions {
		const all = [own, ...roles.flatMap((name) => this.#roleVersions.get(name) ?? [])];
		const sinces = all.flatMap(({since}) => since ?? []).toSorted(compareVersions);
		const untils = all.flatMap(({until}) => until ?? []).toSorted(compareVersions);
		return {since: sinces.at(-1), until: untils[0]};
	}

	#pairing({role, first, second, pairs, otherwise, source, place}: PairingSource, rules: readonly Rule[]): PortPairing {
		this.#checkRole(role);
		const known = [...new Set(rules.filter(({to}) => to === role.word).map(({service}) => service))];
		for (const {word, place: wordPlace} of [first, second]) {
			if (known.includes(word)) continue;
			const message = `no conduit to "${role.word}" has a service "${word}"; ${suggest(word, known)}`;
			this.#checker.note(wordPlace, message);
		}
		return {role: role.word, first: first.word, second: second.word, pairs, otherwise, source, place};
	}

	#expectation(conduit: ConduitSource, service: ServiceSource): RuleExpectation {
		const level = service.expect ?? conduit.expect ?? 'on-demand';
		const {anyOf, allOf} = this.#pairs.get(pairKey(conduit))!;
		const has = (words: readonly WordSource[]) => words.some(({word}) => word === service.name);
		const names = (words: readonly WordSource[]) => words.map(({word}) => word).toSorted();
		return {
			level,
			reach: service.reach ?? conduit.reach ?? 'any',
			within: service.within ?? defaultWithin[level],
			alternatives: names(anyOf.find(has) ?? [{word: service.name, place: service.place}]),
			companions: names(allOf.filter(has).flat()).filter((name) => name !== service.name),
			fallbacks: service.fallbacks.map(({word}) => word),
			answering: service.answering ?? 'always',
		};
	}

	/** The row's own words over those of the service's definition. */
	#withDefinition(row: ServiceSource): ServiceSource {
		const definition = this.#services.get(row.name);
		if (definition === undefined && row.targets.length === 0) {
			const known = [...this.#services.keys()];
			this.#checker.note(
				row.place,
				`service "${row.name}" has no ports here and is not defined under "services"; ${suggest(row.name, known)}`,
			);
		}
		if (definition === undefined) return row;
		return {
			name: row.name,
			place: row.place,
			title: row.title ?? definition.title,
			targets: row.targets.length > 0 ? row.targets : definition.targets,
			isDynamic: row.isDynamic ?? definition.isDynamic,
			carries: row.carries.length > 0 ? row.carries : definition.carries,
			expect: row.expect ?? definition.expect,
			reach: row.reach ?? definition.reach,
			within: row.within ?? definition.within,
			fallbacks: row.fallbacks.length > 0 ? row.fallbacks : definition.fallbacks,
			when: [...definition.when, ...row.when],
			answering: row.answering ?? definition.answering,
			isBroadcast: row.isBroadcast ?? definition.isBroadcast,
			isRelayed: row.isRelayed ?? definition.isRelayed,
			isStreamed: row.isStreamed ?? definition.isStreamed,
			versions: row.versions ?? definition.versions,
			note: row.note ?? definition.note,
			// A definition's own source is where the service is explained; the row is what documents the pair.
			source: row.source,
		};
	}

	#target({protocolIdentifier, ports, icmpTypes}: TargetSource, isDynamic: boolean): Target {
		const portSources = ports.map((port) => ('range' in port ? port.range : port.parameter));
		return {protocolIdentifier, ports: this.#parameters.ranges(ports), portSources, icmpTypes, isDynamic};
	}

	#oneWay({oneWay, isEitherWay, from, to}: ConduitSource): Rule['oneWay'] {
		if (oneWay === undefined) return undefined;
		const {word, place} = oneWay.opens;
		if (!isEitherWay)
			this.#checker.note(place, '"one-way" narrows a conduit that either side opens; add direction: <->');
		if (word !== from.word && word !== to.word) {
			this.#checker.note(place, `"${word}" is no side of this conduit; write ${from.word} or ${to.word}`);
		}
		return {opens: word === to.word ? 'to' : 'from', when: this.#options.conditions(oneWay.when)};
	}

	#checkRole({word, place}: WordSource): void {
		if (this.#roleNames.has(word)) return;
		this.#checker.note(place, `role "${word}" is not defined; ${suggest(word, [...this.#roleNames])}`);
	}

	#checkPairService({word, place}: WordSource, conduit: ConduitSource): void {
		const {services} = this.#pairs.get(pairKey(conduit))!;
		if (services.has(word)) return;
		this.#checker.note(place, `service "${word}" is not one of this conduit; ${suggest(word, [...services])}`);
	}

	/** A setting is found by its name alone. */
	#refuseSharedNames(): void {
		const parameters = new Map(this.#source.parameters.map(({name, place}) => [name, place]));
		for (const {name, place} of [...this.#source.parameters, ...this.#source.options]) {
			if (name === VERSION_SETTING) {
				this.#checker.note(place, `"${name}" is the setting for the version of the product; give this another name`);
			}
		}
		for (const {name, place} of this.#source.options) {
			const earlier = parameters.get(name);
			if (earlier === undefined) continue;
			this.#checker.note(
				place,
				`"${name}" is a parameter already, in line ${earlier.line}; give the option another name`,
			);
		}
	}

	#refuseDuplicates(rules: readonly Rule[]): void {
		const seen = new Map<string, Rule>();
		for (const rule of rules) {
			const earlier = seen.get(rule.id);
			if (earlier === undefined) seen.set(rule.id, rule);
			else this.#checker.note(rule.place, `rule ${rule.id} stands already in line ${earlier.place.line}`);
		}
	}
}
