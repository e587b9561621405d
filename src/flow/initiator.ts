import {isEphemeral, type PortSet} from '../net/port.js';
import {hasPorts, Protocol} from '../net/protocol.js';
import {isServicePort, isWellKnownPort} from '../net/service-ports.js';
import type {AddressTable} from './address-table.js';
import {type Confidence, confidences, type DirectionBasis, directionBases} from './biflow.js';
import type {EndedFlows} from './ended-flows.js';
import {addressWordOf, portOf, protocolOf, versionOf} from './ended-row.js';
import type {Negotiations} from './negotiation/negotiations.js';
import {HOT_WORDS, Hot, META_IPV6, SIDE_1, State} from './record.js';

/** Who opened a biflow. One instance is filled again and again. */
export class Initiator {
	/** Side 0 or 1 of the record. */
	side = 0;
	/** Index into `directionBases` and `confidences`. */
	basis = 0;
	confidence = 0;
	/**
	 * The ports speak against the choice or do not speak at all: the other direction is as good a reading, and whoever
	 * judges must look at both.
	 */
	isAmbiguous = false;

	set(side: number, basis: DirectionBasis, confidence: Confidence, isAmbiguous = false): void {
		this.side = side;
		this.basis = directionBases.indexOf(basis);
		this.confidence = confidences.indexOf(confidence);
		this.isAmbiguous = isAmbiguous;
	}
}

/**
 * Decides who opened the biflow of `row`.
 * @param documentedPorts ports that some rule names: where only one side has such a port, it is probably the responder
 * @param negotiations what other conversations arranged
 */
export function decideInitiator(
	ended: EndedFlows,
	row: number,
	addresses: AddressTable,
	documentedPorts: PortSet,
	negotiations: Negotiations,
	initiator: Initiator,
): void {
	const at = row * HOT_WORDS;
	const state = ended.hot[at + Hot.State]!;
	const meta = ended.hot[at + Hot.Meta]!;
	const protocol = meta & 0xff;
	const isStream = protocol === Protocol.Tcp || protocol === Protocol.Sctp;
	if (isStream && decideByHandshake(state, initiator)) {
		if (initiator.confidence === GUESS) {
			weighLoneAnswer(state, ended.hot[at + Hot.Ports]!, protocol, documentedPorts, initiator);
		}
		return;
	}

	const firstSide = (state & State.FirstFromSide1) !== 0 ? 1 : 0;
	// A group receives and never sends: who sent to it began, even with what reads like an answer.
	const version = (meta & META_IPV6) === 0 ? 4 : 6;
	const firstTarget = ended.hot[at + (firstSide === 0 ? Hot.High : Hot.Low)]!;
	if (addresses.isGroup(version, firstTarget)) {
		initiator.set(firstSide, 'first-seen', 'likely');
		return;
	}
	const isIcmp = protocol === Protocol.Icmp || protocol === Protocol.Icmpv6;
	const asked = [state & State.Request, (state >>> SIDE_1) & State.Request];
	if (asked[0] !== asked[1]) {
		initiator.set(asked[0] ? 0 : 1, isIcmp ? 'icmp-type' : 'request', isIcmp ? 'certain' : 'likely');
		return;
	}
	if (!hasPorts(protocol)) {
		initiator.set(firstSide, 'first-seen', 'guess');
		return;
	}
	if (decideByNegotiation(ended, row, negotiations, initiator)) return;
	decideByPorts(ended.hot[at + Hot.Ports]!, protocol, firstSide, documentedPorts, initiator);
}

function decideByHandshake(state: number, initiator: Initiator): boolean {
	const syn0 = (state & State.Syn) !== 0;
	const syn1 = ((state >>> SIDE_1) & State.Syn) !== 0;
	if (syn0 || syn1) {
		// Both sides sent one: a simultaneous open (RFC 9293 §3.5), begun by who was first.
		const side = syn0 && syn1 ? ((state & State.FirstFromSide1) !== 0 ? 1 : 0) : syn0 ? 0 : 1;
		initiator.set(side, (state & State.Proven) !== 0 ? 'handshake' : 'syn', 'certain');
		return true;
	}
	const synAck0 = (state & State.SynAck) !== 0;
	const synAck1 = ((state >>> SIDE_1) & State.SynAck) !== 0;
	if (synAck0 === synAck1) return false;
	const side = synAck0 ? 1 : 0;
	// Without anything after it, an answer to nothing: a scan with SYN+ACK, opened by its sender.
	const wentOn = (state & (State.Other | (State.Other << SIDE_1))) !== 0;
	if (wentOn) initiator.set(side, 'syn-ack', 'likely');
	else initiator.set(1 - side, 'first-seen', 'guess');
	return true;
}

