// Puts the real output of commands into the documentation. A block looks like this; what stands between its fences is
// replaced by the command as a user types it and what it prints:
//
//   <!-- output: portolan check samples/blocked.pcap -r configmgr-2012 -->
//   ```console
//   ```
//
// Documents with files of their own are guides, see guide.js.
// Tables of what was measured are written from docs/bench/results.json, and the picture is drawn from it:
//
//   <!-- bench: speed -->
//   <!-- /bench -->
//
// `node scripts/update-docs.js` rewrites the files; with --check it only says whether they are up to date.

import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {drawChart} from './bench/chart.js';
import {
	asMarkdown,
	curvesTable,
	describeMeasurement,
	describePageMeasurement,
	pageTable,
	speedTable,
} from './bench/table.js';
import {isGuide, renderGuide} from './guide.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const bin = path.join(root, 'bin/portolan.js');
const docs = existsSync(path.join(root, 'docs')) ? readdirSync(path.join(root, 'docs')) : [];
const files = ['README.md', ...docs.map((file) => `docs/${file}`)].filter((file) => file.endsWith('.md'));

/** The command as a user types it and what it prints, run in a folder; `| head -<n>` leaves of it the first lines. */
function outputOf(command, cwd) {
	const [typed, lines] = command.split(' | head -');
	const [name, ...args] = typed.split(' ');
	if (name !== 'portolan') throw new Error(`"${command}" is not a portolan command`);
	const {NO_COLOR, FORCE_COLOR, ...env} = process.env;
	const {stdout, stderr} = spawnSync(process.execPath, [bin, ...args], {cwd, env, encoding: 'utf8'});
	const shown = lines === undefined ? stdout : stdout.split(/\r?\n/).slice(0, Number(lines)).join('\n');
	return `$ ${command}\n${shown}${stderr}`.trimEnd();
}

const results = JSON.parse(readFileSync(path.join(root, 'docs/bench/results.json'), 'utf8'));
const page = JSON.parse(readFileSync(path.join(root, 'docs/bench/page.json'), 'utf8'));
const measured = {
	page: () => `${describePageMeasurement(page)}\n\n${asMarkdown(pageTable(page))}`,
	measurement: () => describeMeasurement(results),
	speed: () => asMarkdown(speedTable(results)),
	curves: () => asMarkdown(curvesTable(results)),
};

function render(text) {
	const guided = isGuide(text) ? renderGuide(text, outputOf) : text;
	return guided
		.replaceAll(
			/(<!-- output: (.+?) -->\n```\w*\n)[\s\S]*?(\n?```)/g,
			(_, start, command) => `${start}${outputOf(command, root)}\n\`\`\``,
		)
		.replaceAll(
			/(<!-- bench: (\w+) -->\n)[\s\S]*?(<!-- \/bench -->)/g,
			(_, start, name, end) => `${start}\n${measured[name]()}\n\n${end}`,
		);
}

const generated = [
	...files.map((file) => ({file, render})),
	{file: 'docs/bench/speed.svg', render: () => drawChart(results)},
];
let stale = 0;
for (const {file, render} of generated) {
	const name = path.join(root, file);
	const before = existsSync(name) ? readFileSync(name, 'utf8').replaceAll('\r\n', '\n') : '';
	const after = render(before);
	if (after === before) continue;
	stale++;
	if (process.argv.includes('--check')) process.stdout.write(`${file} is out of date; run: npm run docs\n`);
	else writeFileSync(name, after);
}
process.exitCode = process.argv.includes('--check') && stale > 0 ? 1 : 0;
