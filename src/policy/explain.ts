import {inRanges, type PortRange} from '../net/port.js';
import {Protocol} from '../net/protocol.js';
import type {Identity} from '../role/role.js';
import type {Parameter, Rule, RulePack, RuleSource} from '../rulepack/pack.js';
import {formatSourcePlace} from '../rulepack/wording.js';
import type {Circumstance, ExplainedRule, Explanation} from './explanation.js';
import type {Opening, Ruling} from './finding.js';
import {judgeOpening} from './judge.js';
import {holds, joinsRoles, type Matrix, matchesTarget, type SuspendedRule} from './matrix.js';
import {formatService} from './service-text.js';

/** Rules of the same two hosts that are listed where none of them documents what was asked. */
const MAX_NEARBY = 8;

/** Of the ports that Windows gives out since Vista. */
const FIRST_DYNAMIC = 49_152;
/** Ports below are well known (RFC 6335 §6). */
const FIRST_REGISTERED = 1024;

const namings = (['endpoint-mapper', 'sql-browser'] as const).map((by) => ({
	by,
	detail: '',
	frame: {capture: 0, number: 0},
}));

/** Says why a service is or is not documented between two hosts, and what would have to change. */
export function explain(
	opening: Opening,
	initiator: Identity,
	responder: Identity,
	matrix: Matrix,
	packs: readonly RulePack[],
): Explanation {
	const ruling = judgeOpening(opening, initiator, responder, matrix);
	const explained = (rule: Rule): ExplainedRule => {
		const [from, to] =
			holds(initiator, rule.from) && holds(responder, rule.to) ? [initiator, responder] : [responder, initiator];
		return {rule, circumstances: matrix.circumstances.of(rule, from, to)};
	};
	const {forward, suspended} = matrix.between(initiator, responder);
	const deciding = ruling.documenting.length > 0 ? ruling.documenting : ruling.rule === undefined ? [] : [ruling.rule];
	const nearest = ruling.nearest === undefined ? [] : [ruling.nearest.rule];
	const isFine = ruling.verdict === 'expected' || ruling.verdict === 'ignored';
	const waiting = suspended.filter(({rule}) => matchesTarget(rule, opening));
	const listed = new Set([...deciding, ...waiting.map(({rule}) => rule)].map(({id}) => id));
	const nearby = isFine ? [] : [...nearest, ...forward.filter(joinsRoles)].filter(({id}) => !listed.has(id));
	return {
		ruling,
		service: formatService(opening),
		ifNegotiated: isNegotiable(opening, ruling) ? ifNamed(opening, initiator, responder, matrix) : undefined,
		deciding: deciding.map(explained),
		suspended: waiting.map(({rule, circumstance, isOneWay}) => ({
			rule,
			circumstances: [isOneWay ? inverse(circumstance) : circumstance],
		})),
		nearby: [...new Map(nearby.map((rule) => [rule.id, rule])).values()].slice(0, MAX_NEARBY),
		remedies: remedies(opening, ruling, matrix, packs),
	};
}

/** What it would be if the server's endpoint mapper had named the port or, where that does not help, SQL Server Browser. */
function ifNamed(opening: Opening, initiator: Identity, responder: Identity, matrix: Matrix): Ruling {
	const rulings = namings.map((negotiation) => judgeOpening({...opening, negotiation}, initiator, responder, matrix));
	return rulings.find(({verdict}) => verdict === 'expected') ?? rulings[0]!;
}

/** Whether it would make a difference if somebody had named the port. */
function isNegotiable({protocolIdentifier, port = 0}: Opening, {reason}: Ruling): boolean {
	if (reason === 'not-negotiated') return true;
	return reason === 'undocumented-port' && protocolIdentifier === Protocol.Tcp && port >= FIRST_DYNAMIC;
}

