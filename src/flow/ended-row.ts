import {hasPorts, Protocol} from '../net/protocol.js';
import type {AddressTable} from './address-table.js';
import {type ApplicationCode, agreedApplication} from './application/application.js';
import type {FlowEndReason, FrameReference, HopLimits, Refusal, Reset} from './biflow.js';
import type {Stall} from './edge.js';
import type {EndedFlows} from './ended-flows.js';
import {hopLimitsIn} from './hop-limits.js';
import {
	APPLICATION,
	APPLICATION_BITS,
	COLD_WORDS,
	Cold,
	EndReason,
	HOT_WORDS,
	Hot,
	META_IPV6,
	META_NETWORK,
	RESET_SIDE,
	RUN,
	SIDE_1,
	State,
} from './record.js';

// What a record says, read side by side with who opened the biflow. `row` is a row of `ended`, `side` 0 or 1.

const COLD_F64 = COLD_WORDS / 2;

export function versionOf(ended: EndedFlows, row: number): 4 | 6 {
	return (ended.hot[row * HOT_WORDS + Hot.Meta]! & META_IPV6) === 0 ? 4 : 6;
}

export function protocolOf(ended: EndedFlows, row: number): number {
	return ended.hot[row * HOT_WORDS + Hot.Meta]! & 0xff;
}

/** The number of the network that its packets travelled in. */
export function networkOf(ended: EndedFlows, row: number): number {
	return ended.hot[row * HOT_WORDS + Hot.Meta]! >>> META_NETWORK;
}

export function addressWordOf(ended: EndedFlows, row: number, side: number): number {
	return ended.hot[row * HOT_WORDS + (side === 0 ? Hot.Low : Hot.High)]!;
}

/** 0 where the protocol has no ports. */
export function portOf(ended: EndedFlows, row: number, side: number): number {
	if (!hasPorts(protocolOf(ended, row))) return 0;
	const ports = ended.hot[row * HOT_WORDS + Hot.Ports]!;
	return side === 0 ? ports >>> 16 : ports & 0xffff;
}

/** `undefined` for protocols other than ICMP and ICMPv6. */
export function icmpTypeOf(ended: EndedFlows, row: number): number | undefined {
	const protocol = protocolOf(ended, row);
	if (protocol !== Protocol.Icmp && protocol !== Protocol.Icmpv6) return undefined;
	return ended.hot[row * HOT_WORDS + Hot.Ports]! >>> 24;
}

/** `undefined` for protocols other than ICMP and ICMPv6. */
export function icmpCodeOf(ended: EndedFlows, row: number): number | undefined {
	if (icmpTypeOf(ended, row) === undefined) return undefined;
	return (ended.hot[row * HOT_WORDS + Hot.Ports]! >>> 16) & 0xff;
}

export function packetsFrom(ended: EndedFlows, row: number, side: number): number {
	return ended.hot[row * HOT_WORDS + Hot.Packets + side]! >>> 0;
}

export function octetsFrom(ended: EndedFlows, row: number, side: number): number {
	return ended.hotF64[(row * HOT_WORDS) / 2 + Hot.OctetsF64 + side]!;
}

export function firstFrameOf(ended: EndedFlows, row: number): FrameReference {
	return {
		capture: ended.cold[row * COLD_WORDS + Cold.FirstCapture]!,
		number: ended.coldF64[row * COLD_F64 + Cold.FirstNumberF64]!,
	};
}

export function refusalOf(ended: EndedFlows, row: number, addresses: AddressTable): Refusal | undefined {
	if ((ended.hot[row * HOT_WORDS + Hot.State]! & State.Refused) === 0) return undefined;
	const typeAndCode = ended.cold[row * COLD_WORDS + Cold.Refusal]!;
	return {
		icmpType: typeAndCode >>> 8,
		icmpCode: typeAndCode & 0xff,
		sender: addresses.address(versionOf(ended, row), ended.cold[row * COLD_WORDS + Cold.RefusalSender]!),
		frame: {
			capture: ended.cold[row * COLD_WORDS + Cold.RefusalCapture]!,
			number: ended.coldF64[row * COLD_F64 + Cold.RefusalNumberF64]!,
		},
	};
}

/** SYN segments; more than one where the initiator had to try again. */
export function synsOf(ended: EndedFlows, row: number): number {
	return ended.cold[row * COLD_WORDS + Cold.Syns]!;
}

/** Whether what either side sent first is in the capture: of a stream its SYN or the answer to it, of datagrams the first that was seen. */
export function isBeginningSeen(ended: EndedFlows, row: number): boolean {
	const protocol = protocolOf(ended, row);
	if (protocol !== Protocol.Tcp && protocol !== Protocol.Sctp) return true;
	const opening = State.Syn | State.SynAck;
	return (ended.hot[row * HOT_WORDS + Hot.State]! & (opening | (opening << SIDE_1))) !== 0;
}

