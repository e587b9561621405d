import {spawnSync} from 'node:child_process';
import path from 'node:path';
import test from 'ava';
import * as portolan from '#portolan/index.js';
import {ROOT} from './support/run.js';

test('the output in the documentation is what the commands print', (t) => {
	const {stdout, status} = spawnSync(process.execPath, [path.join(ROOT, 'scripts/update-docs.js'), '--check'], {
		encoding: 'utf8',
	});
	t.is(status, 0, stdout);
});

test('the package exports what a program needs to judge a capture', (t) => {
	const names = [
		'biflowsIn',
		'buildReport',
		'documentedPorts',
		'edgesOf',
		'formatJson',
		'formatText',
		'judge',
		'loadInventory',
		'loadPacks',
	];
	t.deepEqual(
		names.filter((name) => !(name in portolan)),
		[],
	);
});
