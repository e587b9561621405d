import {PortSet} from '../net/port.js';
import {hasPorts} from '../net/protocol.js';
import type {RulePack} from './pack.js';

/** A range wider than this names no port: clients pick theirs from it too. */
const WIDEST = 64;

/** The ports that rules name as a service's: evidence of which side of a conversation serves. */
export function documentedPorts(packs: readonly RulePack[]): PortSet {
	const set = new PortSet();
	for (const {rules} of packs) {
		for (const {targets} of rules) {
			for (const {protocolIdentifier, ports, isDynamic} of targets) {
				if (isDynamic || !hasPorts(protocolIdentifier)) continue;
				for (const range of ports) if (range.last - range.first < WIDEST) set.add(protocolIdentifier, range);
			}
		}
	}
	return set;
}
