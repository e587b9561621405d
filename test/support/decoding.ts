import {BATCH_ROWS, FrameBatch} from '#portolan/capture/frame.js';
import {addressAt} from '#portolan/decode/addresses.js';
import {Decoder} from '#portolan/decode/decode.js';
import {Networks} from '#portolan/decode/networks.js';
import {type PacketBatch, PacketKind, stopNames, type UndecodedCounts} from '#portolan/decode/packet.js';
import type {VlanClasses} from '#portolan/net/vlan.js';
import {NEW_YEAR} from './capture-files.js';

export interface TestFrame {
	readonly octets: Uint8Array;
	readonly linkType?: number;
	/** Microseconds since 1970; a millisecond after the one before where it is not said. */
	readonly time?: number;
	readonly originalLength?: number;
	readonly capture?: number;
}

/** Frames as batches of at most `rows`. */
export function batches(list: readonly TestFrame[], rows = BATCH_ROWS): FrameBatch[] {
	const result: FrameBatch[] = [];
	let time = NEW_YEAR;
	for (let first = 0; first < list.length; first += rows) {
		const part = list.slice(first, first + rows);
		const batch = new FrameBatch();
		batch.octets = Uint8Array.from(part.flatMap(({octets}) => [...octets]));
		batch.view = new DataView(batch.octets.buffer);
		let offset = 0;
		for (const [row, frame] of part.entries()) {
			time = frame.time ?? time + 1000;
			batch.offset[row] = offset;
			batch.capturedLength[row] = frame.octets.length;
			batch.originalLength[row] = frame.originalLength ?? frame.octets.length;
			batch.time[row] = time;
			batch.linkType[row] = frame.linkType ?? 1;
			batch.capture[row] = frame.capture ?? 0;
			batch.number[row] = first + row + 1;
			offset += frame.octets.length;
		}
		batch.count = part.length;
		result.push(batch);
	}
	return result;
}

/** A decoded packet as a person would write it. */
export interface DecodedPacket {
	/** Number of its frame, from 1. */
	readonly frame: number;
	/** Absent without tag and tunnel. */
	readonly network?: string;
	readonly source: string;
	readonly destination: string;
	readonly protocol: number;
	/** Absent where the protocol has none. */
	readonly ports?: readonly [number, number];
	readonly icmp?: {readonly type: number; readonly code: number; readonly identifier: number};
	readonly quote?: string;
	readonly tcpFlags: number;
	readonly ipOctets: number;
	readonly payload: {readonly captured: number; readonly octets: number};
}

export interface Decoded {
	readonly packets: DecodedPacket[];
	/** Stops by name, those that occurred. */
	readonly undecoded: Readonly<Record<string, number>>;
	/** The same of what was inside of tunnels; `none` counts packets. */
	readonly inside: Readonly<Record<string, number>>;
}

export function decode(list: readonly TestFrame[], vlans?: VlanClasses): Decoded {
	const decoder = new Decoder(new Networks(vlans));
	const packets: DecodedPacket[] = [];
	for (const frames of batches(list)) {
		const batch = decoder.decode(frames);
		for (let row = 0; row < batch.count; row++) {
			const address = (words: Uint32Array) => addressText(batch, row, words);
			const kind = batch.kind[row]!;
			const isIcmp = kind === PacketKind.Icmp || kind === PacketKind.IcmpError;
			const [from, to] = [batch.sourcePort[row]!, batch.destinationPort[row]!];
			const network = decoder.networks.name(batch.network[row]!);
			packets.push({
				frame: frames.number[batch.frameRow[row]!]!,
				...(network === undefined ? {} : {network}),
				source: address(batch.source),
				destination: address(batch.destination),
				protocol: batch.protocol[row]!,
				...(kind === PacketKind.Ports ? {ports: [from, to]} : {}),
				...(isIcmp ? {icmp: {type: from >>> 8, code: from & 0xff, identifier: to}} : {}),
				...(kind === PacketKind.IcmpError
					? {
							quote:
								batch.quotedProtocol[row] === 0
									? 'unreadable'
									: `${batch.quotedProtocol[row]} ${address(batch.quotedSource)} ${batch.quotedSourcePort[row]} ${address(batch.quotedDestination)} ${batch.quotedDestinationPort[row]}`,
						}
					: {}),
				tcpFlags: batch.tcpFlags[row]!,
				ipOctets: batch.ipOctets[row]!,
				payload: {captured: batch.payloadCaptured[row]!, octets: batch.payloadOctets[row]!},
			});
		}
	}
	return {packets, undecoded: countsByName(decoder.undecoded), inside: countsByName(decoder.inside)};
}

/** @param words one of the columns of addresses */
export function addressText({version}: PacketBatch, row: number, words: Uint32Array): string {
	return addressAt(words, version[row]!, row).text;
}

function countsByName(counted: UndecodedCounts): Record<string, number> {
	const result: Record<string, number> = {};
	for (const counts of counted) {
		for (const [stop, count] of counts.entries()) {
			if (count > 0) result[stopNames[stop]!] = (result[stopNames[stop]!] ?? 0) + count;
		}
	}
	return result;
}
