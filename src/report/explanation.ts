import pc from 'picocolors';
import type {ExplainedRule, Explanation} from '../policy/explanation.js';
import type {Ruling} from '../policy/finding.js';
import type {Identity} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import {formatSource, formatTargets} from '../rulepack/wording.js';
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
			...(ruling.nearest === undefined ? [] : [`  ${ruling.nearest.difference}`]),
			...(ifNegotiated === undefined ? [] : [`  ${describeNegotiated(ifNegotiated)}`]),
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

function describeNegotiated({verdict, reason, rule}: Ruling): string {
	return `once the server has named the port: ${verdict}, ${reason}${rule === undefined ? '' : ` (${rule.id})`}`;
}

function rulesSection(title: string, rules: readonly ExplainedRule[]): string {
	if (rules.length === 0) return '';
	const lines = rules.flatMap(({rule, circumstances}) => [
		`  ${rule.id}  ${formatTargets(rule)}`,
		`      ${rule.title.en}; ${rule.expectation?.level ?? rule.forbidden}`,
		`      ${formatSource(rule.source)}`,
		`      in ${rule.place.file}, line ${rule.place.line}`,
		...circumstances.map(
			({requirement, fact, isMet}) => `      holds where ${requirement}: ${isMet === true ? 'yes, ' : ''}${fact}`,
		),
		...(rule.note === undefined ? [] : [`      ${rule.note}`]),
	]);
	return `${title}\n${lines.join('\n')}`;
}

function ruleLine(rule: Rule): string[] {
	const {line, anchor} = rule.source;
	return [
		rule.id,
		formatTargets(rule),
		rule.expectation?.level ?? 'forbidden',
		line === undefined ? (anchor ?? '') : `line ${line}`,
	];
}
