import path from 'node:path';
import {lastValueFrom} from 'rxjs';
import {edgesOfThreads} from '#portolan/pipeline.js';
import {PUBLIC} from '../support/public-captures.js';
import {readOptions, testPublicCaptures} from '../support/public-tests.js';

// Real captures in one thread, and in three that share the pairs of hosts: the same edges, counts and names.

async function read(file: string, threads: number) {
	const capture = path.join(PUBLIC, file);
	const reading = await lastValueFrom(edgesOfThreads([capture], readOptions, threads));
	const {edges, coverages, undecoded, inside, counts, names, watched, checksums} = reading;
	const named = Object.fromEntries(names.parts.map(({address}) => [address, names.of(address)]));
	return {edges, coverages, undecoded, inside, counts, named, watched, senders: checksums.senders};
}

testPublicCaptures(async (t, file) => {
	t.deepEqual(await read(file, 3), await read(file, 1));
});
