import type {RoleName} from '../rulepack/pack.js';
import {pseudoRoles, roleWildcards} from '../rulepack/pack.js';
import {formatCandidates} from './candidate-text.js';
import {type HostProposal, type RowProposal, UNCLASSIFIED} from './learning.js';

/** What stands at the top of what nobody has read yet. */
const UNREVIEWED = `# Proposed from traffic, reviewed by nobody. Traffic shows what is, not what should be: read every line, and take out
# what must not be.`;

/** An inventory of the hosts, for an editor; JSON's strings are YAML's. */
export function inventoryDraft(hosts: readonly HostProposal[]): string {
	const entries = hosts.map(({name, addresses, roles, candidates, serves, calls}) => {
		const held = roles.length === 0 ? [UNCLASSIFIED] : roles;
		const what = [
			...(serves.length === 0 ? [] : [`serves ${serves.join(', ')}`]),
			...(calls.length === 0 ? [] : [`opens ${calls.join(', ')}`]),
		].join('; ');
		return [
			`  # ${roles.length === 0 ? 'fits no role' : formatCandidates(candidates, ', ')}${what === '' ? '' : `: ${what}`}`,
			`  - name: ${JSON.stringify(name)}`,
			`    addresses: [${addresses.map(({text}) => JSON.stringify(text)).join(', ')}]`,
			`    roles: [${held.join(', ')}]`,
		].join('\n');
	});
	return `${UNREVIEWED}\nhosts:${entries.length === 0 ? ' []' : ''}\n${entries.join('\n')}${entries.length === 0 ? '' : '\n'}`;
}

/**
 * A pack with the rows, to be used beside the others (roles are the same by name). Every row says `reviewed: false`, which rules lint
 * tells until somebody takes it out.
 * @param captures paths, as the source of the rows
 */
export function packPatch(rows: readonly RowProposal[], captures: readonly string[]): string {
	const known: readonly string[] = [...pseudoRoles, ...roleWildcards];
	const roles = [
		...new Set<RoleName>([
			...rows.flatMap(({from, to}) => [from, to]),
			...(rows.some(({from, to}) => from === UNCLASSIFIED || to === UNCLASSIFIED) ? [UNCLASSIFIED] : []),
		]),
	]
		.filter((role) => !known.includes(role))
		.sort();
	const list = conduitsOf(rows).map(({isEitherWay, rows: own}) =>
		[
			`  - from: ${own[0]!.from}`,
			`    to: ${own[0]!.to}`,
			...(isEitherWay ? ['    direction: <->'] : []),
			'    reviewed: false',
			'    services:',
			...own.map(({service, target, carries, isUnanswered, evidence}) => {
				const carried = carries.length === 0 ? '' : `, carries: [${carries.join(', ')}]`;
				const answered = isUnanswered ? ', answered: optional' : '';
				return `      ${service}: {${target}${carried}${answered}, note: ${JSON.stringify(`${evidence}.`)}}`;
			}),
		].join('\n'),
	);
	return [
		UNREVIEWED,
		'pack: observed',
		'version: "unreviewed"',
		'title: What was observed and no document has',
		`source: {document: ${JSON.stringify(`Traffic in ${captures.join(', ')}`)}}`,
		'roles:',
		...roles.map((role) => `  ${role}: {}`),
		`conduits:${list.length === 0 ? ' []' : ''}`,
		...list,
		'',
	].join('\n');
}

interface ProposedConduit {
	readonly isEitherWay: boolean;
	readonly rows: RowProposal[];
}

/** Rows by their roles; what both sides open to each other is one row for either way. */
function conduitsOf(rows: readonly RowProposal[]): ProposedConduit[] {
	const keyOf = (from: RoleName, to: RoleName, service: string) => JSON.stringify([from, to, service]);
	const byKey = new Map(rows.map((row) => [keyOf(row.from, row.to, row.service), row]));
	const conduits = new Map<string, ProposedConduit>();
	for (const row of rows) {
		const {from, to, service} = row;
		const back = from === to ? undefined : byKey.get(keyOf(to, from, service));
		if (back !== undefined && to < from) continue;
		const key = JSON.stringify([from, to, back !== undefined]);
		const conduit = conduits.get(key) ?? {isEitherWay: back !== undefined, rows: []};
		conduit.rows.push(back === undefined ? row : both(row, back));
		conduits.set(key, conduit);
	}
	return [...conduits.values()];
}

function both(row: RowProposal, back: RowProposal): RowProposal {
	return {
		...row,
		carries: [...new Set([...row.carries, ...back.carries])].sort(),
		isUnanswered: row.isUnanswered && back.isUnanswered,
		evidence: `${row.evidence}; and the other way round: ${back.evidence}`,
	};
}