/** A setting that keeps one side from opening what either may. */
function inverse({requirement, fact, about}: Circumstance): Circumstance {
	return {requirement: requirement.replace(' is ', ' is not '), fact, isMet: false, about};
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
			return ['stop it; no setting allows it'];
		case 'not-negotiated':
			return ['nothing, if the server names the port first (its endpoint mapper does): a capture shows that'];
		case 'condition-unmet':
		case 'reversed': {
			const {suspended} = matrix.between(initiator, responder);
			const settings = suspended.filter(({rule}) => rule === nearest?.rule).map(settingRemedy);
			if (reason === 'condition-unmet') return settings;
			return [`let ${responder.label} open it, or find out why ${initiator.label} does`, ...settings];
		}
		case 'undocumented-port':
			return [...portRemedies(opening, ruling, matrix, packs), documentIt(opening, initiator, responder)];
		default:
			return [documentIt(opening, initiator, responder)];
	}
}

function settingRemedy({circumstance: {about, requirement, fact}, isOneWay, rule: {from, to}}: SuspendedRule): string {
	const now = `now ${fact}`;
	if (about === 'sites') return `put hosts and sites right in the inventory, if ${requirement} (${now})`;
	if (about === 'version') return `set -p version=..., if ${requirement} (${now})`;
	const {subject, option, values} = about;
	const whose = subject === 'from' ? from : to;
	if (isOneWay) return `take ${option} out of the settings of the ${whose}, if it is not so (${now})`;
	if (subject === 'site') return `set -p ${option}=${values[0]}, if that is so (${now})`;
	return `write ${option}: ${values[0]} under the "settings" of the ${whose} in the inventory, if that is so (${now})`;
}

/** Where ports of the pair are settings, those that may have been meant; where they are not, that they are not. */
function portRemedies(opening: Opening, ruling: Ruling, matrix: Matrix, packs: readonly RulePack[]): string[] {
	const {initiator, responder, nearest} = ruling;
	const {port, protocolIdentifier} = opening;
	if (port === undefined) return [];
	const parameters = matrix.between(initiator, responder).forward.flatMap(({pack: name, targets}) => {
		const pack = packs.find((candidate) => candidate.name === name);
		const meant = targets.filter((target) => target.protocolIdentifier === protocolIdentifier && !target.isDynamic);
		const names = meant.flatMap((target) => target.portSources.filter((source) => typeof source === 'string'));
		return names.flatMap((source) => pack?.parameters.get(source) ?? []);
	});
	const unique = [...new Set(parameters)];
	const own = unique.filter(({name, ports}) => responder.traits.settings.has(name) && inRanges(ports, port));
	if (own.length > 0) {
		return own.map(({name}) => {
			const set = `${name}=${responder.traits.settings.get(name)}`;
			return `take ${set} out of the settings of ${responder.label} in the inventory, if it has the port of the site`;
		});
	}
	// A well-known port that is another service's is not this one's on a port of its own.
	if (
		port < FIRST_REGISTERED &&
		packs.some((pack) => [...pack.parameters.values()].some(({ports}) => isNamed(ports, port)))
	)
		return [];
	const free = unique.filter(({scope}) => scope !== 'fixed');
	if (free.length > 0) return free.map((parameter) => portRemedy(parameter, port, responder));
	if (port >= FIRST_DYNAMIC) return [];
	const fixed = unique.filter(({name}) => nearest?.rule.targets.some(({portSources}) => portSources.includes(name)));
	return fixed.map(({title, source}) => `nobody can change the port of "${title}" (${placeOf(source)})`);
}

function isNamed(ports: readonly PortRange[], port: number): boolean {
	return ports.some(({first, last}) => first === last && first === port);
}

function portRemedy({name, title, scope, source}: Parameter, port: number, {label}: Identity): string {
	const own = scope === 'host' ? ` for all, or ${name}: ${port} under the "settings" of ${label} in the inventory` : '';
	return `set -p ${name}=${port}${own}, if this is "${title}" (${placeOf(source)})`;
}

function placeOf(source: RuleSource): string {
	return formatSourcePlace(source) ?? source.document;
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
	return `document it in a pack of your own, if it is right: conduits: [${row}]`;
}
