import {inRanges, type PortRange} from '../net/port.js';
import type {Opening} from '../policy/finding.js';
import {pseudoRoles, type Role, type RoleName, type Rule, type Target} from '../rulepack/pack.js';

/** How likely it is that two hosts whose roles document a service show it, before anything was seen, by how much a site needs it. */
const levelChances = {required: 0.6, usual: 0.4, 'on-demand': 0.15, 'install-only': 0.06} as const;
/** What a rule that hangs on a setting loses: nobody has said how it is set. */
const CONDITIONAL = 0.5;

/** One way in which a documented service shows: a rule, who opens it, and on which of its ports. */
export interface Channel {
	readonly id: number;
	readonly rule: Rule;
	/** The role of who opens it, and of who answers; numbers as `RoleNumbers` has them. */
	readonly from: number;
	readonly to: number;
	readonly chance: number;
	/**
	 * One holder of the other role is enough for it to be seen (`reach: each`). Otherwise each pair of holders is a chance
	 * to see it.
	 */
	readonly isOnce: boolean;
	/** Whether it is counted by the hosts that answer, or by those that open. */
	readonly countedBy: 'from' | 'to';
	/** Channels of one kind are seen about as often as each other: the same service, as needed, in the same direction. */
	readonly kind: string;
	/** Its only ports; `undefined`: all that the rule has. */
	readonly ports: {readonly protocolIdentifier: number; readonly range: PortRange | undefined} | undefined;
}

/** Roles by number: those that a host may be found to hold first. */
export interface RoleNumbers {
	readonly names: readonly RoleName[];
	readonly numbers: ReadonlyMap<RoleName, number>;
	/** How many of them can be found; the others belong to addresses by themselves, or to hosts on the Internet. */
	readonly findable: number;
}

export function numberRoles(rules: readonly Rule[], definitions: ReadonlyMap<RoleName, Role>): RoleNumbers {
	const pseudo: readonly string[] = pseudoRoles;
	const documented = [...new Set(rules.flatMap(({from, to}) => [from, to]))].sort();
	const isFindable = (role: RoleName) => !pseudo.includes(role) && definitions.get(role)?.isOnInternet !== true;
	const findable = documented.filter(isFindable);
	const names = [...findable, ...new Set([...pseudo, ...documented.filter((role) => !isFindable(role))])];
	return {names, numbers: new Map(names.map((name, index) => [name, index])), findable: findable.length};
}

/** The channels of each rule. Alternatives, and ports one of which is enough, share the chance of one. */
export function channelsOf(rules: readonly Rule[], {numbers}: RoleNumbers): Map<Rule, readonly Channel[]> {
	let id = 0;
	return new Map(
		rules.map((rule) => {
			const {from, to, service, expectation, isEitherWay, when} = rule;
			const level = expectation?.level ?? 'on-demand';
			const slots = slotsOf(rule.targets);
			const ways = isEitherWay ? (['from', 'to'] as const) : (['from'] as const);
			const alternatives = Math.max(1, expectation?.alternatives.length ?? 1);
			const chance =
				(levelChances[level] * (when.length === 0 ? 1 : CONDITIONAL)) / (alternatives * slots.length * ways.length);
			const isOnce = expectation?.reach === 'each';
			const channels = slots.flatMap((ports) =>
				ways.map(
					(opener): Channel => ({
						id: id++,
						rule,
						from: numbers.get(opener === 'from' ? from : to)!,
						to: numbers.get(opener === 'from' ? to : from)!,
						chance,
						isOnce,
						// `each` is about the rule's `to`: where that one opens, it is counted all the same.
						countedBy: isOnce && opener === 'to' ? 'from' : 'to',
						kind: JSON.stringify([service, level, opener, chance]),
						ports,
					}),
				),
			);
			return [rule, channels] as const;
		}),
	);
}

function slotsOf(targets: readonly Target[]): Array<Channel['ports']> {
	if (targets.every(({icmpTypes}) => icmpTypes.length > 0)) return [undefined];
	return targets.flatMap(
		({protocolIdentifier, ports, isDynamic}): Array<Channel['ports']> =>
			isDynamic || ports.length === 0
				? [{protocolIdentifier, range: undefined}]
				: ports.map((range) => ({protocolIdentifier, range})),
	);
}

/** Whether what matches the channel's rule is this channel. */
export function isOn({ports}: Channel, {protocolIdentifier, port}: Opening): boolean {
	if (ports === undefined) return true;
	if (ports.protocolIdentifier !== protocolIdentifier) return false;
	return ports.range === undefined || port === undefined || inRanges([ports.range], port);
}
