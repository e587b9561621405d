// Writes a classic pcap of generated traffic: the same octets for the same options, whatever the machine.
//
//   node scripts/bench/generate.js out.pcap --packets 5000000 --flows 200000 --edges 10000

import {closeSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {randomNumbers} from './random.js';
import {edgeAt, inventoryText} from './site.js';

/**
 * @typedef {object} Traffic
 * @property {number} packets
 * @property {number} flows all of them under way at a time, packets in random order between them
 * @property {number} edges different pairs of hosts and ports that the flows are of
 * @property {number} snaplen octets captured of a frame at most
 * @property {number} size octets of a frame with a payload on the wire; full frames are 1514
 * @property {number} ipv6 share of flows over IPv6, 0 to 1
 * @property {number} vlan share of flows with a VLAN tag, 0 to 1
 * @property {number} scan packets of one host that tries address after address and port after port, before the others
 * @property {number} seed
 */

/** @type {Traffic} */
export const defaults = {
	packets: 5_000_000,
	flows: 200_000,
	edges: 10_000,
	snaplen: 96,
	size: 600,
	ipv6: 0,
	vlan: 0,
	scan: 0,
	seed: 1,
};

const CHUNK = 1 << 24;
const RECORD_HEADER = 16;
/** Microseconds between packets: five million are 50 seconds. */
const INTERVAL = 10;
/** 2026-01-01T00:00:00Z, in seconds. */
const START = 1_767_225_600;
const SYN = 2;
const SYN_ACK = 18;
const ACK = 16;

/** Fills one buffer after the other and hands each over to `write`. */
class Writer {
	#buffer = Buffer.alloc(CHUNK);
	#at = 0;
	#packets = 0;
	#write;
	#snaplen;

	constructor(write, snaplen) {
		this.#write = write;
		this.#snaplen = snaplen;
		const header = Buffer.alloc(24);
		header.writeUInt32LE(0xa1b2c3d4, 0);
		header.writeUInt16LE(2, 4);
		header.writeUInt16LE(4, 6);
		header.writeUInt32LE(snaplen, 16);
		header.writeUInt32LE(1, 20);
		write(header);
	}

	/** One TCP segment: Ethernet, perhaps a VLAN tag, IPv4 or IPv6, and `payload` octets. */
	segment({isV6, isTagged, from, to, fromPort, toPort, flags, sequence, acknowledgment, payload}) {
		const network = isTagged ? 18 : 14;
		const transport = network + (isV6 ? 40 : 20);
		const length = transport + 20 + payload;
		const captured = Math.min(length, this.#snaplen);
		if (this.#at + RECORD_HEADER + length > CHUNK) this.flush();
		const buffer = this.#buffer;
		const record = this.#at;
		const micros = this.#packets++ * INTERVAL;
		buffer.writeUInt32LE(START + Math.floor(micros / 1_000_000), record);
		buffer.writeUInt32LE(micros % 1_000_000, record + 4);
		buffer.writeUInt32LE(captured, record + 8);
		buffer.writeUInt32LE(length, record + 12);
		const start = record + RECORD_HEADER;
		buffer.fill(0, start, start + captured);
		buffer.writeUInt32BE(to, start + 2);
		buffer.writeUInt32BE(from, start + 8);
		if (isTagged) buffer.writeUInt32BE(0x8100_000a, start + 12);
		buffer.writeUInt16BE(isV6 ? 0x86dd : 0x0800, start + network - 2);
		const ip = start + network;
		if (isV6) {
			buffer[ip] = 0x60;
			buffer.writeUInt16BE(20 + payload, ip + 4);
			buffer[ip + 6] = 6;
			buffer[ip + 7] = 64;
			buffer[ip + 8] = 0xfd;
			buffer.writeUInt32BE(from, ip + 20);
			buffer[ip + 24] = 0xfd;
			buffer.writeUInt32BE(to, ip + 36);
		} else {
			buffer[ip] = 0x45;
			buffer.writeUInt16BE(40 + payload, ip + 2);
			buffer[ip + 8] = 64;
			buffer[ip + 9] = 6;
			buffer.writeUInt32BE(from, ip + 12);
			buffer.writeUInt32BE(to, ip + 16);
		}
		const tcp = start + transport;
		buffer.writeUInt16BE(fromPort, tcp);
		buffer.writeUInt16BE(toPort, tcp + 2);
		buffer.writeUInt32BE(sequence >>> 0, tcp + 4);
		buffer.writeUInt32BE(acknowledgment >>> 0, tcp + 8);
		buffer[tcp + 12] = 0x50;
		buffer[tcp + 13] = flags;
		buffer.writeUInt16BE(0xffff, tcp + 14);
		this.#at = start + captured;
	}

	flush() {
		if (this.#at > 0) this.#write(this.#buffer.subarray(0, this.#at));
		this.#at = 0;
	}
}

/**
 * @param {Partial<Traffic>} options
 * @param {(octets: Buffer) => void} write given the file's octets in order; they are valid until it returns
 */
export function generate(options, write) {
	const {packets, flows, edges, snaplen, size, ipv6, vlan, scan, seed} = {...defaults, ...options};
	const random = randomNumbers(seed);
	const writer = new Writer(write, snaplen);
	for (let number = 0; number < scan; number++) {
		// 65535 ports of one address, then of the next.
		writer.segment({
			isV6: false,
			isTagged: false,
			from: 0x0a_63_00_01,
			to: 0x0a_10_00_01 + Math.floor(number / 65_535),
			fromPort: 40_000 + (random() % 20_000),
			toPort: 1 + (number % 65_535),
			flags: SYN,
			sequence: random(),
			acknowledgment: 0,
			payload: 0,
		});
	}
	/** Segments of each flow so far. */
	const progress = new Uint32Array(flows);
	const clients = Math.max(1, Math.ceil(edges / 8));
	const share = (part, flow) => ((Math.imul(flow, 0x9e3779b1) >>> 0) % 1000) / 1000 < part;
	for (let number = scan; number < packets; number++) {
		const flow = random() % flows;
		const {client, server, port} = edgeAt(flow % edges, clients);
		const clientPort = 49_152 + (Math.floor(flow / edges) % 16_384);
		const step = progress[flow]++;
		// SYN, SYN+ACK, ACK, then requests and answers in turn, of one flow after the other.
		const isFromClient = step === 0 || (step > 1 && step % 2 === 0);
		const payload = step < 3 ? 0 : Math.max(0, size - 54);
		writer.segment({
			isV6: share(ipv6, flow),
			isTagged: share(vlan, flow + 1),
			from: isFromClient ? client : server,
			to: isFromClient ? server : client,
			fromPort: isFromClient ? clientPort : port,
			toPort: isFromClient ? port : clientPort,
			flags: step === 0 ? SYN : step === 1 ? SYN_ACK : ACK,
			sequence: step < 2 ? flow : flow + 1 + step,
			acknowledgment: step === 0 ? 0 : flow + 1,
			payload,
		});
	}
	writer.flush();
}

/** Writes the capture to `path` (`-` for standard output). */
export function generateFile(path, options) {
	const file = path === '-' ? 1 : openSync(path, 'w');
	generate(options, (octets) => {
		for (let at = 0; at < octets.length; ) at += writeSync(file, octets, at);
	});
	if (file !== 1) closeSync(file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const names = Object.keys(defaults);
	const {values, positionals} = parseArgs({
		allowPositionals: true,
		options: {
			...Object.fromEntries(names.map((name) => [name, {type: 'string'}])),
			inventory: {type: 'string'},
			hosts: {type: 'string', default: '24'},
		},
	});
	const options = Object.fromEntries(
		names.flatMap((name) => (values[name] === undefined ? [] : [[name, Number(values[name])]])),
	);
	if (values.inventory !== undefined) writeFileSync(values.inventory, inventoryText(Number(values.hosts)));
	if (positionals[0] !== undefined) generateFile(positionals[0], options);
}
