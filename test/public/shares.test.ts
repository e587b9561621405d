import path from 'node:path';
import {Readable} from 'node:stream';
import test from 'ava';
import {lastValueFrom} from 'rxjs';
import {addUndecoded} from '#portolan/decode/decode.js';
import {addCounts} from '#portolan/flow/flow-counts.js';
import {PortSet} from '#portolan/net/port.js';
import {VlanClasses} from '#portolan/net/vlan.js';
import {Pace} from '#portolan/pace.js';
import {edgeTableOf} from '#portolan/pipeline.js';
import {PUBLIC, publicCaptures} from '../support/public-captures.js';

// Real captures read by one reader, and by four that share the pairs of hosts: the same edges and counts.

async function read(file: string, count: number) {
	const options = {
		reader: 'portolan',
		windowSize: 1 << 22,
		standardInput: Readable.from([]),
		maxFlows: 1 << 20,
		documentedPorts: new PortSet(),
		vlans: new VlanClasses(),
		onProgress() {},
		interruption: new AbortController().signal,
	} as const;
	const pace = new Pace(0, count);
	const parts = Array.from({length: count}, async (_, index) => {
		const own = new Pace(index, count, pace.shared);
		const {edgeTable, reading} = edgeTableOf([path.join(PUBLIC, file)], options, {index, count}, own);
		return {edges: await lastValueFrom(edgeTable), reading};
	});
	const [first, ...others] = await Promise.all(parts);
	for (const {edges, reading} of others) {
		first!.edges.absorb(structuredClone(edges.parts));
		addCounts(first!.reading.counts, reading.counts);
		addUndecoded(first!.reading.undecoded, reading.undecoded);
		addUndecoded(first!.reading.inside, reading.inside);
	}
	const {coverages, undecoded, inside, counts} = first!.reading;
	return {coverages, undecoded, inside, counts, edges: first!.edges.edges()};
}

const captures = publicCaptures();
if (captures.length === 0) {
	test('public captures', (t) => {
		t.log('skipped: the public captures are not here');
		t.pass();
	});
}

for (const file of captures) {
	test(file, async (t) => {
		t.deepEqual(await read(file, 4), await read(file, 1));
	});
}
