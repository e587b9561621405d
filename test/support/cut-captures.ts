import path from 'node:path';
import {Readable} from 'node:stream';
import {lastValueFrom, toArray} from 'rxjs';
import {openCaptures} from '#portolan/capture/merge.js';
import {MIN_WINDOW} from '#portolan/capture/open.js';
import {Decoder} from '#portolan/decode/decode.js';
import {PacketKind} from '#portolan/decode/packet.js';
import type {Biflow} from '#portolan/flow/biflow.js';
import type {PortSet} from '#portolan/net/port.js';
import {type AssemblyOptions, biflowsIn} from '#portolan/pipeline.js';
import {addressText} from './decoding.js';
import {conversationKey, PUBLIC} from './public-captures.js';
import {readOptions} from './public-tests.js';

// Captures without some of their frames, as if the recording had begun later or had missed the beginning of conversations.

const options: AssemblyOptions = {...readOptions, windowSize: MIN_WINDOW};

interface KeptFrame {
	readonly octets: Uint8Array;
	/** Microseconds since 1970. */
	readonly time: number;
	readonly linkType: number;
	readonly originalLength: number;
}

/** A public capture in memory. */
export interface WholeCapture {
	readonly frames: readonly KeptFrame[];
	/** By conversation, inside of tunnels too, the positions in `frames` of its packets. */
	readonly conversations: ReadonlyMap<string, readonly number[]>;
}

export async function readWhole(file: string): Promise<WholeCapture> {
	const {frames: batches} = openCaptures([path.join(PUBLIC, file)], options);
	const decoder = new Decoder();
	const frames: KeptFrame[] = [];
	const conversations = new Map<string, number[]>();
	for await (const batch of batches) {
		const packets = decoder.decode(batch);
		for (let row = 0; row < packets.count; row++) {
			if (packets.kind[row] !== PacketKind.Ports) continue;
			const key = conversationKey(
				`${packets.network[row]} ${packets.protocol[row]}`,
				[addressText(packets, row, packets.source), packets.sourcePort[row]!],
				[addressText(packets, row, packets.destination), packets.destinationPort[row]!],
			);
			const positions = conversations.get(key) ?? [];
			conversations.set(key, positions);
			positions.push(frames.length + packets.frameRow[row]!);
		}
		for (let row = 0; row < batch.count; row++) {
			const start = batch.offset[row]!;
			frames.push({
				octets: batch.octets.slice(start, start + batch.capturedLength[row]!),
				time: batch.time[row]!,
				linkType: batch.linkType[row]!,
				originalLength: batch.originalLength[row]!,
			});
		}
	}
	return {frames, conversations};
}

/** Positions of the frames from `share` of the capture on, 0 to 1; none where no conversation is under way there. */
export function laterFrames({frames, conversations}: WholeCapture, share: number): number[] {
	const first = Math.floor(frames.length * share);
	const isUnderWay = [...conversations.values()].some((list) => list[0]! < first && list.at(-1)! >= first);
	return isUnderWay ? [...frames.keys()].slice(first) : [];
}

export function allFrames({frames}: WholeCapture): number[] {
	return [...frames.keys()];
}

/**
 * Positions of the frames that belong to the second half of a conversation, counted in packets, and of those that belong to
 * none. A frame with a tunnel belongs to several.
 */
export function secondHalves({frames, conversations}: WholeCapture): number[] {
	const dropped = new Set<number>();
	const halves = [...conversations.values()].map((positions) => [positions, Math.floor(positions.length / 2)] as const);
	for (const [positions, half] of halves) for (const position of positions.slice(0, half)) dropped.add(position);
	for (const [positions, half] of halves) for (const position of positions.slice(half)) dropped.delete(position);
	return allFrames({frames, conversations}).filter((position) => !dropped.has(position));
}

/** The biflows of these frames alone; their frame numbers are those of the whole capture. */
export async function biflowsOfFrames(
	{frames}: WholeCapture,
	positions: readonly number[],
	documentedPorts: PortSet,
): Promise<Biflow[]> {
	const standardInput = Readable.from([pcapng(positions.map((position) => frames[position]!))]);
	const {biflows, reading} = biflowsIn(['-'], {...options, standardInput, documentedPorts});
	const found = (await lastValueFrom(biflows.pipe(toArray()))).flat();
	if (reading.coverages[0]!.frames !== positions.length) throw new Error('frames were lost on the way');
	return found.map((biflow) => {
		const {capture, number} = biflow.firstFrame;
		return {...biflow, firstFrame: {capture, number: positions[number - 1]! + 1}};
	});
}

/** One section with an interface for each link type. */
function pcapng(frames: readonly KeptFrame[]): Uint8Array {
	const linkTypes = [...new Set(frames.map(({linkType}) => linkType))];
	const padded = (length: number) => (length + 3) & ~3;
	const total = frames.reduce((sum, {octets}) => sum + 32 + padded(octets.length), 28 + 20 * linkTypes.length);
	const buffer = Buffer.alloc(total);
	let at = 0;
	const block = (type: number, length: number, write: (body: number) => void) => {
		buffer.writeUInt32LE(type, at);
		buffer.writeUInt32LE(length, at + 4);
		buffer.writeUInt32LE(length, at + length - 4);
		write(at + 8);
		at += length;
	};
	block(0x0a0d0d0a, 28, (body) => {
		buffer.writeUInt32LE(0x1a2b3c4d, body);
		buffer.writeUInt16LE(1, body + 4);
		buffer.fill(0xff, body + 8, body + 16);
	});
	for (const linkType of linkTypes) block(1, 20, (body) => buffer.writeUInt16LE(linkType, body));
	for (const {octets, time, linkType, originalLength} of frames) {
		block(6, 32 + padded(octets.length), (body) => {
			const ticks = BigInt.asUintN(64, BigInt(Math.round(time)));
			buffer.writeUInt32LE(linkTypes.indexOf(linkType), body);
			buffer.writeUInt32LE(Number(ticks >> 32n), body + 4);
			buffer.writeUInt32LE(Number(ticks & 0xffff_ffffn), body + 8);
			buffer.writeUInt32LE(octets.length, body + 12);
			buffer.writeUInt32LE(originalLength, body + 16);
			buffer.set(octets, body + 20);
		});
	}
	return buffer;
}
