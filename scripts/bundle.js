// Puts the command line and its worker, with everything they import, into one file each: a run loads two files instead of
// two hundred, which takes a third of the time of a short one. `dist/` stays what other programs import.

import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {inlineConstants} from './constants.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/** What a live capture runs as processes and threads of their own. */
const liveParts = ['cap-child', 'octet-writer', 'life-line', 'replay-child', 'guard'];

/** @type {import('esbuild').BuildOptions} */
const common = {
	absWorkingDir: root,
	// As deep below the project's folder as the modules are, since they find rules/ and package.json from where they stand.
	outdir: 'dist/bundled',
	bundle: true,
	platform: 'node',
	target: 'node20.19',
	// Under Node's condition rxjs is CommonJS, which cannot be cut down to what is used.
	alias: {rxjs: path.join(root, 'node_modules/rxjs/dist/esm/index.js')},
	external: ['cap'],
	plugins: [inlineConstants],
	logLevel: 'warning',
};

await build({
	...common,
	entryPoints: {main: 'dist/cli/main.js'},
	// What bin/load.js can keep compiled is a script, not a module.
	format: 'cjs',
	outExtension: {'.js': '.cjs'},
	define: {'import.meta.url': 'moduleUrl'},
	banner: {js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;"},
});
await build({
	...common,
	entryPoints: {
		worker: 'dist/worker.js',
		...Object.fromEntries(liveParts.map((name) => [name, `dist/capture/live/${name}.js`])),
	},
	format: 'esm',
	// CommonJS packages ask for Node's modules when they run.
	banner: {
		js: "import {createRequire as requireFrom} from 'node:module';\nconst require = requireFrom(import.meta.url);",
	},
});
