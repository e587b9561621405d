import type {StreamReader} from './ordered-stream.js';

// ONC RPC (RFC 5531 §9) and the port mapper and rpcbind that run over it (RFC 1833 §2, §3).

const CALL = 0;
const REPLY = 1;
const PROGRAM = 100_000;
/** Of version 2, and of those after it. */
const Procedure = {GetPort: 3, Dump: 4, GetAddress: 3} as const;
/** The authenticator of a call (RFC 5531 §8.2). */
const MAX_AUTHENTICATOR = 400;
const MAX_CALLS = 256;
/** Entries of a list that are read; a server has some twenty. */
const MAX_ENTRIES = 128;
/** Octets of one record; answers are short. */
const MAX_RECORD = 16_384;
const LAST_FRAGMENT = 0x8000_0000;

/** A port that the mapper names. */
export interface MappedPort {
	/** IP protocol number: TCP or UDP. */
	readonly protocol: number;
	readonly port: number;
	/** `nfs (program 100003), version 3`. */
	readonly detail: string;
}

/** What was asked over one conversation, and what the answers name. */
export class PortmapperCalls {
	readonly #calls = new Map<number, Call>();

	/** A message of the client's. */
	noteCall(octets: Uint8Array): void {
		const call = readCall(octets);
		if (call === undefined) return;
		if (this.#calls.size === MAX_CALLS) this.#calls.delete(this.#calls.keys().next().value!);
		this.#calls.set(call.transaction, call);
	}

	/** The ports that a message of the server's names; none where it answers nothing that was asked. */
	portsIn(octets: Uint8Array): MappedPort[] {
		const view = viewOf(octets);
		if (octets.length < 24 || view.getUint32(4) !== REPLY || view.getUint32(8) !== 0) return [];
		const call = this.#calls.get(view.getUint32(0));
		const verifierLength = view.getUint32(16);
		const accepted = 16 + paddedLength(verifierLength);
		if (
			call === undefined ||
			verifierLength > MAX_AUTHENTICATOR ||
			accepted + 8 > octets.length ||
			view.getUint32(accepted + 4) !== 0
		)
			return [];
		this.#calls.delete(call.transaction);
		const result = accepted + 8;
		if (call.version !== 2) return call.procedure === Procedure.GetAddress ? oneAddress(octets, result, call) : [];
		if (call.procedure === Procedure.GetPort) return onePort(view, result, call);
		return call.procedure === Procedure.Dump ? portList(view, result) : [];
	}
}

interface Call {
	readonly transaction: number;
	/** Of the mapper: 2, or 3 and 4, which are rpcbind. */
	readonly version: number;
	readonly procedure: number;
	readonly program: number;
	readonly programVersion: number;
	readonly protocol: number;
}

function readCall(octets: Uint8Array): Call | undefined {
	const view = viewOf(octets);
	if (octets.length < 40 || view.getUint32(4) !== CALL || view.getUint32(8) !== 2) return undefined;
	if (view.getUint32(12) !== PROGRAM) return undefined;
	const credentials = view.getUint32(28);
	const verifier = 32 + paddedLength(credentials);
	if (credentials > MAX_AUTHENTICATOR || verifier + 8 > octets.length) return undefined;
	const verifierLength = view.getUint32(verifier + 4);
	const body = verifier + 8 + paddedLength(verifierLength);
	if (verifierLength > MAX_AUTHENTICATOR) return undefined;
	const hasBody = body + 16 <= octets.length;
	const version = view.getUint32(16);
	return {
		transaction: view.getUint32(0),
		version,
		procedure: view.getUint32(20),
		program: hasBody ? view.getUint32(body) : 0,
		programVersion: hasBody ? view.getUint32(body + 4) : 0,
		protocol: hasBody && version === 2 ? view.getUint32(body + 8) : netProtocol(octets, body + 8),
	};
}

function onePort(view: DataView, at: number, call: Call): MappedPort[] {
	if (at + 4 > view.byteLength) return [];
	return mapped(call.protocol, view.getUint32(at), call.program, call.programVersion);
}

/** Entries of program, version, protocol and port, each behind a flag that says that there is one more. */
function portList(view: DataView, start: number): MappedPort[] {
	const ports: MappedPort[] = [];
	for (let at = start; at + 20 <= view.byteLength && view.getUint32(at) === 1 && ports.length < MAX_ENTRIES; at += 20) {
		ports.push(
			...mapped(view.getUint32(at + 12), view.getUint32(at + 16), view.getUint32(at + 4), view.getUint32(at + 8)),
		);
	}
	return ports;
}

/** A universal address, `10.0.0.2.8.1`: the last two numbers are the octets of the port (RFC 5665 §5.2.3.3). */
function oneAddress(octets: Uint8Array, at: number, call: Call): MappedPort[] {
	const match = /\.(\d{1,3})\.(\d{1,3})$/.exec(stringAt(octets, at));
	return match === null
		? []
		: mapped(call.protocol, Number(match[1]) * 256 + Number(match[2]), call.program, call.programVersion);
}

function mapped(protocol: number, port: number, program: number, version: number): MappedPort[] {
	const isUsable = (protocol === 6 || protocol === 17) && port > 0 && port < 65_536 && program !== PROGRAM;
	const name = programNames[program];
	const what = name === undefined ? `program ${program}` : `${name} (program ${program})`;
	return isUsable ? [{protocol, port, detail: `${what}, version ${version}`}] : [];
}

/** `tcp`, `udp6` ...: the network identifier of an rpcbind call. */
function netProtocol(octets: Uint8Array, at: number): number {
	const name = stringAt(octets, at);
	return name.startsWith('tcp') ? 6 : name.startsWith('udp') ? 17 : 0;
}

function stringAt(octets: Uint8Array, at: number): string {
	if (at + 4 > octets.length) return '';
	const length = viewOf(octets).getUint32(at);
	return at + 4 + length > octets.length ? '' : String.fromCharCode(...octets.subarray(at + 4, at + 4 + length));
}

const programNames: Readonly<Record<number, string>> = {
	100003: 'nfs',
	100004: 'ypserv',
	100005: 'mountd',
	100011: 'rquotad',
	100021: 'nlockmgr',
	100024: 'status',
	100227: 'nfs_acl',
};

/** XDR pads to four octets (RFC 4506 §3). */
function paddedLength(length: number): number {
	return (length + 3) & ~3;
}

/** Cuts one direction of a TCP conversation into records (RFC 5531 §11). */
export class RecordStream<Tag> implements StreamReader<Tag> {
	readonly #onRecord: (octets: Uint8Array, tag: Tag) => void;
	#rest: Uint8Array = new Uint8Array(0);

	constructor(onRecord: (octets: Uint8Array, tag: Tag) => void) {
		this.#onRecord = onRecord;
	}

	read(octets: Uint8Array, tag: Tag): void {
		let all = Buffer.concat([this.#rest, octets]);
		while (all.length >= 4) {
			const header = all.readUInt32BE(0);
			const length = header & ~LAST_FRAGMENT;
			// Records in fragments are not used for calls as short as these.
			if (header < LAST_FRAGMENT || length > MAX_RECORD) {
				this.skip();
				return;
			}
			if (all.length < 4 + length) break;
			this.#onRecord(all.subarray(4, 4 + length), tag);
			all = all.subarray(4 + length);
		}
		this.#rest = all;
	}

	skip(): void {
		this.#rest = new Uint8Array(0);
	}
}

function viewOf(octets: Uint8Array): DataView {
	return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
