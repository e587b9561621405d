import type {Identity} from '../role/role.js';
import type {Parameter, Rule, RulePack} from '../rulepack/pack.js';
import {formatSource} from '../rulepack/wording.js';
import type {Circumstance, ExplainedRule, Explanation} from './explanation.js';
import type {Opening, Ruling} from './finding.js';
import {judgeOpening} from './judge.js';
import {holds, joinsRoles, type Matrix, matchesTarget} from './matrix.js';
import {formatService} from './service-text.js';

/** Rules of the same two hosts that are listed where none of them documents what was asked. */
const MAX_NEARBY = 8;

const negotiation = {by: 'endpoint-mapper', detail: '', frame: {capture: 0, number: 0}} as const;

/** Says why a service is or is not documented between two hosts, and what would have to change. */
export function explain(
	opening: Opening,
	initiator: Identity,
	responder: Identity,
	matrix: Matrix,
	packs: readonly RulePack[],
): Explanation {
	const ruling = judgeOpening(opening, initiator, responder, matrix);
	const isNegotiable = ruling.reason === 'not-negotiated';
	const explained = (rule: Rule): ExplainedRule => {
		const [from, to] =
			holds(initiator, rule.from) && holds(responder, rule.to) ? [initiator, responder] : [responder, initiator];
		return {rule, circumstances: matrix.circumstances.of(rule, from, to)};
	};
	const {forward, suspended} = matrix.between(initiator, responder);
	const deciding = ruling.documenting.length > 0 ? ruling.documenting : ruling.rule === undefined ? [] : [ruling.rule];
	const nearest = ruling.nearest === undefined ? [] : [ruling.nearest.rule];
	const nearby = ruling.verdict === 'expected' ? [] : [...nearest, ...forward.filter(joinsRoles)];
	return {
		ruling,
		service: formatService(opening),
		ifNegotiated: isNegotiable ? judgeOpening({...opening, negotiation}, initiator, responder, matrix) : undefined,
		deciding: deciding.map(explained),
		suspended: suspended
			.filter(({rule}) => matchesTarget(rule, opening))
			.map(({rule, circumstance}) => ({rule, circumstances: [circumstance]})),
		nearby: [...new Map(nearby.map((rule) => [rule.id, rule])).values()].slice(0, MAX_NEARBY),
		remedies: remedies(opening, ruling, matrix, packs),
	};
}

function remedies(opening: Opening, ruling: Ruling, matrix: Matrix, packs: readonly RulePack[]): string[] {
	const {reason, verdict, initiator, responder, nearest} = ruling;
	if (verdict === 'expected' || verdict === 'ignored') return [];
	switch (reason) {
		case 'unknown-initiator':
		case 'unknown-responder':
		case 'unknown-hosts': {
			const unknown = [initiator, responder].filter(({origin}) => origin === 'unknown' || origin === 'unspecified');
			return unknown.map(({label}) => `give ${label} an entry with its roles in the inventory`);
		}
		case 'forbidden':
			return [`stop it: ${ruling.rule!.forbidden}`];
		case 'not-negotiated':
			return ['nothing, if the capture shows the server naming the port first (the endpoint mapper, FTP, TFTP)'];
		case 'condition-unmet':
			return matrix
				.between(initiator, responder)
				.suspended.filter(({rule}) => rule === nearest!.rule)
				.map(({rule, circumstance}) => settingRemedy(circumstance, rule));
		case 'reversed':
			return [`let ${responder.label} open it, or find out why ${initiator.label} does: ${nearest?.difference ?? ''}`];
		default:
			return [...portRemedies(opening, ruling, packs), documentIt(opening, initiator, responder)];
	}
}

function settingRemedy({about, requirement, fact}: Circumstance, {from, to}: Rule): string {
	const isSo = `if ${requirement}, and not as was said (${fact})`;
	if (about === 'sites') return `${isSo}: put the hosts and their sites right in the inventory`;
	if (about === 'version') return `${isSo}: set it, -p version=...`;
	const {subject, option, values} = about;
	if (subject === 'site') return `${isSo}: -p ${option}=${values[0]}`;
	return `${isSo}: ${option}: ${values[0]} under the "settings" of the ${subject === 'from' ? from : to} in the inventory`;
}

/** Where the nearest rule's port is a setting, the setting; where it is fixed, that it is. */
function portRemedies({port}: Opening, {nearest, responder}: Ruling, packs: readonly RulePack[]): string[] {
	if (nearest === undefined || port === undefined || !holds(responder, nearest.rule.to)) return [];
	const {rule} = nearest;
	const pack = packs.find(({name}) => name === rule.pack);
	const names = rule.targets.flatMap((target) => target.portSources.filter((source) => typeof source === 'string'));
	const parameters = names.flatMap((name) => pack?.parameters.get(name) ?? []);
	return parameters.map((parameter) => portRemedy(parameter, port, responder));
}

function portRemedy({name, title, scope, source}: Parameter, port: number, {label}: Identity): string {
	const place = formatSource(source);
	if (scope === 'fixed') return `the port "${title}" cannot be changed (${place})`;
	const own = scope === 'host' ? `, or for ${label} alone under its "settings" in the inventory` : '';
	return `if this is "${title}" on a port of the site's own: -p ${name}=${port}${own} (${place})`;
}

/** A row that would document it, as it is written in a pack. */
function documentIt(
	{protocolIdentifier, port, icmpType, ...opening}: Opening,
	{roles: from}: Identity,
	{roles: to}: Identity,
) {
	const service = formatService({protocolIdentifier, port, icmpType, ...opening});
	const [protocol = ''] = service.split(/[/ ]/);
	const target = port === undefined && icmpType === undefined ? `ip: ${protocol}` : `${protocol}: ${port ?? icmpType}`;
	const name = service.replace(/[^a-z0-9]+/g, '-');
	const row = `{from: ${from[0] ?? 'any'}, to: ${to[0] ?? 'any'}, services: {${name}: {${target}}}}`;
	return `if it is right, document it in a pack of your own: conduits: [${row}]`;
}
