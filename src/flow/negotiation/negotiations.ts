import {type EpochMicros, SECOND} from '../../net/time.js';
import type {Negotiation} from '../biflow.js';

/** Entries of each kind that are remembered; beyond, the oldest are forgotten. */
const MAX_ENTRIES = 65_536;
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

interface TftpRequest {
	readonly first: EpochMicros;
	last: EpochMicros;
	readonly negotiation: Negotiation;
}

/** One end of a biflow: address word and port. */
export interface FlowEnd {
	readonly address: number;
	readonly port: number;
}

/** What conversations arranged. Addresses are words of the address table, of IP version `version`. */
export class Negotiations {
	readonly #endpoints = new Map<string, Negotiation>();
	readonly #replies = new Map<string, Tie>();
	readonly #tftp = new Map<string, TftpRequest>();
	readonly #unreadable = new Set<string>();

	/** `from` was sent to `port` of `to`. The first proof stays. */
	addEndpoint(
		version: number,
		from: number,
		to: number,
		protocol: number,
		port: number,
		negotiation: Negotiation,
	): void {
		addBounded(this.#endpoints, `${version} ${from} ${to} ${protocol} ${port}`, negotiation);
	}

	endpoint(version: number, from: number, to: number, protocol: number, port: number): Negotiation | undefined {
		if (this.#endpoints.size === 0) return undefined;
		return this.#endpoints.get(`${version} ${from} ${to} ${protocol} ${port}`);
	}

	/** The mapper of `to` told `from` something that the capture does not show. */
	addUnreadable(version: number, from: number, to: number): void {
		if (this.#unreadable.size < MAX_ENTRIES) this.#unreadable.add(`${version} ${from} ${to}`);
	}

	isUnreadable(version: number, from: number, to: number): boolean {
		return this.#unreadable.has(`${version} ${from} ${to}`);
	}

	/** The datagrams between these ends answer a request that was made between others. */
	addReply(version: number, from: FlowEnd, to: FlowEnd, tie: Tie): void {
		addBounded(this.#replies, replyKey(version, from, to), tie);
	}

	addTftpRequest(version: number, client: FlowEnd, server: number, time: EpochMicros, negotiation: Negotiation): void {
		const key = `${version} ${client.address} ${client.port} ${server}`;
		const earlier = this.#tftp.get(key);
		if (earlier !== undefined && time - earlier.last < TFTP_ANSWER) earlier.last = time;
		else addBounded(this.#tftp, key, {first: time, last: time, negotiation}, true);
	}

	/** The conversation that UDP datagrams between these ends belong to; `first` is the time of the first of them. */
	tie(version: number, a: FlowEnd, b: FlowEnd, first: EpochMicros): Tie | undefined {
		if (this.#replies.size > 0) {
			const tie = this.#replies.get(replyKey(version, a, b)) ?? this.#replies.get(replyKey(version, b, a));
			if (tie !== undefined) return tie;
		}
		if (this.#tftp.size === 0) return undefined;
		return this.#tftpTie(version, a, b, first) ?? this.#tftpTie(version, b, a, first);
	}

	#tftpTie(version: number, client: FlowEnd, server: FlowEnd, first: EpochMicros): Tie | undefined {
		if (server.port === TFTP) return undefined;
		const request = this.#tftp.get(`${version} ${client.address} ${client.port} ${server.address}`);
		if (request === undefined || first < request.first || first > request.last + TFTP_ANSWER) return undefined;
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

function addBounded<Value>(map: Map<string, Value>, key: string, value: Value, replaces = false): void {
	if (map.has(key)) {
		if (replaces) map.set(key, value);
		return;
	}
	if (map.size === MAX_ENTRIES) map.delete(map.keys().next().value!);
	map.set(key, value);
}