/**
 * The first RST, compared with what else its sender sent in the biflow.
 * @param initiatorSide side 0 or 1
 */
export function resetOf(ended: EndedFlows, row: number, initiatorSide: number): Reset | undefined {
	const reset = ended.cold[row * COLD_WORDS + Cold.Reset]!;
	if (reset === 0) return undefined;
	const side = (reset >>> RESET_SIDE) & 1;
	return {
		from: side === initiatorSide ? 'initiator' : 'responder',
		ttl: reset & 0xff,
		frame: {
			capture: ended.cold[row * COLD_WORDS + Cold.ResetCapture]!,
			number: ended.coldF64[row * COLD_F64 + Cold.ResetNumberF64]!,
		},
		others: hopLimits(ended, row, side),
	};
}

export function hopLimits(ended: EndedFlows, row: number, side: number): HopLimits | undefined {
	return hopLimitsIn(ended.cold[row * COLD_WORDS + Cold.Ttls]!, side);
}

/** `Cold.Ttls` with those of the initiator first. */
export function ttlsOf(ended: EndedFlows, row: number, initiatorSide: number): number {
	const ttls = ended.cold[row * COLD_WORDS + Cold.Ttls]!;
	return initiatorSide === 0 ? ttls : (ttls >>> 16) | (ttls << 16);
}

/** Whether the first packet comes after a frame; before one that is not there it never does. */
export function isAfter(ended: EndedFlows, row: number, frame: FrameReference | undefined): boolean {
	if (frame === undefined) return false;
	const capture = ended.cold[row * COLD_WORDS + Cold.FirstCapture]!;
	if (capture !== frame.capture) return capture > frame.capture;
	return ended.coldF64[row * COLD_F64 + Cold.FirstNumberF64]! > frame.number;
}

/** @param initiatorSide side 0 or 1 */
export function applicationCodeOf(ended: EndedFlows, row: number, initiatorSide: number): ApplicationCode {
	const codes = ended.hot[row * HOT_WORDS + Hot.ControlBits]! >>> APPLICATION;
	const codeOfSide = (side: number) => (codes >>> (APPLICATION_BITS * side)) & ((1 << APPLICATION_BITS) - 1);
	return agreedApplication(codeOfSide(initiatorSide), codeOfSide(1 - initiatorSide));
}

/** The status of the last HTTP answer that was looked at, and its packet; `undefined` where there is none. */
export function httpStatusOf(ended: EndedFlows, row: number): {status: number; frame: FrameReference} | undefined {
	const status = ended.cold[row * COLD_WORDS + Cold.HttpStatus]!;
	return status === 0 ? undefined : {status, frame: frameAt(ended, row, Cold.HttpCapture, Cold.HttpNumberF64)};
}

/** The packet of a request in the form that only proxies are sent. */
export function proxiedFrameOf(ended: EndedFlows, row: number): FrameReference | undefined {
	if (ended.cold[row * COLD_WORDS + Cold.IsProxied] === 0) return undefined;
	return frameAt(ended, row, Cold.ProxiedCapture, Cold.ProxiedNumberF64);
}

/**
 * What a biflow that was cut kept sending.
 * @param initiatorSide side 0 or 1
 */
export function stallOf(ended: EndedFlows, row: number, initiatorSide: number): Stall | undefined {
	const octets = ended.cold[row * COLD_WORDS + Cold.StalledOctets]!;
	if (octets === 0) return undefined;
	const side = (ended.hot[row * HOT_WORDS + Hot.ControlBits]! >>> RUN) & 1;
	return {
		from: side === initiatorSide ? 'initiator' : 'responder',
		octets,
		sent: octetsFrom(ended, row, side),
		frame: frameAt(ended, row, Cold.StalledCapture, Cold.StalledNumberF64),
	};
}

function frameAt(ended: EndedFlows, row: number, capture: number, numberF64: number): FrameReference {
	return {capture: ended.cold[row * COLD_WORDS + capture]!, number: ended.coldF64[row * COLD_F64 + numberF64]!};
}

/** Octets of payload; 0 where they were not counted. */
export function payloadFrom(ended: EndedFlows, row: number, side: number): number {
	return ended.coldF64[row * COLD_F64 + Cold.PayloadF64 + side]!;
}

const endReasons: Readonly<Record<number, FlowEndReason>> = {
	[EndReason.IdleTimeout]: 'idle-timeout',
	[EndReason.ActiveTimeout]: 'active-timeout',
	[EndReason.EndOfFlowDetected]: 'end-of-flow',
	[EndReason.ForcedEnd]: 'forced-end',
	[EndReason.LackOfResources]: 'lack-of-resources',
};

export function endReasonOf(ended: EndedFlows, row: number): FlowEndReason {
	return endReasons[ended.reason[row]!]!;
}
