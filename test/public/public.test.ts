import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {lastValueFrom, toArray} from 'rxjs';
import type {Biflow} from '#portolan/flow/biflow.js';
import {PortSet} from '#portolan/net/port.js';
import {protocolName} from '#portolan/net/protocol.js';
import {biflowsIn, type Reading} from '#portolan/pipeline.js';
import {conversationKey, PUBLIC, publicCaptures, readOracle} from '../support/public-captures.js';

// Real captures from public test suites: as many packets as capinfos counts, the conversations that tshark sees. Where we
// differ, `differences.json` says why: `tshark` are conversations that tshark alone has, or how many; `ours` those that we
// alone have.

interface Difference {
	readonly reason: string;
	readonly tshark?: readonly string[] | number;
	readonly ours?: readonly string[];
}

const DIFFERENCES = new URL('../../../test/public/differences.json', import.meta.url);
const differences = JSON.parse(readFileSync(DIFFERENCES, 'utf8')) as Readonly<Record<string, Difference>>;
const oracle = readOracle();
const captures = publicCaptures();

async function read(file: string): Promise<{biflows: Biflow[]; reading: Reading}> {
	const {biflows, reading} = biflowsIn([path.join(PUBLIC, file)], {
		reader: 'portolan',
		windowSize: 1 << 22,
		standardInput: process.stdin,
		maxFlows: 1 << 20,
		documentedPorts: new PortSet(),
		onProgress() {},
		interruption: new AbortController().signal,
	});
	return {biflows: (await lastValueFrom(biflows.pipe(toArray()))).flat(), reading};
}

if (captures.length === 0) {
	test('public captures', (t) => {
		t.log('skipped: the public captures are not here');
		t.pass();
	});
}

for (const file of captures) {
	test(file, async (t) => {
		const {packets, conversations} = oracle[file]!;
		const {biflows, reading} = await read(file);
		const [coverage] = reading.coverages;
		const undecoded = (reading.undecoded[0] ?? []).reduce((a, b) => a + b, 0);
		const counted = biflows.reduce(
			(sum, {initiatorPackets, responderPackets}) => sum + initiatorPackets + responderPackets,
			0,
		);
		t.is(
			counted + reading.counts.icmpErrorsTied + reading.counts.duplicates + undecoded,
			coverage!.frames,
			'every packet is in a flow, tied to one, a duplicate, or counted',
		);

		const difference = differences[file];
		const isUnread = difference?.reason === 'format';
		if (packets !== null && !isUnread) t.is(coverage!.frames, packets, 'packets as capinfos counts them');

		const ours = new Set(
			biflows.flatMap(({protocolIdentifier, initiator, responder, initiatorPort, responderPort}) => {
				const name = protocolName(protocolIdentifier);
				if (!['tcp', 'udp', 'sctp'].includes(name)) return [];
				return [conversationKey(name, [initiator.text, initiatorPort!], [responder.text, responderPort!])];
			}),
		);
		const onlyTshark = conversations.filter((key) => !ours.has(key));
		const onlyOurs = [...ours].filter((key) => !conversations.includes(key)).sort();
		const expected = difference?.tshark ?? [];
		t.deepEqual(typeof expected === 'number' ? onlyTshark.length : onlyTshark, expected, difference?.reason);
		t.deepEqual(onlyOurs, difference?.ours ?? [], difference?.reason);
	});
}
