import path from 'node:path';
import {lastValueFrom, toArray} from 'rxjs';
import {openCaptures} from '#portolan/capture/merge.js';
import {Decoder} from '#portolan/decode/decode.js';
import {Stop} from '#portolan/decode/packet.js';
import type {Biflow} from '#portolan/flow/biflow.js';
import {protocolName} from '#portolan/net/protocol.js';
import {biflowsIn, type Reading} from '#portolan/pipeline.js';
import {addressText} from '../support/decoding.js';
import {conversationKey, PUBLIC, pairKey, readOracle} from '../support/public-captures.js';
import {readDifferences, readOptions, testPublicCaptures} from '../support/public-tests.js';

// Real captures from public test suites: as many packets as capinfos counts, the conversations that tshark sees. Where we
// differ, `differences.json` says why: `tshark` are conversations that tshark alone has, or how many; `ours` those that we
// alone have; likewise of the pairs of addresses, over all protocols.

const differences = readDifferences();
const oracle = readOracle();

async function read(file: string): Promise<{biflows: Biflow[]; reading: Reading}> {
	const {biflows, reading} = biflowsIn([path.join(PUBLIC, file)], readOptions);
	return {biflows: (await lastValueFrom(biflows.pipe(toArray()))).flat(), reading};
}

/** The ends of every IP packet, those inside of tunnels and those with nothing that portolan reads too. */
async function addressPairs(file: string): Promise<Set<string>> {
	const {frames} = openCaptures([path.join(PUBLIC, file)], readOptions);
	const decoder = new Decoder();
	const pairs = new Set<string>();
	for await (const batch of frames) {
		const packets = decoder.decode(batch);
		for (let row = 0; row < packets.count; row++) {
			pairs.add(pairKey(addressText(packets, row, packets.source), addressText(packets, row, packets.destination)));
		}
	}
	return pairs;
}

testPublicCaptures(async (t, file) => {
	const {packets, conversations, pairs} = oracle[file]!;
	const {biflows, reading} = await read(file);
	const [coverage] = reading.coverages;
	const undecoded = (reading.undecoded[0] ?? []).reduce((a, b) => a + b, 0);
	const inside = reading.inside[0]?.[Stop.None] ?? 0;
	const counted = biflows.reduce(
		(sum, {initiatorPackets, responderPackets}) => sum + initiatorPackets + responderPackets,
		0,
	);
	t.is(
		counted + reading.counts.icmpErrorsTied + reading.counts.duplicates + undecoded - inside,
		coverage!.frames,
		'every packet is in a flow, tied to one, a duplicate, or counted',
	);

	const difference = differences[file];
	if (packets !== null) t.is(coverage!.frames, difference?.packets ?? packets, 'packets as capinfos counts them');

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

	const ourPairs = await addressPairs(file);
	const missing = pairs.filter((pair) => !ourPairs.has(pair));
	const surplus = [...ourPairs].filter((pair) => !pairs.includes(pair)).sort();
	const expectedPairs = difference?.pairs ?? [];
	t.deepEqual(typeof expectedPairs === 'number' ? missing.length : missing, expectedPairs, difference?.reason);
	t.deepEqual(surplus, difference?.ourPairs ?? [], difference?.reason);
});
