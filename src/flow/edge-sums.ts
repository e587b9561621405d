import type {Address} from '../net/address.js';
import {hasPorts, Protocol} from '../net/protocol.js';
import type {EpochMicros} from '../net/time.js';
import type {AddressTable} from './address-table.js';
import {type ApplicationCode, applicationOf, UNKNOWN_APPLICATION} from './application/application.js';
import {
	confidences,
	directionBases,
	type FrameReference,
	type Negotiation,
	type Outcome,
	outcomes,
	type Refusal,
	type Reset,
} from './biflow.js';
import {type FlowEdge, outcomesByMerit, type Stall} from './edge.js';
import type {EndedFlows} from './ended-flows.js';
import {
	applicationCodeOf,
	firstFrameOf,
	httpStatusOf,
	isAfter,
	isBeginningSeen,
	octetsFrom,
	packetsFrom,
	portOf,
	proxiedFrameOf,
	refusalOf,
	resetOf,
	stallOf,
	synsOf,
	ttlsOf,
} from './ended-row.js';
import {earlier, isBefore} from './frame-order.js';
import {hopLimitsIn, widestTtls} from './hop-limits.js';
import type {Initiator} from './initiator.js';
import {EndReason, HOT_WORDS, Hot} from './record.js';

/**
 * An edge that is still growing: plain values, so that workers can send theirs to each other. Every field is a sum, a
 * minimum, a maximum or the earliest of its biflows': so neither their order counts nor in how many parts they came.
 */
export interface EdgeSums {
	readonly initiator: Address;
	readonly responder: Address;
	readonly protocol: number;
	/** The ICMP type where there are no ports. */
	readonly port: number;
	readonly ambiguousPort: number | undefined;
	/** Index into `directionBases` and `confidences`. */
	basis: number;
	confidence: number;
	flows: number;
	/** Biflows that belong to the edge's and answered them, and those whose answers nobody acknowledged. */
	tiedAnswers: number;
	tiedLosses: number;
	negotiation: Negotiation | undefined;
	initiatorPackets: number;
	responderPackets: number;
	initiatorOctets: number;
	responderOctets: number;
	first: EpochMicros;
	last: EpochMicros;
	firstFrame: FrameReference | undefined;
	refusal: Refusal | undefined;
	syns: number;
	reset: Reset | undefined;
	/** See `Cold.Ttls`: least and greatest of the initiator, then of the responder. */
	ttls: number;
	/** The first packet of the first biflow that carried each application; `undefined` where there is none. */
	applications: Map<ApplicationCode, FrameReference> | undefined;
	/** Biflows by the HTTP status of an error that they ended with, and the first packet with it; `undefined` where there is none. */
	httpErrors: Map<number, {flows: number; frame: FrameReference}> | undefined;
	proxied: FrameReference | undefined;
	stall: Stall | undefined;
	isSamePort: boolean;
	/** Names of networks other than the plain one; `undefined` where there are none. */
	networks: Set<string> | undefined;
	/** How many biflows came to each, at its index in `outcomes`. */
	readonly outcomes: number[];
	/** When the latest biflow began that was answered, and the latest that came to nothing; before all time where there is none. */
	answeredAt: EpochMicros;
	failedAt: EpochMicros;
	/** What became of that latter, an index into `outcomes`. */
	failedAs: number;
}

const REFUSED = outcomes.indexOf('refused');
const ANSWERED = outcomes.indexOf('answered');
const CUT = outcomes.indexOf('cut');
const HTTP_ERROR = 400;

/** By the index of an outcome, whether it says that the service was not to be had. */
const isFailure = outcomes.map((outcome) => ['cut', 'prohibited', 'refused', 'unanswered'].includes(outcome));

