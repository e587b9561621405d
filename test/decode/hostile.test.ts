import test from 'ava';
import fc from 'fast-check';
import {Decoder} from '#portolan/decode/decode.js';
import {LinkType} from '#portolan/decode/link/link-type.js';
import {Stop} from '#portolan/decode/packet.js';
import {batches, type TestFrame} from '../support/decoding.js';
import {ethernet, hex, icmpError, ipv6, octets, tcp, tcpSegment, u16, u32, udp} from '../support/packets.js';
import {datagram, framed, geneve, gre, gtp, mpls, outer, vxlan} from '../support/wrappings.js';

/** Packets of frames, without those inside of tunnels, and frames that gave none. */
function countAll(frames: readonly TestFrame[]): {packets: number; undecoded: number} {
	const decoder = new Decoder();
	const rows = batches(frames).reduce((sum, batch) => sum + decoder.decode(batch).count, 0);
	const inside = decoder.inside.reduce((sum, counts) => sum + counts[Stop.None]!, 0);
	const undecoded = decoder.undecoded.flat().reduce((sum, count) => sum + count, 0);
	return {packets: rows - inside, undecoded};
}

const linkTypes = fc.constantFrom(...Object.values(LinkType), 9999);

test('noise under any link type never throws, and counts add up', (t) => {
	const frame = fc.record({
		octets: fc.uint8Array({maxLength: 120}),
		linkType: linkTypes,
		originalLength: fc.integer({min: 0, max: 2000}),
		capture: fc.integer({min: 0, max: 2}),
	});
	fc.assert(
		fc.property(fc.array(frame, {maxLength: 50}), (frames) => {
			const {packets, undecoded} = countAll(frames);
			return packets + undecoded === frames.length;
		}),
		{numRuns: 500},
	);
	t.pass();
});

test('real packets with octets changed or cut never throw, and counts add up', (t) => {
	const whole = fc.constantFrom(
		ethernet(tcp('10.0.0.1:1', '10.0.0.2:2', {payload: new Uint8Array(30)})),
		ethernet(udp('[fd00::1]:1', '[fd00::2]:2')),
		ethernet(
			ipv6(
				'fd00::1',
				'fd00::2',
				0,
				octets(43, 0, new Uint8Array(6), 44, 0, new Uint8Array(6), 6, 0, 0, 1, 0, 0, 0, 9, tcpSegment(1, 2)),
			),
		),
		ethernet(icmpError('10.0.0.9', '10.0.0.1', 3, 3, udp('10.0.0.1:5', '10.0.0.2:6')), {tags: [3]}),
	);
	const edits = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {maxLength: 5});
	fc.assert(
		fc.property(whole, edits, fc.nat(), (frame, changes, cut) => {
			const copy = frame.slice(0, cut % (frame.length + 1));
			for (const [position, value] of changes) if (copy.length > 0) copy[position % copy.length] = value;
			const {packets, undecoded} = countAll([{octets: copy, originalLength: frame.length}]);
			return packets + undecoded === 1;
		}),
		{numRuns: 5000},
	);
	t.pass();
});

const inner = tcp('10.0.0.1:1', '10.0.0.2:2', {payload: new Uint8Array(8)});
const wrapped: ReadonlyArray<readonly [linkType: number, frame: Uint8Array]> = [
	...[
		framed(0x8847, mpls(16, 17), u32(0), ethernet(inner)),
		framed(0x8864, hex('11 00 00 2a 00 00 00 21'), inner),
		framed(0x88e7, u32(5), ethernet(inner, {tags: [1]})),
		framed(0x88e5, hex('20 00 00 00 00 01'), new Uint8Array(8), u16(0x0800), inner),
		framed(0x22f3, hex('00 7f 00 01 00 02 00 00 00 00'), ethernet(inner)),
		framed(0x894f, hex('0f c6 01 03 00 00 01 ff'), new Uint8Array(16), ethernet(inner)),
	].map((frame) => [LinkType.Ethernet, frame] as const),
	...[
		gre(vxlan(ethernet(inner)), {key: 7, sequence: 1, checksum: true}),
		gre(octets(hex('20 0a 08 65 00 00 00 01 00 00 00 01'), new Uint8Array(8), ethernet(inner)), {protocol: 0x22eb}),
		outer(47, octets(hex('30 81 88 0b 00 30 00 07'), u32(1), u32(1), [0x21], inner)),
		geneve(ethernet(inner), {options: new Uint8Array(12)}),
		gtp(inner, {flags: 0x34, more: hex('00 00 00 85  01 10 09 c0  01 00 00 00')}),
		datagram(1701, octets(hex('4a 02 00 40 00 05 00 06 00 01 00 02 00 02 00 00 00 21'), inner)),
		datagram(
			37_008,
			octets(hex('01 00 00 12 0a 01 ff 01  88 01'), new Uint8Array(24), hex('aa aa 03 00 00 00 08 00'), inner),
		),
		datagram(
			5247,
			octets(hex('00 10 03 00 00 00 00 00  01 08'), new Uint8Array(22), hex('aa aa 03 00 00 00 08 00'), inner),
		),
		datagram(
			3544,
			octets(hex('00 01 02 02'), new Uint8Array(13), hex('00 00 9f a6 f5 ff ff fe'), tcp('[fd00::1]:1', '[fd00::2]:2')),
		),
		outer(115, octets(u32(5), new Uint8Array(8), ethernet(inner))),
	].map((packet) => [LinkType.Ethernet, ethernet(packet)] as const),
	[LinkType.NfLog, octets(2, 0, 0, 0, u16(5), u16(10), 1, 0, 0, 0, u16(64), u16(9), inner)],
	[
		LinkType.Ppi,
		octets(
			0,
			0,
			hex('0c 00 69 00 00 00'),
			u32(0),
			hex('08 01'),
			new Uint8Array(22),
			hex('aa aa 03 00 00 00 08 00'),
			inner,
		),
	],
	[LinkType.FrameRelay, octets(hex('18 41 03 00 80 00 00 00 08 00'), inner)],
	[LinkType.JuniperEthernet, octets(hex('4d 47 43 80 00 03 01 02 03'), ethernet(inner))],
];

