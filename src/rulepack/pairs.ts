import {formatPorts, inRanges, type PortRange, parsePorts} from '../net/port.js';
import {DocumentError, UsageError} from '../net/problem.js';
import type {Parameter, PortPairing, RulePack} from './pack.js';
import type {GivenSetting} from './settings.js';
import {formatSource} from './wording.js';

/** The port of the second service that goes with a port of the first. */
export function partnerOf(port: number, {pairs, otherwise}: PortPairing): number {
	return pairs.get(port) ?? port + otherwise;
}

/**
 * Holds settings against the pairs of ports that go together: once the port of one service is set, that of the other
 * must be one that goes with it. Throws `UsageError` or, for a setting of an inventory, `DocumentError`.
 * @param settings of the whole site, or of one host
 */
export function refuseBrokenPairs(pack: RulePack, settings: readonly GivenSetting[]): void {
	for (const pairing of pack.pairings) {
		const first = parameterOf(pack, pairing, pairing.first);
		const second = parameterOf(pack, pairing, pairing.second);
		if (first === undefined || second === undefined) continue;
		const setting = settings.findLast(({name}) => name === first.name || name === second.name);
		if (setting === undefined) continue;
		const firstPorts = portsOf(first, settings);
		const secondPorts = portsOf(second, settings);
		const partners = firstPorts.flatMap((range) =>
			range.first === range.last ? [partnerOf(range.first, pairing)] : [],
		);
		if (partners.length === 0 || partners.some((port) => inRanges(secondPorts, port))) continue;
		const [given, wanted] = [formatPorts(firstPorts), partners.join(' or ')];
		const message = `${first.name}=${given} goes with ${second.name}=${wanted}, not ${formatPorts(secondPorts)} (${formatSource(pairing.source)})`;
		const {place} = setting;
		throw place === undefined ? new UsageError(`-p ${message}`) : new DocumentError([{place, message}]);
	}
}

function portsOf({name, ports}: Parameter, settings: readonly GivenSetting[]): readonly PortRange[] {
	const given = settings.findLast((setting) => setting.name === name);
	const parsed = given === undefined ? ports : parsePorts(given.value);
	return typeof parsed === 'string' ? ports : parsed;
}

/** The one parameter that the service's ports to the role are made of; `undefined` where they are made otherwise. */
function parameterOf({rules, parameters}: RulePack, {role}: PortPairing, service: string): Parameter | undefined {
	const names = new Set(
		rules
			.filter((rule) => rule.to === role && rule.service === service)
			.flatMap(({targets}) => targets.flatMap(({portSources}) => portSources)),
	);
	const [name] = names;
	return names.size === 1 && typeof name === 'string' ? parameters.get(name) : undefined;
}
