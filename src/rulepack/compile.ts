import {Checker, suggest} from '../document/checker.js';
import type {PortRange} from '../net/port.js';
import {DAY, HOUR} from '../net/time.js';
import {
	type Companion,
	type ExpectationLevel,
	type Parameter,
	pseudoRoles,
	type Role,
	type Rule,
	type RuleExpectation,
	type RulePack,
	roleWildcards,
	type Target,
} from './pack.js';
import type {CompanionSource, ConduitSource, PackSource, ServiceSource, TargetSource, WordSource} from './source.js';

/** How long a capture must be to show that a service of the level is missing, where the pack does not say. */
const defaultWithin: Readonly<Record<ExpectationLevel, number>> = {
	required: HOUR,
	usual: DAY,
	'on-demand': Number.POSITIVE_INFINITY,
	'install-only': Number.POSITIVE_INFINITY,
};

/** Ports that the user sets, by the name of a parameter. */
export type Overrides = ReadonlyMap<string, readonly PortRange[]>;

/**
 * Follows every reference in a pack. Throws `DocumentError` with every one that leads nowhere.
 * Overrides of parameters that the pack does not have are ignored: they may be another pack's.
 */
export function compilePack(source: PackSource, overrides: Overrides): RulePack {
	const checker = new Checker();
	const pack = new PackCompiler(source, overrides, checker).compile();
	checker.throwIfAny();
	return pack;
}

class PackCompiler {
	readonly #source: PackSource;
	readonly #checker: Checker;
	readonly #roles: ReadonlyMap<string, Role>;
	readonly #parameters: ReadonlyMap<string, Parameter>;
	readonly #services: ReadonlyMap<string, ServiceSource>;

	constructor(source: PackSource, overrides: Overrides, checker: Checker) {
		this.#source = source;
		this.#checker = checker;
		this.#roles = new Map(source.roles.map((role) => [role.name, role]));
		this.#services = new Map(source.services.map((service) => [service.name, service]));
		this.#parameters = new Map(
			source.parameters.map(({name, title, ports}) => [
				name,
				{name, title, ports: overrides.get(name) ?? ports, isOverridden: overrides.has(name)},
			]),
		);
	}

	compile(): RulePack {
		const {name, version, title, file, conduits} = this.#source;
		const rules = conduits.flatMap((conduit) => this.#rules(conduit));
		this.#refuseDuplicates(rules);
		const companions = this.#source.companions.map((companion) => this.#companion(companion, rules));
		return {name, version, title, file, roles: this.#roles, parameters: this.#parameters, rules, companions};
	}

	#rules(conduit: ConduitSource): Rule[] {
		this.#checkRole(conduit.from);
		this.#checkRole(conduit.to);
		for (const word of [...conduit.anyOf.flat(), ...conduit.services.flatMap(({fallbacks}) => fallbacks)]) {
			this.#checkConduitService(word, conduit);
		}
		return conduit.services.map((row) => this.#rule(conduit, this.#withDefinition(row, conduit)));
	}

	#rule(conduit: ConduitSource, service: ServiceSource): Rule {
		const {name: pack, document} = this.#source;
		const from = conduit.from.word;
		const to = conduit.to.word;
		return {
			id: `${pack}/${from}/${to}/${service.name}`,
			pack,
			from,
			to,
			service: service.name,
			title: service.title ?? {en: service.name, fr: undefined},
			isEitherWay: conduit.isEitherWay,
			targets: service.targets.map((target) => this.#target(target, service.isDynamic ?? false)),
			forbidden: conduit.forbidden,
			severity: conduit.severity ?? 'error',
			expectation: conduit.forbidden === undefined ? this.#expectation(conduit, service) : undefined,
			isBroadcast: service.isBroadcast ?? false,
			isRelayed: service.isRelayed ?? false,
			isStreamed: service.isStreamed ?? false,
			source: {document, line: service.line ?? conduit.line},
			place: service.place,
		};
	}

	#companion({role, first, second, pairs, otherwise, line, place}: CompanionSource, rules: readonly Rule[]): Companion {
		this.#checkRole(role);
		const known = rules.filter(({to}) => to === role.word).map(({service}) => service);
		for (const {word, place: wordPlace} of [first, second]) {
			if (known.includes(word)) continue;
			const advice = suggest(word, [...new Set(known)]);
			this.#checker.note(wordPlace, `no conduit to "${role.word}" has a service "${word}"; ${advice}`);
		}
		const source = {document: this.#source.document, line};
		return {role: role.word, first: first.word, second: second.word, pairs, otherwise, source, place};
	}

	#expectation(conduit: ConduitSource, service: ServiceSource): RuleExpectation {
		const level = service.expect ?? conduit.expect ?? 'on-demand';
		const group = conduit.anyOf.find((words) => words.some(({word}) => word === service.name));
		return {
			level,
			reach: service.reach ?? conduit.reach ?? 'any',
			within: service.within ?? defaultWithin[level],
			alternatives: group === undefined ? [service.name] : group.map(({word}) => word).toSorted(),
			fallbacks: service.fallbacks.map(({word}) => word),
			isAnswered: service.isAnswered ?? true,
		};
	}

	/** The row's own words over those of the service's definition. */
	#withDefinition(row: ServiceSource, conduit: ConduitSource): ServiceSource {
		const definition = this.#services.get(row.name);
		if (definition === undefined && row.targets.length === 0) {
			const known = [...this.#services.keys()];
			this.#checker.note(
				row.place,
				`service "${row.name}" has no ports here and is not defined under "services"; ${suggest(row.name, known)}`,
			);
		}
		const own = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
		return {
			...row,
			...definition,
			...own,
			targets: row.targets.length > 0 ? row.targets : (definition?.targets ?? []),
			fallbacks: row.fallbacks.length > 0 ? row.fallbacks : (definition?.fallbacks ?? []),
			line: row.line ?? conduit.line,
		};
	}

	#target({protocolIdentifier, ports, icmpTypes}: TargetSource, isDynamic: boolean): Target {
		const ranges = ports.flatMap((port) => {
			if ('range' in port) return [port.range];
			const parameter = this.#parameters.get(port.parameter);
			if (parameter !== undefined) return parameter.ports;
			const known = [...this.#parameters.keys()];
			this.#checker.note(port.place, `parameter "${port.parameter}" is not defined; ${suggest(port.parameter, known)}`);
			return [];
		});
		return {protocolIdentifier, ports: ranges.toSorted((a, b) => a.first - b.first), icmpTypes, isDynamic};
	}

	#checkRole({word, place}: WordSource): void {
		const known = [...this.#roles.keys(), ...pseudoRoles, ...roleWildcards];
		if (!known.includes(word)) this.#checker.note(place, `role "${word}" is not defined; ${suggest(word, known)}`);
	}

	#checkConduitService({word, place}: WordSource, {services}: ConduitSource): void {
		const known = services.map(({name}) => name);
		if (!known.includes(word)) {
			this.#checker.note(place, `service "${word}" is not one of this conduit; ${suggest(word, known)}`);
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
