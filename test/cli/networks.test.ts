import test from 'ava';
import type {ReportFlow} from '#portolan/report/flow-report.js';
import type {Report} from '#portolan/report/report.js';
import {frames, pcap} from '../support/capture-files.js';
import {arp, conversation, ethernet} from '../support/packets.js';
import {run} from '../support/run.js';
import {framed, vxlan} from '../support/wrappings.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';
/** One conversation whose two directions have different tags, and a tunnel. */
const capture = pcap(
	frames([
		...conversation(C, S).map((packet, index) => ethernet(packet, {tags: index % 2 === 0 ? [10] : [0, 20]})),
		ethernet(vxlan(ethernet(conversation(C, S, {seq: 5})[0]!), {vni: 3})),
		ethernet(vxlan(arp())),
		framed(0x88e5, [0x0c], new Uint8Array(40)),
	]),
);

const site = ['-r', 'configmgr-2012', '-i', 'samples/inventory.yaml'];

const networks = async (...args: string[]) => {
	const {stdout} = await run(['flows', '-', '-f', 'json', ...args], {input: capture});
	return (JSON.parse(stdout) as {flows: ReportFlow[]}).flows.map(({network}) => network).sort();
};

test('flows tell their network', async (t) => {
	t.deepEqual(await networks(), [null, 'vlan 0.20', 'vlan 10', 'vxlan 3'].toSorted());
	const {stdout} = await run(['flows', '-'], {input: capture});
	t.is(stdout.split('\n').filter((line) => line.endsWith('  in vxlan 3')).length, 1);
});

test('--vlan-same makes VLANs one network', async (t) => {
	t.deepEqual(
		await networks('--vlan-same', '0,none', '--vlan-same', '10,20'),
		[null, 'vlan 10=20', 'vxlan 3'].toSorted(),
	);
});

test('a report tells the networks of its edges, and counts what is inside of tunnels by itself', async (t) => {
	const {stdout} = await run(['check', '-', ...site, '-f', 'json', '--vlan-same', '0,none'], {input: capture});
	const {edges, captures, quality} = JSON.parse(stdout) as Report;
	t.deepEqual(edges.find(({port}) => port === 443)!.networks, ['vlan 10', 'vlan 20', 'vxlan 3']);
	t.deepEqual(edges.find(({port}) => port === 4789)!.networks, []);
	t.like(captures[0], {
		packets: 11,
		decoded: 10,
		undecoded: {encrypted: 1},
		tunnelled: {packets: 1, undecoded: {arp: 1}},
	});
	t.true(quality.some(({kind}) => kind === 'encrypted'));
});

const refuses = test.macro<[list: string]>({
	exec: async (t, list) => {
		const {status, stderr} = await run(['flows', '-', '--vlan-same', list], {input: capture});
		t.is(status, 2);
		t.regex(stderr, /--vlan-same.*such as 10,110 or 0,none/s);
	},
	title: (_, list) => `--vlan-same ${list} is wrong usage`,
});

test(refuses, '10');
test(refuses, '10,4096');
test(refuses, '10,any');
