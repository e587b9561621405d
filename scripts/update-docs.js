// Puts the real output of commands into the documentation. A block looks like this; what stands between its fences is
// replaced by the command as a user types it and what it prints:
//
//   <!-- output: portolan check samples/blocked.pcap -r configmgr-2012 -->
//   ```console
//   ```
//
// Documents with files of their own are guides, see guide.js.
//
// `node scripts/update-docs.js` rewrites the files; with --check it only says whether they are up to date.

import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {isGuide, renderGuide} from './guide.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const bin = path.join(root, 'bin/portolan.js');
const docs = existsSync(path.join(root, 'docs')) ? readdirSync(path.join(root, 'docs')) : [];
const files = ['README.md', ...docs.map((file) => `docs/${file}`)].filter((file) => file.endsWith('.md'));

/** The command as a user types it and what it prints, run in a folder. */
function outputOf(command, cwd) {
	const [name, ...args] = command.split(' ');
	if (name !== 'portolan') throw new Error(`"${command}" is not a portolan command`);
	const {NO_COLOR, FORCE_COLOR, ...env} = process.env;
	const {stdout, stderr} = spawnSync(process.execPath, [bin, ...args], {cwd, env, encoding: 'utf8'});
	return `$ ${command}\n${stdout}${stderr}`.trimEnd();
}

function render(text) {
	const guided = isGuide(text) ? renderGuide(text, outputOf) : text;
	return guided.replaceAll(
		/(<!-- output: (.+?) -->\n```\w*\n)[\s\S]*?(\n?```)/g,
		(_, start, command) => `${start}${outputOf(command, root)}\n\`\`\``,
	);
}

let stale = 0;
for (const file of files) {
	const name = path.join(root, file);
	const before = readFileSync(name, 'utf8').replaceAll('\r\n', '\n');
	const after = render(before);
	if (after === before) continue;
	stale++;
	if (process.argv.includes('--check')) process.stdout.write(`${file} is out of date; run: npm run docs\n`);
	else writeFileSync(name, after);
}
process.exitCode = process.argv.includes('--check') && stale > 0 ? 1 : 0;
