import {hasPorts, protocolName} from '../net/protocol.js';
import {formatTime} from '../net/time.js';
import type {JudgedEdge} from '../policy/finding.js';
import type {Identity} from '../role/role.js';
import type {RoleName} from '../rulepack/pack.js';
import type {RowProposal, Sweep} from './learning.js';

/** Ports that one role tries at another in vain, beyond which it searches. */
const SWEEP_PORTS = 16;
/** Host pairs that the evidence of a row names. */
const LISTED = 3;

/**
 * A row for each service between two roles that no pack documents. What scans and sweeps tried, and what direction leaves open, has
 * none.
 */
export function rowsFor(edges: readonly JudgedEdge[]): {rows: RowProposal[]; sweeps: Sweep[]} {
	const groups = new Map<string, JudgedEdge[]>();
	for (const judged of edges) {
		const isUndocumented = judged.verdict === 'unexpected' || judged.verdict === 'unknown-host';
		if (!isUndocumented || judged.edge.scan !== undefined) continue;
		const key = JSON.stringify([roleOf(judged.initiator), roleOf(judged.responder), targetOf(judged).service]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [judged]);
		else group.push(judged);
	}
	const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => rowOf(group));
	const inVain = new Map<string, RowProposal[]>();
	for (const row of rows.filter(({isUnanswered}) => isUnanswered)) {
		const known = inVain.get(pairOf(row));
		if (known === undefined) inVain.set(pairOf(row), [row]);
		else known.push(row);
	}
	const isSweep = (row: RowProposal) => row.isUnanswered && inVain.get(pairOf(row))!.length > SWEEP_PORTS;
	const sweeps = [...inVain.values()].filter((own) => own.length > SWEEP_PORTS);
	return {
		rows: rows.filter((row) => !isSweep(row)),
		sweeps: sweeps.map(([first, ...others]) => {
			const {from, to, evidence} = first!;
			return {from, to, ports: others.length + 1, evidence};
		}),
	};
}

function pairOf({from, to}: RowProposal): string {
	return JSON.stringify([from, to]);
}

function rowOf(group: readonly JudgedEdge[]): RowProposal {
	const [first] = group;
	const {service, target} = targetOf(first!);
	const edges = group.map(({edge}) => edge);
	const flows = edges.reduce((sum, edge) => sum + edge.flows, 0);
	const pairs = [...new Set(group.map(({initiator, responder}) => `${initiator.label} -> ${responder.label}`))].sort();
	const more = pairs.length > LISTED ? ` and ${pairs.length - LISTED} more` : '';
	const times = [Math.min(...edges.map((edge) => edge.first)), Math.max(...edges.map((edge) => edge.last))].map(
		formatTime,
	);
	const frame = edges
		.map(({firstFrame}) => firstFrame)
		.sort((a, b) => a.capture - b.capture || a.number - b.number)[0]!;
	const carries = [...new Set(edges.flatMap((edge) => edge.applications.map(({name}) => name)))].sort();
	return {
		from: roleOf(first!.initiator),
		to: roleOf(first!.responder),
		service,
		target,
		carries,
		isUnanswered: edges.every(({outcome}) => outcome !== 'answered' && outcome !== 'cut' && outcome !== 'one-way'),
		evidence: `${flows} ${flows === 1 ? 'flow' : 'flows'}, ${pairs.slice(0, LISTED).join(', ')}${more}, ${times[0]} to ${times[1]}, first in packet ${frame.number} of capture ${frame.capture + 1}; was ${first!.reason}`,
	};
}

/** One role stands for a host: a row between it and the other's is enough. */
function roleOf({roles, origin}: Identity): RoleName {
	const [role] = roles;
	if (role !== undefined) return role;
	return origin === 'host' || origin === 'network' ? 'any' : 'everyone';
}

function targetOf({edge: {protocolIdentifier, port, icmpType}}: JudgedEdge): {service: string; target: string} {
	const name = protocolName(protocolIdentifier);
	const isWord = /^[a-z]/.test(name);
	if (hasPorts(protocolIdentifier) && port !== undefined && ['tcp', 'udp', 'sctp'].includes(name)) {
		return {service: `observed-${name}-${port}`, target: `${name}: ${port}`};
	}
	if (icmpType !== undefined) return {service: `observed-${name}-${icmpType}`, target: `${name}: ${icmpType}`};
	return {service: `observed-${isWord ? name : `protocol-${name}`}`, target: `ip: ${name}`};
}