/** Every field is there from the start and in one order, so that all sums have one shape: an engine then finds them fast. */
export function emptySums({
	initiator,
	responder,
	protocol,
	port,
	ambiguousPort,
}: Pick<EdgeSums, 'initiator' | 'responder' | 'protocol' | 'port' | 'ambiguousPort'>): EdgeSums {
	return {
		initiator,
		responder,
		protocol,
		port,
		ambiguousPort,
		basis: directionBases.length - 1,
		confidence: confidences.length - 1,
		flows: 0,
		tiedAnswers: 0,
		tiedLosses: 0,
		negotiation: undefined,
		initiatorPackets: 0,
		responderPackets: 0,
		initiatorOctets: 0,
		responderOctets: 0,
		first: Number.POSITIVE_INFINITY,
		last: Number.NEGATIVE_INFINITY,
		firstFrame: undefined,
		refusal: undefined,
		syns: 0,
		reset: undefined,
		ttls: 0,
		applications: undefined,
		httpErrors: undefined,
		proxied: undefined,
		stall: undefined,
		isSamePort: true,
		networks: undefined,
		outcomes: outcomes.map(() => 0),
		answeredAt: Number.NEGATIVE_INFINITY,
		failedAt: Number.NEGATIVE_INFINITY,
		failedAs: 0,
	};
}

/** @param outcome index into `outcomes` */
export function addBiflow(
	sums: EdgeSums,
	ended: EndedFlows,
	row: number,
	{side, basis, confidence}: Initiator,
	outcome: number,
	addresses: AddressTable,
): void {
	if (ended.reason[row] !== EndReason.ActiveTimeout) {
		sums.flows++;
		sums.outcomes[outcome]!++;
		sums.syns += synsOf(ended, row);
		const answer = httpStatusOf(ended, row);
		if (answer !== undefined && answer.status >= HTTP_ERROR) noteHttpError(sums, answer.status, 1, answer.frame);
		if (outcome === CUT) sums.stall = earlier(sums.stall, stallOf(ended, row, side));
	}
	const proxied = proxiedFrameOf(ended, row);
	if (isBefore(proxied, sums.proxied)) sums.proxied = proxied;
	noteLatest(sums, outcome, ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!);
	if (basis < sums.basis) sums.basis = basis;
	if (confidence < sums.confidence) sums.confidence = confidence;
	if (portOf(ended, row, side) !== portOf(ended, row, 1 - side)) sums.isSamePort = false;
	sums.refusal = earlier(sums.refusal, refusalOf(ended, row, addresses));
	if (outcome === REFUSED) {
		const reset = resetOf(ended, row, side);
		if (reset?.from === 'responder') sums.reset = earlier(sums.reset, reset);
	}
	sums.ttls = widestTtls(sums.ttls, ttlsOf(ended, row, side));
	const application = isBeginningSeen(ended, row) ? applicationCodeOf(ended, row, side) : UNKNOWN_APPLICATION;
	if (application !== UNKNOWN_APPLICATION && !isAfter(ended, row, sums.applications?.get(application))) {
		noteApplication(sums, application, firstFrameOf(ended, row));
	}
	addTraffic(sums, ended, row, side);
}

/** Counts a biflow that carries the answer to one of the edge's, or what was asked for. */
export function addTied(
	sums: EdgeSums,
	ended: EndedFlows,
	row: number,
	side: number,
	negotiation: Negotiation,
	isToGroup: boolean,
): void {
	const answers = packetsFrom(ended, row, 1 - side);
	// Each block of TFTP is acknowledged before the next (RFC 1350 §2); to a group one for all does it (RFC 2090 §4).
	const isLost = negotiation.by === 'tftp' && answers > 1 && packetsFrom(ended, row, side) === 0;
	const first = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
	if (isLost && !isToGroup) {
		sums.tiedLosses++;
		noteLatest(sums, CUT, first);
	} else if (answers > 0) {
		sums.tiedAnswers++;
		noteLatest(sums, ANSWERED, first);
	}
	sums.negotiation = earlier(sums.negotiation, negotiation);
	sums.isSamePort = false;
	addTraffic(sums, ended, row, side);
}