/**
 * An answer alone may also be one to a request that the capture does not have, from a time before it began or from which
 * packets are missing: that is as good a reading where its sender has the port of a server and its receiver one that hosts
 * pick, unless the receiver throws it back.
 */
function weighLoneAnswer(
	state: number,
	ports: number,
	protocol: number,
	documentedPorts: PortSet,
	initiator: Initiator,
): void {
	const isThrownBack = ((state >>> ((1 - initiator.side) * SIDE_1)) & State.Rst) !== 0;
	const {server, basis} = likelyServer(ports, protocol, documentedPorts);
	const isServers = server === initiator.side && basis !== 'lower-port';
	initiator.isAmbiguous = !isThrownBack && isServers && isEphemeral(portOfSide(ports, 1 - initiator.side));
}

function decideByNegotiation(
	ended: EndedFlows,
	row: number,
	negotiations: Negotiations,
	initiator: Initiator,
): boolean {
	const version = versionOf(ended, row);
	const protocol = protocolOf(ended, row);
	const isSentTo = (side: number) =>
		negotiations.endpoint(
			version,
			addressWordOf(ended, row, 1 - side),
			addressWordOf(ended, row, side),
			protocol,
			portOf(ended, row, side),
			ended.hotF64[(row * HOT_WORDS) / 2 + Hot.LastF64]!,
		) !== undefined;
	const [to0, to1] = [isSentTo(0), isSentTo(1)];
	if (to0 === to1) return false;
	initiator.set(to0 ? 1 : 0, 'negotiated', 'likely');
	return true;
}

function decideByPorts(
	ports: number,
	protocol: number,
	firstSide: number,
	documentedPorts: PortSet,
	initiator: Initiator,
): void {
	const isStream = protocol === Protocol.Tcp || protocol === Protocol.Sctp;
	const {server: responder, basis} = likelyServer(ports, protocol, documentedPorts);

	// In the middle of a TCP stream, who is seen first means nothing; of datagrams the first mostly is the first.
	if (responder === undefined) {
		initiator.set(firstSide, 'first-seen', 'guess');
	} else if (isStream) {
		// Where both ports are of one kind, the other reading is as good.
		const isAmbiguous = basis === 'lower-port' || !isEphemeral(portOfSide(ports, 1 - responder));
		initiator.set(1 - responder, basis, 'guess', isAmbiguous);
	} else if (responder === 1 - firstSide) {
		initiator.set(firstSide, 'first-seen', 'likely');
	} else {
		// The first datagram came from the service's port: an answer whose request was missed, or a forged source port.
		initiator.set(1 - responder, basis, 'guess', true);
	}
}

/** Which side's port is that of a server, and what says so; no side where both are alike. */
function likelyServer(
	ports: number,
	protocol: number,
	documentedPorts: PortSet,
): {readonly server: 0 | 1 | undefined; readonly basis: DirectionBasis} {
	const isStream = protocol === Protocol.Tcp || protocol === Protocol.Sctp;
	const port = [portOfSide(ports, 0), portOfSide(ports, 1)] as const;
	const documented = [documentedPorts.has(protocol, port[0]), documentedPorts.has(protocol, port[1])];
	if (documented[0] !== documented[1]) return {server: documented[0] ? 0 : 1, basis: 'documented-port'};
	// An active FTP server calls back from this port (RFC 959 §3.2); to it nobody connects.
	if (isStream && (port[0] === FTP_DATA) !== (port[1] === FTP_DATA)) {
		return {server: port[0] === FTP_DATA ? 1 : 0, basis: 'service-port'};
	}
	const standing = [standingOf(port[0]), standingOf(port[1])] as const;
	if (standing[0] !== standing[1]) {
		const basis = Math.max(...standing) >= LISTED ? 'service-port' : 'ephemeral-port';
		return {server: standing[0] > standing[1] ? 0 : 1, basis};
	}
	if (isStream && port[0] !== port[1]) return {server: port[0] < port[1] ? 0 : 1, basis: 'lower-port'};
	return {server: undefined, basis: 'first-seen'};
}

function portOfSide(ports: number, side: number): number {
	return side === 0 ? ports >>> 16 : ports & 0xffff;
}

/** The server's side of an FTP data connection. */
const FTP_DATA = 20;
const LISTED = 2;
const GUESS = confidences.indexOf('guess');

/** How likely a port is a server's: 3 for a well-known one, 2 for one that many servers have, 1 for another, 0 for one that hosts pick. */
function standingOf(port: number): number {
	if (isWellKnownPort(port)) return 3;
	if (isServicePort(port)) return LISTED;
	return isEphemeral(port) ? 0 : 1;
}
