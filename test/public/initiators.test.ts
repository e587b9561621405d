import path from 'node:path';
import {lastValueFrom, toArray} from 'rxjs';
import type {Biflow} from '#portolan/flow/biflow.js';
import {Protocol} from '#portolan/net/protocol.js';
import {biflowsIn} from '#portolan/pipeline.js';
import {openerKey, PUBLIC, readOracle} from '../support/public-captures.js';
import {readDifferences, readOptions, testPublicCaptures} from '../support/public-tests.js';

// Who opened a TCP conversation is whoever sent the SYN that tshark sees; where both ends sent one, either. We see a SYN
// where tshark sees one, and nowhere else. Where we differ, `differences.json` says why.

const oracle = readOracle();
const differences = readDifferences();

async function tcpBiflows(file: string): Promise<Biflow[]> {
	const {biflows} = biflowsIn([path.join(PUBLIC, file)], readOptions);
	const all = (await lastValueFrom(biflows.pipe(toArray()))).flat();
	return all.filter(({protocolIdentifier}) => protocolIdentifier === Protocol.Tcp);
}

testPublicCaptures(async (t, file) => {
	const {openers} = oracle[file]!;
	const known = new Set(openers);
	const reversed: string[] = [];
	const ours = new Set<string>();
	for (const {initiator, initiatorPort, responder, responderPort, direction} of await tcpBiflows(file)) {
		const forward = openerKey(initiator.text, initiatorPort!, responder.text, responderPort!);
		const backward = openerKey(responder.text, responderPort!, initiator.text, initiatorPort!);
		if (known.has(backward) && !known.has(forward)) reversed.push(`${forward} (${direction.basis})`);
		if (direction.basis !== 'handshake' && direction.basis !== 'syn') continue;
		ours.add(forward);
		// The other end's SYN of a simultaneous open is in the same biflow.
		if (known.has(backward)) ours.add(backward);
	}
	const difference = differences[file];
	const onlyTshark = openers.filter((opener) => !ours.has(opener));
	const onlyOurs = [...ours].filter((opener) => !known.has(opener)).sort();
	t.deepEqual(reversed, difference?.reversed ?? [], difference?.reason);
	t.deepEqual(onlyTshark, difference?.openers ?? [], difference?.reason);
	t.deepEqual(onlyOurs, difference?.ourOpeners ?? [], difference?.reason);
});
