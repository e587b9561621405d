import {type PortRange, PortSet, parsePorts} from '../net/port.js';
import {hasPorts} from '../net/protocol.js';
import type {RulePack, Target} from './pack.js';
import type {GivenSetting} from './settings.js';

/** A range wider than this names no port: clients pick theirs from it too. */
const WIDEST = 64;

/**
 * The ports that rules name as a service's: evidence of which side of a conversation serves.
 * @param hostSettings of hosts that have ports of their own
 */
export function documentedPorts(
	packs: readonly RulePack[],
	hostSettings: ReadonlyArray<readonly GivenSetting[]> = [],
): PortSet {
	const set = new PortSet();
	const add = ({protocolIdentifier, isDynamic}: Target, ports: readonly PortRange[]) => {
		if (isDynamic || !hasPorts(protocolIdentifier)) return;
		for (const range of ports) if (range.last - range.first < WIDEST) set.add(protocolIdentifier, range);
	};
	const targets = packs.flatMap(({rules}) => rules.flatMap((rule) => rule.targets));
	for (const target of targets) add(target, target.ports);
	for (const {name, value} of hostSettings.flat()) {
		const ports = parsePorts(value);
		if (typeof ports === 'string') continue;
		for (const target of targets) if (target.portSources.includes(name)) add(target, ports);
	}
	return set;
}
