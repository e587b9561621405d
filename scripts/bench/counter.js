import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {findProgram} from './find-program.js';
import {folder, root} from './options.js';

/** @returns {string | undefined} the path of count.c, compiled; `undefined` where there is no compiler or no libpcap */
export function counter() {
	const compiler = findProgram('cc');
	if (compiler === undefined) return undefined;
	mkdirSync(folder, {recursive: true});
	const program = path.join(folder, 'count');
	const args = ['-O2', '-o', program, path.join(root, 'scripts/bench/count.c'), '-lpcap'];
	return spawnSync(compiler, args).status === 0 ? program : undefined;
}