/** A biflow that is counted with another edge, and began at `first`, carries the answer to one of this edge's too. */
export function noteAnswer(sums: EdgeSums, negotiation: Negotiation, first: EpochMicros): void {
	sums.tiedAnswers++;
	noteLatest(sums, ANSWERED, first);
	sums.negotiation = earlier(sums.negotiation, negotiation);
}

/** @param network its name; `undefined` for the plain one */
export function noteNetwork(sums: EdgeSums, network: string | undefined): void {
	if (network === undefined) return;
	sums.networks ??= new Set();
	sums.networks.add(network);
}

function noteApplication(sums: EdgeSums, application: ApplicationCode, frame: FrameReference): void {
	sums.applications ??= new Map();
	if (isBefore(frame, sums.applications.get(application))) sums.applications.set(application, frame);
}

function noteHttpError(sums: EdgeSums, status: number, flows: number, frame: FrameReference): void {
	sums.httpErrors ??= new Map();
	const known = sums.httpErrors.get(status);
	if (known === undefined) {
		sums.httpErrors.set(status, {flows, frame});
		return;
	}
	known.flows += flows;
	if (isBefore(frame, known.frame)) known.frame = frame;
}

/** @param first when a biflow began that came to `outcome`, an index into `outcomes` */
function noteLatest(sums: EdgeSums, outcome: number, first: EpochMicros): void {
	if (outcome === ANSWERED) sums.answeredAt = Math.max(first, sums.answeredAt);
	else if (isFailure[outcome]) noteFailure(sums, outcome, first);
}

function noteFailure(sums: EdgeSums, outcome: number, first: EpochMicros): void {
	if (first < sums.failedAt || (first === sums.failedAt && outcome < sums.failedAs)) return;
	sums.failedAt = first;
	sums.failedAs = outcome;
}

function addTraffic(sums: EdgeSums, ended: EndedFlows, row: number, side: number): void {
	sums.initiatorPackets += packetsFrom(ended, row, side);
	sums.responderPackets += packetsFrom(ended, row, 1 - side);
	sums.initiatorOctets += octetsFrom(ended, row, side);
	sums.responderOctets += octetsFrom(ended, row, 1 - side);
	const last = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.LastF64]!;
	if (last > sums.last) sums.last = last;
	const first = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
	if (first <= sums.first) noteFirst(sums, first, firstFrameOf(ended, row));
}

function noteFirst(sums: EdgeSums, first: EpochMicros, frame: FrameReference | undefined): void {
	if (first < sums.first || isBefore(frame, sums.firstFrame)) sums.firstFrame = frame;
	sums.first = Math.min(first, sums.first);
}

/** Adds what another part of the biflows of the same edge came to. */
export function absorb(sums: EdgeSums, other: EdgeSums): void {
	sums.basis = Math.min(sums.basis, other.basis);
	sums.confidence = Math.min(sums.confidence, other.confidence);
	sums.flows += other.flows;
	sums.tiedAnswers += other.tiedAnswers;
	sums.tiedLosses += other.tiedLosses;
	sums.negotiation = earlier(sums.negotiation, other.negotiation);
	sums.initiatorPackets += other.initiatorPackets;
	sums.responderPackets += other.responderPackets;
	sums.initiatorOctets += other.initiatorOctets;
	sums.responderOctets += other.responderOctets;
	if (other.first <= sums.first) noteFirst(sums, other.first, other.firstFrame);
	sums.last = Math.max(sums.last, other.last);
	sums.refusal = earlier(sums.refusal, other.refusal);
	sums.syns += other.syns;
	sums.reset = earlier(sums.reset, other.reset);
	sums.ttls = widestTtls(sums.ttls, other.ttls);
	for (const [application, frame] of other.applications ?? []) noteApplication(sums, application, frame);
	for (const [status, {flows, frame}] of other.httpErrors ?? []) noteHttpError(sums, status, flows, frame);
	if (isBefore(other.proxied, sums.proxied)) sums.proxied = other.proxied;
	sums.stall = earlier(sums.stall, other.stall);
	sums.isSamePort &&= other.isSamePort;
	for (const network of other.networks ?? []) noteNetwork(sums, network);
	for (const [outcome, count] of other.outcomes.entries()) sums.outcomes[outcome]! += count;
	sums.answeredAt = Math.max(sums.answeredAt, other.answeredAt);
	noteFailure(sums, other.failedAs, other.failedAt);
}

