import pc from 'picocolors';
import type {ExplainedRule, Explanation} from '../policy/explanation.js';
import type {Ruling} from '../policy/finding.js';
import type {Identity} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import {formatCondition, formatSource, formatTargets} from '../rulepack/wording.js';
import {alignColumns} from './table.js';

/** Why something is or is not documented, for a person who has to decide what to do about it. */
export function formatExplanation(explanation: Explanation, {colors}: {readonly colors: boolean}): string {
	const paint = pc.createColors(colors);
	const {ruling, service, ifNegotiated, deciding, suspended, nearby, remedies} = explanation;
	const isFine = ruling.verdict === 'expected' || ruling.verdict === 'ignored';
	const color = isFine ? paint.green : paint.red;
	const sections = [
		`${paint.bold(`${describeHost(ruling.initiator)} -> ${describeHost(ruling.responder)}`)} ${service}`,
		[
			paint.bold(color(`${ruling.verdict.toUpperCase()}: ${ruling.reason}`)),
			...describeReason(ruling).map((text) => `  ${text}`),
			...(ifNegotiated?.verdict === 'expected' ? [`  ${describeNegotiated(ifNegotiated)}`] : []),
		].join('\n'),
		rulesSection(paint.bold(ruling.reason === 'forbidden' ? 'Forbidden by' : 'Documented by'), deciding),
		rulesSection(paint.bold('Would be documented by'), suspended),
		nearby.length === 0 ? '' : `${paint.bold('Nearest')}\n${alignColumns(nearby.map(ruleLine))}`,
		remedies.length === 0
			? ''
			: `${paint.bold('What would have to change')}\n${remedies.map((text) => `  ${text}`).join('\n')}`,
	];
	return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function describeHost({label, origin, roles, name}: Identity): string {
	if (roles.length === 1 && roles[0] === label) return label;
	const known = roles.length === 0 ? (origin === 'unknown' ? 'in no inventory entry' : 'no roles') : roles.join(', ');
	return `${name ?? label} (${known})`;
}

/** What the word for the reason leaves open. */
function describeReason({reason, initiator, responder, nearest, rule}: Ruling): string[] {
	const names = (identity: Identity) => identity.roles.join('+') || identity.label;
	const difference = nearest === undefined ? [] : [nearest.difference];
	switch (reason) {
		case 'undocumented-pair':
			return [`nothing is documented from ${names(initiator)} to ${names(responder)}`, ...difference];
		case 'unknown-initiator':
		case 'unknown-responder':
		case 'unknown-hosts':
			return ['no rule can speak of a host that no inventory entry names'];
		case 'forbidden':
			return [rule!.forbidden!];
		case 'link-control':
		case 'icmp-error':
			return ["the network's own housekeeping, which needs no rule"];
		default:
			return difference;
	}
}

function describeNegotiated({rule, documenting}: Ruling): string {
	const gap = documenting.length === 0 ? ', as a gap of the text: no row documents the port itself' : '';
	const {carries, id} = rule!;
	const isSql = carries.includes('tds') || carries.includes('sql-browser');
	const who = isSql ? 'SQL Server Browser' : "the server's endpoint mapper";
	return `expected once ${who} has named the port (${id})${gap}`;
}

function rulesSection(title: string, rules: readonly ExplainedRule[]): string {
	if (rules.length === 0) return '';
	const lines = rules.flatMap(({rule, circumstances}) => [
		`  ${rule.id}  ${formatTargets(rule)}`,
		`      ${[rule.title.en, levelOf(rule), ...directions(rule)].join('; ')}`,
		`      ${formatSource(rule.source)}`,
		`      in ${rule.place.file}, line ${rule.place.line}`,
		...circumstances.map(
			({requirement, fact, isMet}) => `      holds where ${requirement}: ${isMet === true ? 'yes, ' : ''}${fact}`,
		),
		...(rule.note === undefined ? [] : [`      ${rule.note}`]),
	]);
	return `${title}\n${lines.join('\n')}`;
}

/** Who may open it, where that is not simply the first role. */
function directions({isEitherWay, oneWay, from, to}: Rule): string[] {
	if (!isEitherWay) return [];
	if (oneWay === undefined) return ['either side may open it'];
	const only = oneWay.opens === 'from' ? from : to;
	return ['either side may open it', `only ${only} where ${oneWay.when.map(formatCondition).join(' and ')}`];
}

function levelOf({expectation}: Rule): string {
	return expectation?.level ?? 'forbidden';
}

function ruleLine(rule: Rule): string[] {
	const {line, anchor} = rule.source;
	return [rule.id, formatTargets(rule), levelOf(rule), line === undefined ? (anchor ?? '') : `line ${line}`];
}
