import {formatPorts} from '../net/port.js';
import {protocolName} from '../net/protocol.js';
import type {Condition, Rule, RuleSource, SiteRelation, Target} from './pack.js';

// How parts of a rule are said wherever somebody reads them.

/** `tcp/80,8530`, `tcp/135 or udp/135`, `icmp type 8`, `esp`. */
export function formatTargets({targets}: {readonly targets: readonly Target[]}): string {
	return targets.map(formatTarget).join(' or ');
}

export function formatTarget({protocolIdentifier, ports, icmpTypes}: Target): string {
	const name = protocolName(protocolIdentifier);
	if (ports.length > 0) return `${name}/${formatPorts(ports)}`;
	return icmpTypes.length > 0 ? `${name} type ${icmpTypes.join(', ')}` : name;
}

/** `the port reference, line 27`. */
export function formatSource(source: RuleSource): string {
	const place = formatSourcePlace(source);
	return place === undefined ? source.document : `${source.document}, ${place}`;
}

/** The place in the document: `line 27`, the name of one, or `undefined` for the document as a whole. */
export function formatSourcePlace({line, anchor}: RuleSource): string | undefined {
	return line === undefined ? anchor : `line ${line}`;
}

/** `to.internet-only is false`. */
export function formatCondition({subject, option, values}: Condition): string {
	return `${subject}.${option} is ${values.join(' or ')}`;
}

export const siteRelationTexts: Readonly<Record<SiteRelation, string>> = {
	same: 'both are of one site',
	'parent-child': 'one site is the parent of the other',
	top: 'the site of the first has no site above it',
};

/** Everything besides roles and ports that the rule hangs on, as phrases. */
export function formatRequirements({when, sites, versions: {since, until}, oneWay, from, to}: Rule): string[] {
	return [
		...(since === undefined ? [] : [`the version is ${since} or later`]),
		...(until === undefined ? [] : [`the version is older than ${until}`]),
		...when.map(formatCondition),
		...(sites === undefined ? [] : [siteRelationTexts[sites]]),
		...(oneWay === undefined
			? []
			: [
					`only ${oneWay.opens === 'from' ? from : to} opens it where ${oneWay.when.map(formatCondition).join(' and ')}`,
				]),
	];
}
