// Puts the page of HTML reports, its libraries and their licences, into one script and one style sheet: both are written into
// every such report.

import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const libraries = ['preact', 'uplot'];

const licences = libraries.map((library) => {
	const read = (file) => readFileSync(new URL(`../node_modules/${library}/${file}`, import.meta.url), 'utf8');
	const {version} = JSON.parse(read('package.json'));
	return `${library} ${version}\n\n${read('LICENSE').replaceAll('\r\n', '\n').trim()}`;
});

await build({
	absWorkingDir: root,
	outdir: 'dist/bundled',
	entryPoints: {page: 'page/main.tsx'},
	tsconfig: 'page/tsconfig.json',
	bundle: true,
	minify: true,
	// Within ASCII the file reads the same whatever a reader takes its encoding for.
	charset: 'ascii',
	legalComments: 'none',
	banner: {js: `/*!\n${licences.join('\n\n')}\n*/`},
	platform: 'browser',
	format: 'iife',
	target: ['chrome123', 'firefox120', 'safari17.5'],
	logLevel: 'warning',
});
