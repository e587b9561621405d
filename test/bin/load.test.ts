import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {ROOT} from '../support/run.js';

// The program starts whatever lies beside it in place of what was compiled when it was built.

const {load} = (await import(`${ROOT}bin/load.js`)) as {load: () => {script: {cachedDataRejected?: boolean}}};
const {version} = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {version: string};
const compiled = readFileSync(`${ROOT}dist/bundled/main.cjs.compiled`);

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-load-'));
test.after.always(() => rmSync(folder, {recursive: true}));

function start(name: string, beside: Uint8Array | undefined, isBuilt = true) {
	const copy = path.join(folder, name);
	const bundled = path.join(copy, 'dist/bundled');
	mkdirSync(bundled, {recursive: true});
	cpSync(`${ROOT}bin`, path.join(copy, 'bin'), {recursive: true});
	cpSync(`${ROOT}package.json`, path.join(copy, 'package.json'));
	if (isBuilt) cpSync(`${ROOT}dist/bundled/main.cjs`, path.join(bundled, 'main.cjs'));
	if (beside !== undefined) writeFileSync(path.join(bundled, 'main.cjs.compiled'), beside);
	return spawnSync(process.execPath, [path.join(copy, 'bin/portolan.js'), '--version'], {encoding: 'utf8'});
}

test('what was compiled is used', (t) => {
	t.is(load().script.cachedDataRejected, false);
});

const broken = Buffer.from(compiled);
broken.fill(0xff, 1000, 2000);

/** As another version of Node.js would have left it: with a version that this one does not know. */
const otherVersion = Buffer.from(compiled);
otherVersion.writeUInt32LE(otherVersion.readUInt32LE(4) ^ 1, 4);
createHash('sha256')
	.update(readFileSync(`${ROOT}dist/bundled/main.cjs`))
	.update(otherVersion.subarray(0, -32))
	.digest()
	.copy(otherVersion, otherVersion.length - 32);
const cases: Readonly<Record<string, Uint8Array | undefined>> = {
	'as it is': compiled,
	nothing: undefined,
	empty: new Uint8Array(0),
	'cut off': compiled.subarray(0, 100_000),
	text: Buffer.from('no code\n'),
	'of another version': otherVersion,
	broken,
};
for (const [name, beside] of Object.entries(cases)) {
	test(`beside it: ${name}`, (t) => {
		const {status, stdout, stderr} = start(name, beside);
		t.is(stderr, '');
		t.is(stdout.trim(), version);
		t.is(status, 0);
	});
}

test('a project that was not built says so', (t) => {
	const {status, stderr} = start('not built', undefined, false);
	t.not(status, 0);
	t.regex(stderr, /main\.cjs is missing: build the project, with npm run build/);
});
