import test from 'ava';
import {ChecksumSample} from '#portolan/decode/checksums.js';
import {Decoder} from '#portolan/decode/decode.js';
import {batches, type TestFrame} from '../support/decoding.js';
import {ascii, ethernet, icmp, octets, tcp, udp} from '../support/packets.js';

/** The sum of 16-bit words, folded; an odd octet is the upper half of one. */
function sum(...parts: ReadonlyArray<Uint8Array | readonly number[]>): number {
	const all = octets(...parts);
	let total = 0;
	for (let at = 0; at < all.length; at += 2) total += all[at]! * 256 + (all[at + 1] ?? 0);
	while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
	return total;
}

function pseudo(packet: Uint8Array): Uint8Array {
	const isV4 = packet[0]! >>> 4 === 4;
	const header = isV4 ? 20 : 40;
	const length = packet.length - header;
	return octets(packet.slice(isV4 ? 12 : 8, header), [0, packet[isV4 ? 9 : 6]!, length >>> 8, length & 0xff]);
}

function put(packet: Uint8Array, at: number, value: number): Uint8Array {
	const copy = Uint8Array.from(packet);
	copy[at] = value >>> 8;
	copy[at + 1] = value & 0xff;
	return copy;
}

/** Where the transport checksum stands. */
function place(packet: Uint8Array): number {
	const isV4 = packet[0]! >>> 4 === 4;
	return (isV4 ? 20 : 40) + (packet[isV4 ? 9 : 6] === 6 ? 16 : 6);
}

const withHeader = (packet: Uint8Array) =>
	packet[0]! >>> 4 === 4 ? put(packet, 10, 0xffff - sum(packet.slice(0, 20))) : packet;
const finished = (packet: Uint8Array) => {
	const header = packet[0]! >>> 4 === 4 ? 20 : 40;
	return withHeader(put(packet, place(packet), 0xffff - sum(pseudo(packet), packet.slice(header))));
};
const unfinished = (packet: Uint8Array) => withHeader(put(packet, place(packet), sum(pseudo(packet))));
const wrong = (packet: Uint8Array) => {
	const right = finished(packet);
	return put(right, place(packet), (right[place(packet)]! * 256 + right[place(packet) + 1]!) ^ 0x1111);
};

function sample(frames: readonly TestFrame[]) {
	const decoder = new Decoder();
	const checksums = new ChecksumSample();
	for (const batch of batches(frames)) checksums.update(decoder.decode(batch));
	return checksums.senders.map(({address, ...counts}) => ({address: address.text, ...counts}));
}

type Counts = readonly [sampled: number, unfinished: number, wrong: number];
const finds = test.macro<[frame: Uint8Array, counts: Counts, cut?: number]>({
	exec: (t, frame, counts, cut = 0) => {
		const [found] = sample([{octets: frame.slice(0, frame.length - cut), originalLength: frame.length}]);
		t.deepEqual([found?.sampled ?? 0, found?.unfinished ?? 0, found?.wrong ?? 0], counts);
	},
	title: (name, _, counts) =>
		`${name}: ${['not looked at', 'right', 'unfinished', 'wrong'][counts[0] + counts[1] + 2 * counts[2]]}`,
});

const segment = tcp('10.0.0.1:1', '10.0.0.2:2', {payload: ascii('odd')});
const segment6 = tcp('[fd00::1]:1', '[fd00::2]:2', {payload: ascii('even')});
const datagram = udp('10.0.0.1:1', '10.0.0.2:2', ascii('odd'));

for (const [name, packet] of [
	['TCP', segment],
	['TCP over IPv6', segment6],
	['UDP', datagram],
] as const) {
	test(name, finds, ethernet(finished(packet)), [1, 0, 0]);
	test(`${name} with the sum of the pseudo header`, finds, ethernet(unfinished(packet)), [1, 1, 0]);
	test(`${name} with another checksum`, finds, ethernet(wrong(packet)), [1, 0, 1]);
	test(`${name}, cut`, finds, ethernet(finished(packet)), [0, 0, 0], 1);
}
test('TCP with checksum 0', finds, ethernet(withHeader(segment)), [1, 1, 0]);
test('UDP without a checksum', finds, ethernet(withHeader(datagram)), [1, 0, 0]);
test('an IPv4 header with checksum 0', finds, ethernet(put(finished(segment), 10, 0)), [1, 1, 0]);
test('an IPv4 header with another checksum', finds, ethernet(put(finished(segment), 10, 0x1234)), [1, 0, 1]);
test('a packet that the card will cut to size', finds, ethernet(put(finished(segment), 2, 0)), [1, 1, 0]);
test('ICMP: the IPv4 header alone', finds, ethernet(withHeader(icmp('10.0.0.1', '10.0.0.2', 8))), [1, 0, 0]);
test('padding of a short frame', finds, octets(ethernet(finished(segment)), new Uint8Array(7)), [1, 0, 0]);

test('between two hosts 16 packets of each are looked at, and each sender is another', (t) => {
	const other = finished(tcp('10.0.0.2:2', '10.0.0.1:1'));
	const frames = [...Array.from({length: 100}, () => finished(segment)), other].map((packet) => ({
		octets: ethernet(packet),
	}));
	t.deepEqual(sample(frames), [
		{address: '10.0.0.1', sampled: 16, unfinished: 0, wrong: 0},
		{address: '10.0.0.2', sampled: 1, unfinished: 0, wrong: 0},
	]);
});
