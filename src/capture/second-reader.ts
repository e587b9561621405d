import {EventEmitter} from 'node:events';
import pcapParser, {type GlobalHeader, type Packet, type PacketHeader} from 'pcap-parser';
import {CaptureError} from '../net/problem.js';
import {countOddity, noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import type {OctetWindow} from './octets.js';
import {impossibleLength, MAX_FRAME} from './pcap.js';
import {RECORD_HEADER} from './pcap-variant.js';

/** Octets given to the parser at a time: it hands over every packet in them before it takes more. */
const CHUNK = 65_536;
/** A chunk completes at most one frame that began before it; the others lie in it. */
const BATCH_OCTETS = CHUNK + MAX_FRAME;

/**
 * Reads classic pcap with npm's pcap-parser, which shares no code with ours: the witness that a disputed result is
 * checked against. It knows microsecond pcap only; anything else throws `CaptureError`.
 */
export async function* readWithPcapParser(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'pcap';
	const batch = emptyBatch(capture);
	const parsing = new Parsing(coverage.path);
	while (await window.fill(1)) {
		const length = Math.min(CHUNK, window.available);
		const failure = parsing.feed(Buffer.from(window.octets.subarray(window.start, window.start + length)));
		window.start += length;
		for (const packet of parsing.takePackets()) {
			if (packet.data.length > parsing.snaplen && parsing.snaplen > 0) {
				countOddity(coverage, 'record longer than the snaplen');
			}
			if (batch.count === BATCH_ROWS) {
				yield finish(batch, coverage);
				batch.count = 0;
			}
			append(batch, packet, parsing.linkType, ++coverage.frames);
		}
		if (batch.count > 0) yield finish(batch, coverage);
		batch.count = 0;
		if (failure !== undefined) throw failure;
	}
	if (!parsing.hasHeader) noteCut(coverage, 0, 'in the file header');
	else if (parsing.isMidRecord)
		noteCut(coverage, parsing.recordStart, `in the middle of packet ${coverage.frames + 1}`);
}

/** Drives pcap-parser with a stand-in for the stream it wants, so that it works in step with its caller. */
class Parsing {
	readonly #stream = Object.assign(new EventEmitter(), {pause() {}, resume() {}});
	readonly #parser = pcapParser.parse(this.#stream);
	readonly #path: string;
	#packets: Packet[] = [];
	#header: GlobalHeader | undefined;
	/** A packet's header was taken, its octets were not. */
	#pending: PacketHeader | undefined;
	#fed = 0;
	#frames = 0;

	constructor(path: string) {
		this.#path = path;
		this.#parser.on('error', ({message}: Error) => {
			throw new CaptureError(path, `pcap-parser cannot read this file (${message}); leave --reader out to read it`);
		});
		this.#parser.on('globalHeader', (header: GlobalHeader) => {
			this.#header = header;
		});
		this.#parser.on('packetHeader', (header: PacketHeader) => {
			if (header.capturedLength > MAX_FRAME) {
				throw impossibleLength(this.#path, this.#frames + 1, this.recordStart, header.capturedLength);
			}
			this.#pending = header;
		});
		this.#parser.on('packet', (packet: Packet) => {
			this.#pending = undefined;
			this.#frames++;
			this.#packets.push(packet);
		});
	}

	/** The parser keeps `chunk`. What it throws is given back, since the packets before it are good. */
	feed(chunk: Buffer): unknown {
		this.#fed += chunk.length;
		try {
			this.#stream.emit('data', chunk);
			return undefined;
		} catch (error) {
			return error;
		}
	}

	takePackets(): Packet[] {
		const packets = this.#packets;
		this.#packets = [];
		return packets;
	}

	get hasHeader(): boolean {
		return this.#header !== undefined;
	}

	get snaplen(): number {
		return this.#header?.snapshotLength ?? 0;
	}

	get linkType(): number {
		return (this.#header?.linkLayerType ?? 0) & 0xffff;
	}

	get isMidRecord(): boolean {
		return this.#pending !== undefined || (this.#parser.buffer?.length ?? 0) > 0;
	}

	/** Octets from the start of the capture to the record that is not complete yet. */
	get recordStart(): number {
		return this.#fed - (this.#parser.buffer?.length ?? 0) - (this.#pending === undefined ? 0 : RECORD_HEADER);
	}
}

function emptyBatch(capture: number): FrameBatch {
	const batch = new FrameBatch();
	batch.octets = new Uint8Array(BATCH_OCTETS);
	batch.view = new DataView(batch.octets.buffer);
	batch.capture.fill(capture);
	return batch;
}

function append(batch: FrameBatch, {header, data}: Packet, linkType: number, number: number): void {
	const row = batch.count++;
	const offset = row === 0 ? 0 : batch.offset[row - 1]! + batch.capturedLength[row - 1]!;
	batch.octets.set(data, offset);
	batch.offset[row] = offset;
	batch.capturedLength[row] = data.length;
	batch.originalLength[row] = header.originalLength;
	batch.time[row] = header.timestampSeconds * 1_000_000 + header.timestampMicroseconds;
	batch.linkType[row] = linkType;
	batch.number[row] = number;
}

function finish(batch: FrameBatch, coverage: CaptureCoverage): FrameBatch {
	noteFrames(coverage, batch);
	return batch;
}
