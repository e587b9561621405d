import type {Outcome} from '../flow/biflow.js';
import {MAX_RESPONDERS, outcomesByMerit} from '../flow/edge.js';
import type {NameLookup} from '../flow/names/name.js';
import {applicationTitle} from '../net/application.js';
import {hasPorts, protocolName} from '../net/protocol.js';
import type {Identity} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import {errorAnswers, statusText} from './diagnosis/http-answers.js';
import type {Expectation, FindingKind, JudgedEdge} from './finding.js';
import {formatService} from './service-text.js';
import {describeFailure} from './sightings.js';

/** Names or numbers that a sentence lists before it says how many more there are. */
const LISTED = 4;

interface About {
	readonly kind: FindingKind;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | undefined;
	readonly port: number | undefined;
	readonly rule: Rule | undefined;
}

/** One sentence: who did what to whom, how often, and what would have been right. */
export function describeEdges(about: About, judged: readonly JudgedEdge[], names: NameLookup): string {
	const initiators = hosts(judged.map(({initiator}) => labelWithName(initiator, names)));
	const responders = hosts(judged.map(({responder}) => labelWithName(responder, names)));
	const ports = list([...new Set(judged.map(({edge}) => formatService(edge)))], 'services');
	const who = `${initiators} -> ${responders} ${ports}`;
	const difference = judged.find(({nearest}) => nearest !== undefined)?.nearest?.difference;
	const hint = difference === undefined ? '' : `; ${difference}`;
	const became = `(${whatBecame(judged)}${about.kind === 'wrong-protocol' ? '' : carried(judged)})`;
	switch (about.kind) {
		case 'undocumented-port':
		case 'wrong-transport':
		case 'reversed':
		case 'not-negotiated':
		case 'wrong-protocol':
		case 'parameter-conflict':
		case 'condition-unmet':
			return `${who}: ${difference ?? 'not documented'} ${became}`;
		case 'undocumented-pair':
			return `${who}: nothing is documented from ${about.from} to ${about.to}${hint} ${became}`;
		case 'forbidden':
			return `${who}: ${about.rule!.forbidden!} ${became}`;
		case 'scan':
			return `${initiators} -> ${describeScans(judged)}: a scan, which nothing documents ${became}`;
		case 'unknown-host':
			return `${who}: ${whoIsUnknown(judged)} ${became}`;
		case 'direction-unknown':
			return `${who}: the capture does not show who opened this, and the verdict hangs on it ${became}`;
		case 'negotiation-unseen':
			return `${who}: a negotiated port, and the capture does not show whether it was negotiated ${became}`;
		case 'failed':
			return `${who}: documented, but ${describeFailure(judged[0]!)} ${became}`;
		case 'documented-gap':
			return `${who}: the port was agreed on over ${formatTargets(about.rule!)}, which is documented, and no row documents the port itself${hint}${noteOf(about.rule!)} ${became}`;
		case 'legacy-protocol':
			return `${who}: documented, and SMB version 1 is what it speaks, which Microsoft has withdrawn ${became}`;
		case 'application-error':
			return `${who}: documented and answered, and HTTP says ${describeAnswers(judged)} ${became}`;
		case 'install-only':
			return `${who}: documented while something is installed, and not otherwise ${became}`;
		case 'missing':
		case 'hidden-by-tunnel':
		case 'pxe-no-offer':
		case 'shared-address':
		case 'not-located':
		case 'not-delivered':
		case 'pxe-by-options':
		case 'waiver-expired':
		case 'waiver-broadened':
		case 'waiver-unused':
			throw new TypeError(`findings of kind ${about.kind} are not made of edges one by one`);
		default:
			return about.kind satisfies never;
	}
}

/** `, carries HTTP`: what undocumented traffic is, where it tells. */
function carried(judged: readonly JudgedEdge[]): string {
	const isOdd = judged.some(({verdict}) => verdict !== 'expected');
	const names = new Set(judged.flatMap(({edge}) => edge.applications.map(({name}) => name)));
	const negotiated = judged.find(({edge}) => edge.negotiation !== undefined)?.edge.negotiation;
	if (!isOdd) return '';
	return [
		...(names.size > 0 ? [`, carries ${[...names].toSorted().map(applicationTitle).join(' and ')}`] : []),
		...(negotiated === undefined ? [] : [`, agreed on by ${negotiated.by} (${negotiated.detail})`]),
	].join('');
}

