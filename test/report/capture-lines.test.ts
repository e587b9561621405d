import test from 'ava';
import {packetLines} from '#portolan/report/capture-lines.js';
import type {ReportCapture} from '#portolan/report/report.js';

const capture = (number: number, fields: Partial<ReportCapture> = {}): ReportCapture => ({
	path: `${number}.pcap`,
	format: 'pcap',
	compression: 'none',
	packets: 10,
	decoded: 9,
	undecoded: {arp: 1},
	tunnelled: {packets: 0, undecoded: {}},
	complete: true,
	problem: null,
	drops: null,
	comments: [],
	oddities: {},
	first: null,
	last: null,
	...fields,
});
const captures = (count: number) => Array.from({length: count}, (_, index) => capture(index));

test('one capture', (t) => {
	t.deepEqual(packetLines([capture(1)]), ['10 read, 9 decoded (not decoded: 1 arp)']);
});

test('a few are named', (t) => {
	t.deepEqual(packetLines([capture(1), capture(2, {undecoded: {}, decoded: 10})]), [
		'1.pcap: 10 read, 9 decoded (not decoded: 1 arp)',
		'2.pcap: 10 read, 10 decoded',
	]);
	t.is(packetLines(captures(8)).length, 8);
});

test('of a large set the sums, and those that were not read to their end', (t) => {
	const tunnelled = {packets: 3, undecoded: {malformed: 2}};
	const broken = {complete: false, problem: 'the capture is cut off'};
	t.deepEqual(
		packetLines([...captures(10), capture(10, {tunnelled}), capture(11, {undecoded: {lldp: 1}, ...broken})]),
		[
			'12 captures: 120 read, 108 decoded (not decoded: 11 arp, 1 lldp); inside of tunnels 3 (not decoded: 2 malformed)',
			'11.pcap: 10 read, 9 decoded (not decoded: 1 lldp); the capture is cut off',
		],
	);
});
