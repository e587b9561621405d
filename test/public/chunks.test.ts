import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Readable} from 'node:stream';
import {lastValueFrom} from 'rxjs';
import {MIN_WINDOW} from '#portolan/capture/open.js';
import {edgesOf} from '#portolan/pipeline.js';
import {PUBLIC} from '../support/public-captures.js';
import {readOptions, testPublicCaptures} from '../support/public-tests.js';
import {chunked} from '../support/reading.js';

// Real captures through a pipe, in chunks of any size, give what they give as files.

/** A capture larger than this is not read octet by octet: each is a turn of the event loop. */
const OCTET_BY_OCTET = 16_384;

async function read(file: string, windowSize: number, standardInput: Readable) {
	const options = {...readOptions, windowSize, standardInput, jobs: 1};
	const {edges, undecoded, inside, counts, coverages} = await lastValueFrom(edgesOf([file], options));
	// A pipe has no name and no size, and nobody knows how much of it there was.
	const coverage = coverages.map((each) => ({...each, path: '', octetsTotal: 0, octetsRead: 0}));
	return {edges, undecoded, inside, counts, coverage};
}

testPublicCaptures(async (t, file) => {
	const whole = path.join(PUBLIC, file);
	const asFile = await read(whole, readOptions.windowSize, readOptions.standardInput);
	const sizes = statSync(whole).size > OCTET_BY_OCTET ? [4096, 1 << 24] : [1, 4096, 1 << 24];
	for (const size of sizes) {
		const piped = await read('-', MIN_WINDOW, chunked(readFileSync(whole), size));
		t.deepEqual(piped, asFile, `chunks of ${size}`);
	}
});
