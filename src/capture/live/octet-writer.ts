import {writeSync} from 'node:fs';
import {workerData} from 'node:worker_threads';
import {OctetRing} from './octet-ring.js';

// A thread that writes what is in a ring to standard output, and waits as long as nobody reads it there.

/** Octets of one write. */
const MOST = 1 << 16;
/** Milliseconds; what a frame waits at most for others before it is written. */
const PATIENCE = 5;

const ring = new OctetRing(workerData as SharedArrayBuffer);
const standardOutput = 1;

function write(octets: Uint8Array): void {
	let done = 0;
	while (done < octets.length) {
		try {
			done += writeSync(standardOutput, octets, done);
		} catch (error) {
			// Where whoever started us left the pipe in a mode that does not wait.
			if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE);
		}
	}
}

try {
	for (let octets = ring.take(MOST, PATIENCE); octets !== undefined; octets = ring.take(MOST, PATIENCE)) {
		write(octets);
		ring.release(octets.length);
	}
} catch {
	ring.break();
}