/** What a decoder says of a frame, as text. */
function verdictOf(frame: Uint8Array, linkType: number, surroundings: Uint8Array, originalLength: number): string {
	const [batch] = batches([{octets: surroundings}, {octets: frame, linkType, originalLength}, {octets: surroundings}]);
	// Only the frame in the middle is decoded.
	for (const column of [batch!.offset, batch!.capturedLength, batch!.originalLength, batch!.linkType])
		column[0] = column[1]!;
	batch!.count = 1;
	const decoder = new Decoder();
	const packets = decoder.decode(batch!);
	const rows = Array.from({length: packets.count}, (_, row) => [
		packets.protocol[row],
		packets.sourcePort[row],
		packets.destinationPort[row],
		packets.ipOctets[row],
		packets.payloadCaptured[row],
		decoder.networks.name(packets.network[row]!),
	]);
	return JSON.stringify([rows, decoder.undecoded, decoder.inside]);
}

test('wrapped packets with octets changed or cut never throw, add up, and do not hang on what surrounds them', (t) => {
	const edits = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {maxLength: 4});
	const noise = fc.uint8Array({minLength: 80, maxLength: 80});
	fc.assert(
		fc.property(fc.constantFrom(...wrapped), edits, fc.nat(), noise, ([linkType, whole], changes, cut, around) => {
			const copy = whole.slice(0, whole.length - (cut % 3 === 0 ? cut % (whole.length + 1) : 0));
			for (const [position, value] of changes) if (copy.length > 0) copy[position % copy.length] = value;
			const {packets, undecoded} = countAll([{octets: copy, linkType, originalLength: whole.length}]);
			const verdict = verdictOf(copy, linkType, around, whole.length);
			return packets + undecoded === 1 && verdict === verdictOf(copy, linkType, new Uint8Array(80), whole.length);
		}),
		{numRuns: 3000},
	);
	t.pass();
});

test('wrapped packets are decoded as they are', (t) => {
	for (const [linkType, frame] of wrapped) {
		const verdict = verdictOf(frame, linkType, new Uint8Array(0), frame.length);
		t.regex(verdict, /\[6,1,2,/, verdict);
	}
});

test('octets outside of a frame are never read: what surrounds it changes nothing', (t) => {
	const frame = ethernet(tcp('10.0.0.1:1', '10.0.0.2:2', {payload: new Uint8Array(30)}));
	fc.assert(
		fc.property(fc.nat({max: frame.length}), fc.uint8Array({minLength: 60, maxLength: 60}), (cut, noise) => {
			const outcome = (surroundings: Uint8Array) => {
				const [batch] = batches([
					{octets: surroundings},
					{octets: frame.slice(0, cut), originalLength: frame.length},
					{octets: surroundings},
				]);
				const decoder = new Decoder();
				// Only the frame in the middle is decoded.
				batch!.offset[0] = batch!.offset[1]!;
				batch!.capturedLength[0] = batch!.capturedLength[1]!;
				batch!.originalLength[0] = batch!.originalLength[1]!;
				batch!.count = 1;
				const {count, ipOctets, payloadCaptured} = decoder.decode(batch!);
				return JSON.stringify([count, count && ipOctets[0], count && payloadCaptured[0], decoder.undecoded]);
			};
			return outcome(noise) === outcome(new Uint8Array(60));
		}),
	);
	t.pass();
});
