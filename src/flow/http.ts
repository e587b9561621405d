import type {PacketBatch} from '../decode/packet.js';
import {startsWith, textAt} from './application/text.js';
import {Cold} from './record.js';

// What a biflow that carries HTTP says of itself in the first line of either side (RFC 9112 §3 and §4), kept in a cold record.

/** Where the code of a status line stands: behind `HTTP/1.1 `. */
const CODE = 9;
const LINE = 12;
/** Octets of a request line that are looked at. */
const REQUEST = 32;
const UNAUTHORIZED = 401;
const PROXY_AUTHENTICATION = 407;

/**
 * Notes the status of an answer, or that a request has the form that only proxies are sent. Answers with whether to look at what the
 * side sends next: an interim answer, and one that asks for credentials, is followed by another.
 * @param at the first word of the cold record
 */
export function noteHttp(
	cold: Int32Array,
	coldF64: Float64Array,
	at: number,
	packets: PacketBatch,
	row: number,
): boolean {
	const {view} = packets.frames;
	const start = packets.payloadOffset[row]!;
	const length = packets.payloadCaptured[row]!;
	if (startsWith(view, start, length, 'HTTP/1.')) return noteStatus(cold, coldF64, at, packets, row);
	const status = cold[at + Cold.HttpStatus]!;
	if (status !== 0) return isFollowed(status);
	if (cold[at + Cold.IsProxied] === 0 && isForProxy(view, start, length)) {
		cold[at + Cold.IsProxied] = 1;
		const frame = packets.frameRow[row]!;
		cold[at + Cold.ProxiedCapture] = packets.frames.capture[frame]!;
		coldF64[at / 2 + Cold.ProxiedNumberF64] = packets.frames.number[frame]!;
	}
	return false;
}

function noteStatus(cold: Int32Array, coldF64: Float64Array, at: number, packets: PacketBatch, row: number): boolean {
	const {view} = packets.frames;
	const start = packets.payloadOffset[row]!;
	if (packets.payloadCaptured[row]! < LINE) return false;
	const code = textAt(view, start + CODE, LINE - CODE, LINE - CODE);
	if (!/^[1-5]\d\d$/.test(code)) return false;
	const status = Number(code);
	const frame = packets.frameRow[row]!;
	cold[at + Cold.HttpStatus] = status;
	cold[at + Cold.HttpCapture] = packets.frames.capture[frame]!;
	coldF64[at / 2 + Cold.HttpNumberF64] = packets.frames.number[frame]!;
	return isFollowed(status);
}

function isFollowed(status: number): boolean {
	return status < 200 || status === UNAUTHORIZED || status === PROXY_AUTHENTICATION;
}

/** The authority form, of CONNECT, and the absolute form of a target (RFC 9112 §3.2.2, §3.2.3). */
function isForProxy(view: DataView, start: number, length: number): boolean {
	return /^(?:CONNECT [^\s/]+|[A-Z_]+ https?:\/\/)/.test(textAt(view, start, length, REQUEST));
}
