import {type PortRange, parsePorts} from '../net/port.js';
import type {Identity} from '../role/role.js';
import type {Parameter, Rule, RulePack, Target} from '../rulepack/pack.js';

/** The ports that a certain server has for a rule, where they are not those of the whole site. */
export class ServerPorts {
	readonly #packs: ReadonlyMap<string, RulePack>;

	constructor(packs: readonly RulePack[]) {
		this.#packs = new Map(packs.map((pack) => [pack.name, pack]));
	}

	/** The rule with the server's own ports; the rule itself where the server has none. */
	adapt(rule: Rule, server: Identity): Rule {
		const {settings, system} = server.traits;
		if (settings.size === 0 && system === undefined) return rule;
		const targets = rule.targets.map((target) => this.#adaptTarget(rule, target, server));
		return targets.every((target, index) => target === rule.targets[index]) ? rule : {...rule, targets};
	}

	#adaptTarget({pack}: Rule, target: Target, {traits}: Identity): Target {
		const {settings, system} = traits;
		let isOwn = false;
		const ports = target.portSources.flatMap((source) => {
			if (typeof source !== 'string') return [source];
			const parameter = this.#packs.get(pack)?.parameters.get(source);
			if (parameter === undefined) return [];
			const own = ownPorts(parameter, settings.get(source), system);
			isOwn ||= own !== undefined;
			return own ?? parameter.ports;
		});
		return isOwn ? {...target, ports: ports.toSorted((a, b) => a.first - b.first)} : target;
	}
}

/** What is set for the host, then what is set for the site, then what its operating system does by itself. */
function ownPorts(
	{scope, isOverridden, bySystem}: Parameter,
	setting: string | undefined,
	system: string | undefined,
): readonly PortRange[] | undefined {
	const set = setting === undefined || scope !== 'host' ? undefined : parsePorts(setting);
	if (set !== undefined && typeof set !== 'string') return set;
	if (isOverridden || system === undefined) return undefined;
	// `Windows Server 2003`, and as WMI has it `Microsoft(R) Windows(R) Server 2003, Standard Edition`.
	const name = system
		.toLowerCase()
		.replace(/\((?:r|tm)\)|^\s*microsoft\b/g, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
	const [known] = [...bySystem.keys()]
		.filter((key) => name === key || name.startsWith(`${key}-`))
		.sort((a, b) => b.length - a.length);
	return known === undefined ? undefined : bySystem.get(known);
}
