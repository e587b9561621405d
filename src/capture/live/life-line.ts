import {Socket} from 'node:net';
import {parentPort, workerData} from 'node:worker_threads';

// A thread that notices the end of standard input, which is when whoever reads us wants us to end, or is gone. It has an
// event loop of its own: while packets come without a pause, that of the capture does not turn.

const isOver = new Int32Array(workerData as SharedArrayBuffer);

function tell(): void {
	Atomics.store(isOver, 0, 1);
	parentPort?.postMessage('over');
}

const standardInput = new Socket({fd: 0, readable: true, writable: false});
standardInput.resume();
standardInput.once('close', tell);
standardInput.on('error', () => {});
