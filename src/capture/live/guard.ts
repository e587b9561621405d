// A process that ends another when whoever started both is gone without a word: that program would notice only when it
// has something to write, which on a quiet interface may be never. A word on standard input, and it leaves without that.

/** Milliseconds that the other has to end as it likes, and between two looks at whether it has. */
const PATIENCE = 2000;
const INTERVAL = 50;

const pid = Number(process.argv[2]);

/** Signal 0 only asks whether it is there. */
function send(signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}

function end(): void {
	if (!send('SIGINT')) process.exit(0);
	let waited = 0;
	setInterval(() => {
		waited += INTERVAL;
		// Whoever has its number later is somebody else.
		if (!send(0)) process.exit(0);
		if (waited >= PATIENCE) send('SIGKILL');
	}, INTERVAL);
}

process.stdin.once('data', () => process.exit(0));
process.stdin.once('end', end);
process.stdin.on('error', end);
