import {compareText} from '#portolan/net/text-order.js';
import type {PageData} from '#portolan/report/html/page-data.js';
import type {ReportSeenName} from '#portolan/report/report.js';
import {decodePositions} from '../numbers.js';
import type {Edges} from './edges.js';
import {statusCode} from './status.js';

export interface Host {
	/** The name in the inventory, or the address. */
	readonly label: string;
	readonly addresses: readonly string[];
	readonly roles: readonly string[];
	readonly isNamed: boolean;
	readonly seenAs: ReportSeenName | null;
	/** Edges that it opened, and that were opened to it. */
	readonly opened: number;
	readonly received: number;
	readonly unexpected: number;
	readonly failed: number;
	readonly octets: number;
	/** Positions of findings that have edges of it, ascending. */
	readonly findings: readonly number[];
}

interface Draft {
	label: string;
	readonly addresses: Set<string>;
	roles: readonly string[];
	isNamed: boolean;
	seenAs: ReportSeenName | null;
	opened: number;
	received: number;
	unexpected: number;
	failed: number;
	octets: number;
	readonly findings: Set<number>;
}

/** All hosts that the captures show, by label. */
export function hostsIn({findings}: PageData, edges: Edges): ReadonlyMap<string, Host> {
	const drafts = new Map<string, Draft>();
	const ofEnd = Array.from({length: edges.ends.count}, (_, position): Draft => {
		const {address, name, roles, seenAs} = edges.ends.end(position);
		const label = edges.ends.label(position);
		let draft = drafts.get(label);
		if (draft === undefined) {
			draft = {
				label,
				addresses: new Set(),
				roles,
				isNamed: name !== null,
				seenAs,
				opened: 0,
				received: 0,
				unexpected: 0,
				failed: 0,
				octets: 0,
				findings: new Set(),
			};
			drafts.set(label, draft);
		}
		draft.addresses.add(address);
		return draft;
	});
	const [unexpected, failed] = [statusCode('unexpected'), statusCode('failed')];
	for (let row = 0; row < edges.count; row++) {
		const [initiator, responder] = [ofEnd[edges.initiators.at(row)]!, ofEnd[edges.responders.at(row)]!];
		initiator.opened++;
		responder.received++;
		for (const host of initiator === responder ? [initiator] : [initiator, responder]) {
			host.octets += edges.octets(row);
			if (edges.statuses[row] === unexpected) host.unexpected++;
			if (edges.statuses[row] === failed) host.failed++;
		}
	}
	for (const [index, finding] of findings.entries()) {
		for (const row of decodePositions(finding.edges)) {
			ofEnd[edges.initiators.at(row)]!.findings.add(index);
			ofEnd[edges.responders.at(row)]!.findings.add(index);
		}
	}
	const labels = [...drafts.keys()].sort(compareText);
	return new Map(
		labels.map((label) => {
			const {addresses, findings: own, ...draft} = drafts.get(label)!;
			return [label, {...draft, addresses: [...addresses].sort(compareText), findings: [...own].sort((a, b) => a - b)}];
		}),
	);
}
