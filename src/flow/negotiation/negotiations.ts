import {type EpochMicros, SECOND} from '../../net/time.js';
import type {Negotiation} from '../biflow.js';

/** Entries of each kind that are remembered; beyond, the oldest are forgotten. */
const MAX_ENTRIES = 65_536;
/** Conversations that the datagrams between the same two ends answer: a server answers many clients by broadcast. */
const MAX_TIES = 1024;
/** TFTP requests between the same two ends that are remembered. */
const MAX_REQUESTS = 64;
/** A server answers a TFTP request, or its retry, within this time. */
const TFTP_ANSWER = 60 * SECOND;

/** The conversation that a biflow belongs to, though its addresses or ports are others. Addresses are words. */
export interface Tie {
	readonly initiator: number;
	/** The port of the initiator's side of the biflow. */
	readonly initiatorPort: number;
	readonly responder: number;
	readonly responderPort: number;
	readonly negotiation: Negotiation;
}

/** A request and its retries. */
interface TftpRequest {
	readonly first: EpochMicros;
	last: EpochMicros;
	readonly negotiation: Negotiation;
}

interface Endpoint {
	readonly negotiation: Negotiation;
	readonly time: EpochMicros;
}

/** One end of a biflow: address word and port. */
export interface FlowEnd {
	readonly address: number;
	readonly port: number;
}

/**
 * What conversations arranged. Addresses are words of the address table, of IP version `version`. Whoever asks about a
 * biflow says of which time, so that the answer does not hang on when it is asked.
 */
export class Negotiations {
	readonly #endpoints = new Map<string, Endpoint>();
	readonly #replies = new Map<string, Map<string, Tie>>();
	/** Of the same two ends one after the other: boot loaders ask from the same port again and again. */
	readonly #tftp = new Map<string, TftpRequest[]>();
	readonly #unreadable = new Set<string>();

	/** `from` was sent to `port` of `to`. The first proof stays. */
	addEndpoint(
		version: number,
		from: number,
		to: number,
		protocol: number,
		port: number,
		negotiation: Negotiation,
		time: EpochMicros,
	): void {
		addBounded(this.#endpoints, `${version} ${from} ${to} ${protocol} ${port}`, {negotiation, time});
	}

	/** What sent `from` to `port` of `to`, no later than `until`. */
	endpoint(
		version: number,
		from: number,
		to: number,
		protocol: number,
		port: number,
		until: EpochMicros = Number.POSITIVE_INFINITY,
	): Negotiation | undefined {
		if (this.#endpoints.size === 0) return undefined;
		const endpoint = this.#endpoints.get(`${version} ${from} ${to} ${protocol} ${port}`);
		return endpoint === undefined || endpoint.time > until ? undefined : endpoint.negotiation;
	}

	/** The mapper of `to` told `from` something that the capture does not show. */
	addUnreadable(version: number, from: number, to: number): void {
		if (this.#unreadable.size < MAX_ENTRIES) this.#unreadable.add(`${version} ${from} ${to}`);
	}

	isUnreadable(version: number, from: number, to: number): boolean {
		return this.#unreadable.size > 0 && this.#unreadable.has(`${version} ${from} ${to}`);
	}

	/** The datagrams between these ends answer a request that was made between others. */
	addReply(version: number, from: FlowEnd, to: FlowEnd, tie: Tie): void {
		const key = replyKey(version, from, to);
		if (!this.#replies.has(key)) addBounded(this.#replies, key, new Map());
		const ties = this.#replies.get(key)!;
		const conversation = `${tie.initiator} ${tie.responder} ${tie.responderPort}`;
		if (ties.size < MAX_TIES && !ties.has(conversation)) ties.set(conversation, tie);
	}

	addTftpRequest(version: number, client: FlowEnd, server: number, time: EpochMicros, negotiation: Negotiation): void {
		const key = `${version} ${client.address} ${client.port} ${server}`;
		const requests = this.#tftp.get(key);
		const earlier = requests?.at(-1);
		if (earlier !== undefined && time - earlier.last < TFTP_ANSWER) earlier.last = Math.max(time, earlier.last);
		else if (requests === undefined) addBounded(this.#tftp, key, [{first: time, last: time, negotiation}]);
		else if (requests.length < MAX_REQUESTS) requests.push({first: time, last: time, negotiation});
	}

	/**
	 * The conversations that UDP datagrams between these ends belong to, the first of them first; none where they are a conversation
	 * of their own. `first` is the time of the first datagram.
	 */
	ties(version: number, a: FlowEnd, b: FlowEnd, first: EpochMicros): Tie[] {
		if (this.#replies.size > 0) {
			const ties = this.#replies.get(replyKey(version, a, b)) ?? this.#replies.get(replyKey(version, b, a));
			if (ties !== undefined) return [...ties.values()];
		}
		if (this.#tftp.size === 0) return [];
		const tie = this.#tftpTie(version, a, b, first) ?? this.#tftpTie(version, b, a, first);
		return tie === undefined ? [] : [tie];
	}

	#tftpTie(version: number, client: FlowEnd, server: FlowEnd, first: EpochMicros): Tie | undefined {
		if (server.port === TFTP) return undefined;
		const requests = this.#tftp.get(`${version} ${client.address} ${client.port} ${server.address}`);
		const request = requests?.find((asked) => asked.first <= first && first <= asked.last + TFTP_ANSWER);
		if (request === undefined) return undefined;
		return {
			initiator: client.address,
			initiatorPort: client.port,
			responder: server.address,
			responderPort: TFTP,
			negotiation: {...request.negotiation, detail: `data from udp/${server.port}`},
		};
	}
}

export const TFTP = 69;

function replyKey(version: number, from: FlowEnd, to: FlowEnd): string {
	return `${version} ${from.address} ${from.port} ${to.address} ${to.port}`;
}

function addBounded<Value>(map: Map<string, Value>, key: string, value: Value): void {
	if (map.has(key)) return;
	if (map.size === MAX_ENTRIES) map.delete(map.keys().next().value!);
	map.set(key, value);
}
