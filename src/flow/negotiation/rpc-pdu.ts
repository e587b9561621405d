// DCE/RPC over TCP, connection-oriented (The Open Group C706 §12.6; Microsoft's additions in [MS-RPCE] §2.2.2).

/** The parts of a PDU that name what is called. */
export interface RpcPdu {
	readonly type: number;
	readonly callId: number;
	readonly isFirstFragment: boolean;
	readonly isLastFragment: boolean;
	/** Of request and response: the presentation context; of others 0. */
	readonly contextId: number;
	/** Of a request; of others 0. */
	readonly operation: number;
	/** Behind the header and before the verifier: of request and response the stub, of the others their body. */
	readonly body: Uint8Array;
	readonly isLittleEndian: boolean;
}

export const RpcType = {Request: 0, Response: 2, Bind: 11, AlterContext: 14} as const;

const HEADER = 16;
const CALL_HEADER = 24;
const OBJECT_UUID = 16;
const VERIFIER_HEADER = 8;

const FIRST_FRAGMENT = 1;
const LAST_FRAGMENT = 2;
const HAS_OBJECT = 0x80;

/** Length of the PDU that begins at `start`, or 0 if none does; needs the first 16 octets. */
export function pduLength(octets: Uint8Array, start: number): number {
	if (octets[start] !== 5 || octets[start + 1]! > 1 || octets[start + 2]! > 19) return 0;
	const view = viewOf(octets);
	const length = view.getUint16(start + 8, isLittleEndian(octets, start));
	return length < HEADER ? 0 : length;
}

/** Takes a whole PDU apart; `undefined` where its lengths contradict each other. */
export function parsePdu(octets: Uint8Array): RpcPdu | undefined {
	const littleEndian = isLittleEndian(octets, 0);
	const view = viewOf(octets);
	const type = octets[2]!;
	const flags = octets[3]!;
	const verifierLength = view.getUint16(10, littleEndian);
	const end = octets.length - (verifierLength === 0 ? 0 : verifierLength + VERIFIER_HEADER);
	const isCall = type === RpcType.Request || type === RpcType.Response;
	let start = isCall ? CALL_HEADER : HEADER;
	if (type === RpcType.Request && (flags & HAS_OBJECT) !== 0) start += OBJECT_UUID;
	if (end < start) return undefined;
	return {
		type,
		callId: view.getUint32(12, littleEndian),
		isFirstFragment: (flags & FIRST_FRAGMENT) !== 0,
		isLastFragment: (flags & LAST_FRAGMENT) !== 0,
		contextId: isCall ? view.getUint16(20, littleEndian) : 0,
		operation: type === RpcType.Request ? view.getUint16(22, littleEndian) : 0,
		body: octets.subarray(start, end),
		isLittleEndian: littleEndian,
	};
}

/** The interfaces that a bind or alter_context offers, by the number of their presentation context. */
export function boundInterfaces({
	body,
	isLittleEndian: littleEndian,
}: RpcPdu): ReadonlyArray<readonly [contextId: number, uuid: string]> {
	const list: Array<readonly [number, string]> = [];
	const view = viewOf(body);
	const count = body[8] ?? 0;
	let at = 12;
	for (let element = 0; element < count && at + 24 <= body.length; element++) {
		const transferSyntaxes = body[at + 2]!;
		list.push([view.getUint16(at, littleEndian), formatUuid(body, at + 4, littleEndian)]);
		at += 24 + 20 * transferSyntaxes;
	}
	return list;
}

/** A UUID whose first three fields are in the byte order of the sender, as text. */
export function formatUuid(octets: Uint8Array, start: number, littleEndian: boolean): string {
	const view = viewOf(octets);
	const digits = (value: number, length: number) => value.toString(16).padStart(length, '0');
	const tail = [...octets.subarray(start + 8, start + 16)].map((octet) => digits(octet, 2)).join('');
	return [
		digits(view.getUint32(start, littleEndian), 8),
		digits(view.getUint16(start + 4, littleEndian), 4),
		digits(view.getUint16(start + 6, littleEndian), 4),
		tail.slice(0, 4),
		tail.slice(4),
	].join('-');
}

/** The upper half of the first octet of the data representation (C706 §14.1). */
function isLittleEndian(octets: Uint8Array, start: number): boolean {
	return octets[start + 4]! >>> 4 === 1;
}

function viewOf(octets: Uint8Array): DataView {
	return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
