// Keeps what Node.js compiles of the program in a run, so that other runs need not compile it again. See bin/load.js.

import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {keepCompiled, load} from '../bin/load.js';

/** What is run for it: functions that it does not call are compiled when they are. */
const argv = [
	...['check', 'samples/compliant.pcapng.gz', 'samples/blocked.pcap', '-r', 'configmgr-2012', '-r', 'windows-baseline'],
	...['-i', 'samples/inventory.yaml', '-j', '1', '--fail-on', 'never'],
];

if (process.argv[2] === 'run') {
	const program = load();
	for (const format of ['json', 'text']) await program.run([process.execPath, 'portolan', ...argv, '-f', format]);
	keepCompiled(program);
} else {
	const {status} = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'run'], {
		cwd: fileURLToPath(new URL('../', import.meta.url)),
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	process.exitCode = status ?? 1;
}
