import path from 'node:path';
import {lastValueFrom} from 'rxjs';
import {addUndecoded} from '#portolan/decode/decode.js';
import {addCounts} from '#portolan/flow/flow-counts.js';
import {Pace} from '#portolan/pace.js';
import {edgeTableOf} from '#portolan/pipeline.js';
import {PUBLIC} from '../support/public-captures.js';
import {readOptions, testPublicCaptures} from '../support/public-tests.js';

// Real captures read by one reader, and by four that share the pairs of hosts: the same edges, counts and names.

async function read(file: string, count: number) {
	const pace = new Pace();
	const parts = Array.from({length: count}, async (_, index) => {
		const own = new Pace(pace.shared);
		const {edgeTable, reading} = edgeTableOf([path.join(PUBLIC, file)], readOptions, {index, count}, own);
		return {edges: await lastValueFrom(edgeTable), reading};
	});
	const [first, ...others] = await Promise.all(parts);
	for (const {edges, reading} of others) {
		first!.edges.absorb(structuredClone(edges.parts));
		addCounts(first!.reading.counts, reading.counts);
		addUndecoded(first!.reading.undecoded, reading.undecoded);
		addUndecoded(first!.reading.inside, reading.inside);
		first!.reading.names.absorb(structuredClone(reading.names.parts));
	}
	const {coverages, undecoded, inside, counts, names} = first!.reading;
	const named = Object.fromEntries(names.parts.map(({address}) => [address, names.of(address)]));
	return {coverages, undecoded, inside, counts, named, edges: first!.edges.edges()};
}

testPublicCaptures(async (t, file) => {
	t.deepEqual(await read(file, 4), await read(file, 1));
});
