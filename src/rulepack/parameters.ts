import {type Checker, suggest} from '../document/checker.js';
import type {PortRange} from '../net/port.js';
import type {Parameter} from './pack.js';
import type {ParameterSource, PortSource} from './source.js';

/** Parameters that are made of parameters: what stops a long chain. */
const MAX_CHAIN = 32;

/**
 * The ports of parameters: the override where there is one, else what the pack says, parameters made of others followed.
 * One that is made of itself, or of one that is not defined, goes to the checker.
 */
export class Parameters {
	readonly #sources: ReadonlyMap<string, ParameterSource>;
	readonly #overrides: ReadonlyMap<string, readonly PortRange[]>;
	readonly #checker: Checker;
	readonly #resolved = new Map<string, Parameter>();

	constructor(
		sources: readonly ParameterSource[],
		overrides: ReadonlyMap<string, readonly PortRange[]>,
		checker: Checker,
	) {
		this.#sources = new Map(sources.map((source) => [source.name, source]));
		this.#overrides = overrides;
		this.#checker = checker;
		for (const source of sources) this.#resolve(source, []);
	}

	/** In the order of the pack. */
	get all(): ReadonlyMap<string, Parameter> {
		return new Map([...this.#sources.keys()].map((name) => [name, this.#resolved.get(name)!]));
	}

	/** Sorted; what stands for a parameter that is not there is left out, and noted. */
	ranges(ports: readonly PortSource[], path: readonly string[] = []): PortRange[] {
		const ranges = ports.flatMap((port) => ('range' in port ? [port.range] : this.#referenced(port, path)));
		return ranges.toSorted((a, b) => a.first - b.first || a.last - b.last);
	}

	#referenced({parameter: name, place}: PortSource & {readonly parameter: string}, path: readonly string[]) {
		const source = this.#sources.get(name);
		if (path.includes(name)) {
			this.#checker.note(place, `parameter "${name}" is made of itself: ${[...path, name].join(' -> ')}`);
			return [];
		}
		if (path.length === MAX_CHAIN) {
			this.#checker.note(place, `parameters are made of each other more than ${MAX_CHAIN} deep`);
			return [];
		}
		if (source !== undefined) return this.#resolve(source, path).ports;
		this.#checker.note(place, `parameter "${name}" is not defined; ${suggest(name, [...this.#sources.keys()])}`);
		return [];
	}

	#resolve(source: ParameterSource, path: readonly string[]): Parameter {
		const {name, title, scope, place} = source;
		const known = this.#resolved.get(name);
		if (known !== undefined) return known;
		const inner = [...path, name];
		const override = this.#overrides.get(name);
		const documented = this.ranges(source.ports, inner);
		const parameter: Parameter = {
			name,
			title,
			scope,
			ports: override ?? documented,
			bySystem: new Map([...source.bySystem].map(([system, ports]) => [system, this.ranges(ports, inner)])),
			isOverridden: override !== undefined,
			source: source.source,
			place,
		};
		this.#resolved.set(name, parameter);
		return parameter;
	}
}