/** `10.0.0.9 (printer.example.net by dns)`: what the captures call a host that the inventory does not name. */
function labelWithName({label, name}: Identity, names: NameLookup): string {
	const seen = name === undefined ? names.of(label) : undefined;
	return seen === undefined ? label : `${label} (${seen.name} by ${seen.by})`;
}

/** `305 hosts, 65535 ports over tcp` */
function describeScans(judged: readonly JudgedEdge[]): string {
	const scans = judged.flatMap(({edge, responder}) =>
		edge.scan === undefined ? [] : [{...edge.scan, edge, responder}],
	);
	const most = scans.reduce((a, b) => (b.edge.flows > a.edge.flows ? b : a));
	const {responders, ports, edge, responder} = most;
	const who =
		responders === 1 ? responder.label : `${responders > MAX_RESPONDERS ? `over ${MAX_RESPONDERS}` : responders} hosts`;
	const protocol = protocolName(edge.protocolIdentifier);
	return hasPorts(edge.protocolIdentifier)
		? `${who}, ${countOf(ports, 'port')} over ${protocol}`
		: `${who} over ${protocol}`;
}

function noteOf({note}: Rule): string {
	return note === undefined ? '' : `; ${note.charAt(0).toLowerCase()}${note.slice(1).replace(/\.$/, '')}`;
}

export function describeMissing({rule, pairs, counts, alternatives}: Expectation): string {
	const missing = pairs.filter(({status}) => status === 'missing');
	const initiators = hosts(missing.map(({initiator}) => initiator));
	const responders = hosts(missing.map(({responder}) => responder));
	const services = alternatives.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(' or ');
	const [first] = missing;
	const why = first?.reason ?? '';
	return `${initiators} -> ${responders}: ${services} is documented from ${rule.from} to ${rule.to}; ${why} (${countOf(counts.missing ?? 0, 'host pair')})`;
}

/** `1 flow, answered`; `6 flows: 5 answered, 1 refused`. */
function whatBecame(judged: readonly JudgedEdge[]): string {
	const sums = new Map<Outcome, number>();
	for (const {edge} of judged) {
		for (const outcome of outcomesByMerit) {
			const flows = edge.outcomes[outcome];
			if (flows !== undefined) sums.set(outcome, (sums.get(outcome) ?? 0) + flows);
		}
	}
	const flows = countOf(
		[...sums.values()].reduce((a, b) => a + b, 0),
		'flow',
	);
	const [only] = sums.keys();
	const tries = retries(judged);
	if (sums.size === 1) return `${flows}, ${only}${tries}`;
	return `${flows}: ${outcomesByMerit.flatMap((outcome) => (sums.has(outcome) ? `${sums.get(outcome)} ${outcome}` : [])).join(', ')}${tries}`;
}

/** `500 Internal Server Error (3 flows)` */
function describeAnswers(judged: readonly JudgedEdge[]): string {
	const flows = new Map<number, number>();
	for (const each of judged) {
		for (const {status, flows: more} of errorAnswers(each)) flows.set(status, (flows.get(status) ?? 0) + more);
	}
	return [...flows]
		.sort(([a], [b]) => a - b)
		.map(([status, count]) => `${statusText(status)} (${countOf(count, 'flow')})`)
		.join(', ');
}

/** `, 12 SYNs`: where connections were tried in vain more often than once each. */
function retries(judged: readonly JudgedEdge[]): string {
	const failed = judged.filter(({edge}) => edge.outcome !== 'answered');
	if (failed.every(({edge}) => edge.syns <= edge.flows)) return '';
	return `, ${failed.reduce((sum, {edge}) => sum + edge.syns, 0)} SYNs`;
}

function whoIsUnknown(judged: readonly JudgedEdge[]): string {
	const isUnknown = (origin: string) => origin === 'unknown' || origin === 'unspecified';
	const labels = judged.flatMap(({initiator, responder}) => [
		...(isUnknown(initiator.origin) ? [initiator.label] : []),
		...(isUnknown(responder.origin) ? [responder.label] : []),
	]);
	const unique = [...new Set(labels)];
	return `${list(unique, 'hosts')} ${unique.length === 1 ? 'is' : 'are'} in no inventory entry`;
}

function hosts(labels: readonly string[]): string {
	return list([...new Set(labels)], 'hosts');
}

/** The first of them, and how many more there are. */
export function list(words: readonly string[], noun: string): string {
	if (words.length <= LISTED) return words.join(', ');
	return `${words.slice(0, LISTED - 1).join(', ')} and ${words.length - LISTED + 1} more ${noun}`;
}

function countOf(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
