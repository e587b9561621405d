import type {StreamReader} from './ordered-stream.js';
import {describeInterface, type RpcEndpoint, stringBindingsIn, towersIn} from './rpc-endpoints.js';
import {boundInterfaces, parsePdu, pduLength, type RpcPdu, RpcType} from './rpc-pdu.js';

const ENDPOINT_MAPPER = 'e1af8308-5d1f-11c9-91a4-08002b14a0fa';
const OXID_RESOLVER = '99fcfec4-5260-101b-bbcb-00aa0021347a';
const REMOTE_ACTIVATOR = '000001a0-0000-0000-c000-000000000046';
const ACTIVATION = '4d9f4ab8-7d1c-11cf-861e-0020af6e7c57';

/** ept_lookup and ept_map (C706 appendix O). */
const mapperOperations = [2, 3];
/** What answers with string bindings ([MS-DCOM] §3.1.2.5): activation, ResolveOxid, ResolveOxid2. */
const bindingOperations: Readonly<Record<string, readonly number[]>> = {
	[REMOTE_ACTIVATOR]: [3, 4],
	[ACTIVATION]: [0],
	[OXID_RESOLVER]: [0, 4],
};

const MAX_CONTEXTS = 64;
const MAX_CALLS = 256;
/** Octets of an answer in fragments. */
const MAX_STUB = 262_144;
const PDU_HEADER = 16;

export interface NamedEndpoint {
	readonly endpoint: RpcEndpoint;
	readonly by: 'endpoint-mapper' | 'dcom';
	/** Interface or operation, for people. */
	readonly detail: string;
}

export interface RpcListener<Tag> {
	onEndpoint(named: NamedEndpoint, tag: Tag): void;
	/** Octets of the server are missing or make no sense: it may have named endpoints that nobody knows of. */
	onLoss(): void;
}

/** A conversation on TCP port 135: what was asked, and the endpoints that the answers name. */
export class RpcConversation<Tag> {
	readonly fromClient: StreamReader<Tag>;
	readonly fromServer: StreamReader<Tag>;
	readonly #listener: RpcListener<Tag>;
	readonly #interfaces = new Map<number, string>();
	readonly #calls = new Map<number, {readonly uuid: string | undefined; readonly operation: number}>();
	#stub: {readonly callId: number; readonly parts: Uint8Array[]; length: number} | undefined;

	constructor(listener: RpcListener<Tag>) {
		this.#listener = listener;
		this.fromClient = new PduStream(
			(pdu) => this.#noteRequest(pdu),
			() => {},
		);
		this.fromServer = new PduStream(
			(pdu, tag) => this.#noteResponse(pdu, tag),
			() => {
				this.#lose();
			},
		);
	}

	#lose(): void {
		this.#stub = undefined;
		this.#listener.onLoss();
	}

	#noteRequest(pdu: RpcPdu): void {
		if (pdu.type === RpcType.Bind || pdu.type === RpcType.AlterContext) {
			for (const [contextId, uuid] of boundInterfaces(pdu)) {
				if (this.#interfaces.size < MAX_CONTEXTS) this.#interfaces.set(contextId, uuid);
			}
		}
		if (pdu.type !== RpcType.Request || !pdu.isFirstFragment || this.#calls.size >= MAX_CALLS) return;
		this.#calls.set(pdu.callId, {uuid: this.#interfaces.get(pdu.contextId), operation: pdu.operation});
	}

	#noteResponse(pdu: RpcPdu, tag: Tag): void {
		if (pdu.type !== RpcType.Response) return;
		if (pdu.isFirstFragment) this.#stub = {callId: pdu.callId, parts: [], length: 0};
		const stub = this.#stub;
		if (stub === undefined || stub.callId !== pdu.callId) return;
		stub.length += pdu.body.length;
		if (stub.length > MAX_STUB) {
			this.#lose();
			return;
		}
		stub.parts.push(pdu.body.slice());
		if (!pdu.isLastFragment) return;
		this.#stub = undefined;
		const call = this.#calls.get(pdu.callId);
		this.#calls.delete(pdu.callId);
		this.#readAnswer(join(stub.parts, stub.length), call, tag);
	}

	/** Without the request, as where it was not captured, the answer's own form must do. */
	#readAnswer(stub: Uint8Array, call: {uuid: string | undefined; operation: number} | undefined, tag: Tag): void {
		const isKnown = call?.uuid !== undefined;
		if (!isKnown || (call.uuid === ENDPOINT_MAPPER && mapperOperations.includes(call.operation))) {
			for (const endpoint of towersIn(stub)) {
				this.#listener.onEndpoint({endpoint, by: 'endpoint-mapper', detail: describeInterface(endpoint.uuid!)}, tag);
			}
		}
		if (!isKnown || bindingOperations[call.uuid!]?.includes(call.operation) === true) {
			for (const endpoint of stringBindingsIn(stub)) {
				this.#listener.onEndpoint({endpoint, by: 'dcom', detail: 'string binding of an object exporter'}, tag);
			}
		}
	}
}

/** Cuts a stream into PDUs. After a gap or nonsense it waits for a segment that begins with one. */
class PduStream<Tag> implements StreamReader<Tag> {
	readonly #onPdu: (pdu: RpcPdu, tag: Tag) => void;
	readonly #onLoss: () => void;
	#rest: Uint8Array = new Uint8Array(0);

	constructor(onPdu: (pdu: RpcPdu, tag: Tag) => void, onLoss: () => void) {
		this.#onPdu = onPdu;
		this.#onLoss = onLoss;
	}

	read(octets: Uint8Array, tag: Tag): void {
		// A PDU has at most 65,535 octets, so what waits for the rest of one is bounded.
		const all = this.#rest.length === 0 ? octets : join([this.#rest, octets], this.#rest.length + octets.length);
		let at = 0;
		while (all.length - at >= PDU_HEADER) {
			const length = pduLength(all, at);
			if (length === 0) {
				this.skip();
				return;
			}
			if (all.length - at < length) break;
			const pdu = parsePdu(all.subarray(at, at + length));
			if (pdu === undefined) this.#onLoss();
			else this.#onPdu(pdu, tag);
			at += length;
		}
		this.#rest = all.slice(at);
	}

	skip(): void {
		this.#rest = new Uint8Array(0);
		this.#onLoss();
	}
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
	if (parts.length === 1) return parts[0]!;
	const whole = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
