import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import {benchModule} from '../support/bench.js';
import {run} from '../support/run.js';

interface Traffic {
	readonly packets: number;
	readonly flows: number;
	readonly edges: number;
	readonly snaplen: number;
	readonly size: number;
	readonly ipv6: number;
	readonly vlan: number;
	readonly scan: number;
	readonly seed: number;
}

const {generate} = await benchModule<{
	generate: (options: Partial<Traffic>, write: (octets: Buffer) => void) => void;
}>('generate.js');
const {inventoryText} = await benchModule<{inventoryText: (hosts: number) => string}>('site.js');
const {rulePackText} = await benchModule<{rulePackText: (rows: number) => string}>('rule-pack.js');

const folder = mkdtempSync(path.join(os.tmpdir(), 'portolan-bench-test-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const small = {packets: 2000, flows: 50, edges: 20};

function capture(options: Partial<Traffic>): Buffer {
	const chunks: Buffer[] = [];
	generate(options, (octets) => chunks.push(Buffer.from(octets)));
	return Buffer.concat(chunks);
}

const digest = (octets: Buffer) => createHash('sha256').update(octets).digest('hex');

test('the same options give the same octets, another seed gives others', (t) => {
	t.is(digest(capture(small)), digest(capture(small)));
	t.not(digest(capture(small)), digest(capture({...small, seed: 2})));
});

test('a capture is the same as it was, on every machine', (t) => {
	t.is(digest(capture(small)), 'd08c4308b663ab0e21b884a8ca3191be15433517807eb665759f509952a7af8f');
});

interface Counts {
	readonly packets: number;
	readonly flows: number;
	/** Flows over IPv6. */
	readonly ipv6: number;
}

interface Flow {
	readonly initiator: {readonly address: string};
	readonly initiatorPackets: number;
	readonly responderPackets: number;
}

const counted = test.macro<[options: Partial<Traffic>, expected: Counts]>({
	async exec(t, options, expected) {
		const {stdout, stderr} = await run(['flows', '-', '-f', 'json'], {input: capture(options)});
		const {flows} = JSON.parse(stdout) as {flows: Flow[]};
		const packets = flows.reduce((sum, flow) => sum + flow.initiatorPackets + flow.responderPackets, 0);
		const ipv6 = flows.filter(({initiator}) => initiator.address.includes(':')).length;
		t.deepEqual({packets, flows: flows.length, ipv6}, expected, stderr);
	},
	title: (_, options, {packets, flows, ipv6}) =>
		`${JSON.stringify(options)}: ${packets} packets, ${flows} flows, ${ipv6} over IPv6`,
});

test(counted, small, {packets: 2000, flows: 50, ipv6: 0});
test(counted, {...small, ipv6: 1}, {packets: 2000, flows: 50, ipv6: 50});
test(counted, {...small, vlan: 1}, {packets: 2000, flows: 50, ipv6: 0});
test(counted, {...small, ipv6: 0.5, vlan: 0.5}, {packets: 2000, flows: 50, ipv6: 24});
test(counted, {...small, scan: 500}, {packets: 2000, flows: 550, ipv6: 0});
test(counted, {...small, snaplen: 1514, size: 1514}, {packets: 2000, flows: 50, ipv6: 0});

test('a frame is as long as asked for, and no more of it is there than the snaplen', (t) => {
	const octets = capture({...small, size: 1514, snaplen: 96});
	const lengths = new Set<number>();
	for (let at = 24; at < octets.length; at += 16 + octets.readUInt32LE(at + 8)) {
		t.true(octets.readUInt32LE(at + 8) <= 96);
		lengths.add(octets.readUInt32LE(at + 12));
	}
	t.deepEqual([...lengths].sort(), [1514, 54]);
});

test('a share of the flows is tagged', (t) => {
	const tagged = (options: Partial<Traffic>) => {
		const octets = capture(options);
		let count = 0;
		for (let at = 24; at < octets.length; at += 16 + octets.readUInt32LE(at + 8)) {
			if (octets.readUInt16BE(at + 16 + 12) === 0x8100) count++;
		}
		return count;
	};
	t.is(tagged(small), 0);
	t.true(tagged({...small, vlan: 0.5}) > 500 && tagged({...small, vlan: 0.5}) < 1500);
	t.is(tagged({...small, vlan: 1}), 2000);
});

test('the inventory names as many hosts as asked for', (t) => {
	for (const hosts of [10, 24, 100]) {
		t.is((JSON.parse(inventoryText(hosts)) as {hosts: unknown[]}).hosts.length, hosts);
	}
});

test('the generated site and a generated rule pack are judged', async (t) => {
	const file = (name: string, text: string | Buffer) => {
		writeFileSync(path.join(folder, name), text);
		return path.join(folder, name);
	};
	const inventory = file('inventory.json', inventoryText(24));
	const pack = file('rows.yaml', rulePackText(1000));
	const site = file('site.pcap', capture(small));
	const report = path.join(folder, 'report.json');
	const {status, stderr} = await run(['check', site, '-r', pack, '-i', inventory, '-o', report, '--fail-on', 'never']);
	t.is(status, 0, stderr);
	t.is((JSON.parse(readFileSync(report, 'utf8')) as {edges: unknown[]}).edges.length, 20);
});