/**
 * @param negotiation what sent the initiator to the port; `undefined` where nothing did that is known
 * @param isUnreadable what the responder's endpoint mapper told the initiator is not in the capture
 */
export function edgeOf(sums: EdgeSums, negotiation: Negotiation | undefined, isUnreadable: boolean): FlowEdge {
	const {protocol, port} = sums;
	const isIcmp = protocol === Protocol.Icmp || protocol === Protocol.Icmpv6;
	const basis = directionBases[sums.basis]!;
	const outcomeCounts = outcomesWithTied(sums);
	const outcome = outcomesByMerit.find((candidate) => candidate in outcomeCounts) ?? 'unanswered';
	const isOpeningSeen = basis === 'handshake' || basis === 'syn';
	return {
		initiator: sums.initiator,
		responder: sums.responder,
		protocolIdentifier: protocol,
		port: hasPorts(protocol) ? port : undefined,
		icmpType: isIcmp ? port : undefined,
		networks: sums.networks === undefined ? none : [...sums.networks].sort(),
		direction: {basis, confidence: confidences[sums.confidence]!},
		ambiguousPort: sums.ambiguousPort,
		negotiation: sums.negotiation ?? negotiation,
		isNegotiationVisible: isOpeningSeen && outcome !== 'one-way' && !isUnreadable,
		outcome,
		outcomes: outcomeCounts,
		flows: sums.flows,
		syns: sums.syns,
		initiatorPackets: sums.initiatorPackets,
		responderPackets: sums.responderPackets,
		initiatorOctets: sums.initiatorOctets,
		responderOctets: sums.responderOctets,
		first: sums.first,
		last: sums.last,
		isSamePort: sums.isSamePort,
		firstFrame: sums.firstFrame!,
		refusal: sums.refusal,
		reset: sums.reset,
		initiatorHopLimits: hopLimitsIn(sums.ttls, 0),
		responderHopLimits: hopLimitsIn(sums.ttls, 1),
		applications: inOrder(sums.applications).map(([code, frame]) => ({name: applicationOf(code)!, frame})),
		httpErrors: inOrder(sums.httpErrors).map(([status, {flows, frame}]) => ({status, flows, frame})),
		proxied: sums.proxied,
		stall: sums.stall,
		failingAs: sums.failedAt > sums.answeredAt ? outcomes[sums.failedAs] : undefined,
		scan: undefined,
	};
}

/** Of most edges there are none. */
const none: readonly never[] = [];

function inOrder<Value>(map: ReadonlyMap<number, Value> | undefined): readonly (readonly [number, Value])[] {
	return map === undefined ? none : [...map].sort(([a], [b]) => a - b);
}

/** Indexes of outcomes that a tied answer makes answered, those first that it most likely was about. */
const unanswered = (['unanswered', 'pending', 'one-way'] as const).map((outcome) => outcomes.indexOf(outcome));

/** Counts by outcome, in a fixed order; what was answered in another biflow counts as answered. */
function outcomesWithTied({outcomes: counted, tiedAnswers, tiedLosses}: EdgeSums): Partial<Record<Outcome, number>> {
	const counts = [...counted];
	moveUnanswered(counts, tiedAnswers, ANSWERED);
	moveUnanswered(counts, tiedLosses, CUT);
	const named: Partial<Record<Outcome, number>> = {};
	for (let index = 0; index < counts.length; index++) {
		if (counts[index] !== 0) named[outcomes[index]!] = counts[index]!;
	}
	return named;
}

function moveUnanswered(counts: number[], tied: number, became: number): void {
	let left = tied;
	for (const index of left === 0 ? [] : unanswered) {
		const moved = Math.min(left, counts[index]!);
		left -= moved;
		counts[index]! -= moved;
		counts[became]! += moved;
	}
}
