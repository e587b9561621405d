import {
	appendFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Manifest} from '#portolan/evidence/manifest.js';
import type {Report} from '#portolan/report/report.js';
import type {Verification} from '#portolan/report/verification/verification.js';
import {ROOT, run} from '../support/run.js';
import {readSchema} from '../support/schema.js';

interface Site {
	readonly folder: string;
	readonly report: string;
	readonly capture: string;
	readonly inventory: string;
	readonly pack: string;
}

/** A report of files of its own, which a test may change. */
async function siteOf(t: ExecutionContext, ...more: readonly string[]): Promise<Site> {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-verify-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const at = (name: string) => path.join(folder, name);
	cpSync(path.join(ROOT, 'samples/blocked.pcap'), at('blocked.pcap'));
	cpSync(path.join(ROOT, 'samples/inventory.yaml'), at('inventory.yaml'));
	writeFileSync(at('mine.yaml'), 'pack: mine\nversion: "1"\nextends: configmgr-2012\n');
	const args = [
		'-r',
		at('mine.yaml'),
		'-r',
		'windows-baseline',
		'-i',
		at('inventory.yaml'),
		'-p',
		'sql=14330',
		'--vlan-same',
		'0,none',
	];
	const {status, stderr} = await run(['check', at('blocked.pcap'), ...args, ...more, '-o', at('report.json')]);
	if (status === 2) throw new Error(stderr);
	return {
		folder,
		report: at('report.json'),
		capture: at('blocked.pcap'),
		inventory: at('inventory.yaml'),
		pack: at('mine.yaml'),
	};
}

async function verification(...args: readonly string[]): Promise<Verification & {readonly status: number | null}> {
	const {stdout, stderr, status} = await run(['verify', ...args, '-f', 'json']);
	if (stdout === '') throw new Error(stderr);
	return {...(JSON.parse(stdout) as Verification), status};
}

const differing = ({differences}: Verification) =>
	differences.map(({part, change, name, field}) => [part, change, path.basename(name), field].join(' '));

test('a report that is the same, with any number of workers, and what it could not tell', async (t) => {
	const {report} = await siteOf(t, '--representative', '--max-flows', '100');
	const {stdout, status} = await run(['verify', report, '-j', '2']);
	t.is(status, 0);
	t.regex(stdout, /^.*report\.json: SAME\n.*blocked\.pcap: held against its size only/);
	t.deepEqual(readSchema('verification').problemsOf((await run(['verify', report, '-f', 'json'])).stdout), []);
});

test('with SHA-256 of the captures there is nothing left to say', async (t) => {
	const {report} = await siteOf(t, '--hash', '--fail-on', 'error');
	t.is((await run(['verify', report])).stdout, `${report}: SAME\n`);
});

test('files that are somewhere else now', async (t) => {
	const {report, folder, capture, inventory, pack} = await siteOf(t, '--hash');
	mkdirSync(path.join(folder, 'archive'));
	const moved = path.join(folder, 'archive', 'blocked.pcap');
	renameSync(capture, moved);
	const gone = await run(['verify', report]);
	t.is(gone.status, 3);
	t.regex(gone.stderr, /blocked\.pcap: is not there; say where to look with --captures-in/);
	t.is((await run(['verify', report, '--captures-in', path.join(folder, 'archive')])).status, 0);
	t.is((await run(['verify', report, moved])).status, 0);
	for (const file of [inventory, pack]) renameSync(file, path.join(folder, 'archive', path.basename(file)));
	const more = await run(['verify', report, moved]);
	t.is(more.status, 2);
	t.regex(more.stderr, /mine\.yaml, .*inventory\.yaml: are not there/);
	t.is((await run(['verify', report, moved, '--inputs-in', path.join(folder, 'archive')])).stdout, `${report}: SAME\n`);
});

test('another inventory, and what follows from it', async (t) => {
	const {report, inventory} = await siteOf(t);
	writeFileSync(inventory, readFileSync(inventory, 'utf8').replace('fallback-status-point', 'client'));
	const result = await verification(report);
	t.is(result.status, 1);
	const all = differing(result);
	t.deepEqual(all.slice(0, 3), [
		'inputs changed inventory.yaml (inventory) octets',
		'inputs changed inventory.yaml (inventory) sha256',
		'inventory changed inventory fingerprint',
	]);
	t.true(all.some((line) => line.startsWith('findings gone')));
});

test('an inventory with one more comment says the same, and is another file', async (t) => {
	const {report, inventory} = await siteOf(t);
	appendFileSync(inventory, '# looked at\n');
	const result = await verification(report);
	t.is(result.status, 1);
	t.deepEqual(
		result.differences.map(({part}) => part),
		['inputs', 'inputs'],
	);
});

test('a pack that a pack extends is a file as well', async (t) => {
	const {report} = await siteOf(t);
	const {inputs} = JSON.parse(readFileSync(report, 'utf8')) as Report;
	t.deepEqual(
		inputs!.files.map(({kind, path: name}) => `${kind} ${path.basename(name)}`),
		[
			'capture blocked.pcap',
			'rule-pack mine.yaml',
			'rule-pack configmgr-2012.yaml',
			'rule-pack windows-baseline.yaml',
			'inventory inventory.yaml',
		],
	);
	t.deepEqual(inputs!.options, {
		rules: [inputs!.files[1]!.path, 'windows-baseline'],
		parameters: [{name: 'sql', value: '14330'}],
		vlanSame: ['0,none'],
		representative: false,
		maxFlows: 1_048_576,
		reader: 'portolan',
	});
});

test('a capture of which one octet is another', async (t) => {
	const {report, capture} = await siteOf(t, '--hash');
	const octets = readFileSync(capture);
	// Of the hardware address that the first frame goes to: nothing is judged by it.
	octets[24 + 16]! ^= 4;
	writeFileSync(capture, octets);
	const result = await verification(report);
	t.is(result.status, 1);
	t.deepEqual(differing(result), ['inputs changed blocked.pcap (capture) sha256']);
});

test('a capture that is cut now', async (t) => {
	const {report, capture} = await siteOf(t);
	writeFileSync(capture, readFileSync(capture).subarray(0, 20_000));
	const {status, stdout, stderr} = await run(['verify', report]);
	t.is(status, 3);
	t.regex(stderr, /blocked\.pcap: the capture is cut off/);
	t.regex(stdout, /DIFFERS[\s\S]*Captures\n/);
});

test('a report that somebody worked on', async (t) => {
	const {report} = await siteOf(t);
	const document = JSON.parse(readFileSync(report, 'utf8')) as Report;
	const findings = document.findings
		.slice(1)
		.map((finding, index) => (index === 0 ? {...finding, severity: 'note'} : finding));
	writeFileSync(report, JSON.stringify({...document, findings}));
	const result = await verification(report);
	t.is(result.status, 1);
	t.deepEqual(
		result.differences.map(({part, change, field}) => `${part} ${change} ${field}`),
		['findings changed severity', 'findings new null'],
	);
});

test('waivers and a baseline are among the files', async (t) => {
	const first = await siteOf(t);
	const baseline = path.join(first.folder, 'baseline.json');
	await run(['baseline', 'update', first.report, '-b', baseline]);
	const waivers = path.join(first.folder, 'waivers.yaml');
	writeFileSync(
		waivers,
		'waivers:\n  - {id: w, owner: me, reason: because, until: 2027-12-31, scope: {kind: failed, from: client}}\n',
	);
	const args = ['-r', 'configmgr-2012', '-i', first.inventory, '-w', waivers, '-b', baseline];
	const {stderr} = await run(['check', first.capture, ...args, '-o', first.report]);
	t.is(stderr, '');
	const {inputs} = JSON.parse(readFileSync(first.report, 'utf8')) as Report;
	t.deepEqual(
		inputs!.files.slice(-2).map(({kind}) => kind),
		['waivers', 'baseline'],
	);
	t.is((await run(['verify', first.report])).status, 0);
});

const refused = test.macro<
	[args: (t: ExecutionContext) => Promise<readonly string[]> | readonly string[], message: RegExp]
>({
	exec: async (t, args, message) => {
		const {status, stderr} = await run(['verify', ...(await args(t))]);
		t.is(status, 2, stderr);
		t.regex(stderr, message);
	},
	title: (name) => `refused: ${name}`,
});
test('no such file', refused, () => ['nowhere.json'], /nowhere\.json: the report cannot be read \(no such file/);
test('a capture', refused, () => ['samples/blocked.pcap'], /this is neither a report of portolan nor a manifest/);
test('another document', refused, () => ['schema/report.schema.json'], /this is no report of portolan/);
test(
	'a report that does not say what it was made from',
	refused,
	async (t) => {
		const {report} = await siteOf(t);
		const {inputs: _, ...earlier} = JSON.parse(readFileSync(report, 'utf8')) as Report;
		writeFileSync(report, JSON.stringify(earlier));
		return [report];
	},
	/does not say what it was made from; write it again with this version/,
);
test(
	'a report of standard input',
	refused,
	async (t) => {
		const {report, capture} = await siteOf(t);
		writeFileSync(report, readFileSync(report, 'utf8').replaceAll(JSON.stringify(capture), '"-"'));
		return [report];
	},
	/standard input, which is gone; if it was saved, name the file/,
);
test(
	'more captures than there were',
	refused,
	async (t) => {
		const {report, capture} = await siteOf(t);
		return [report, capture, capture];
	},
	/the report is about 1 capture, and 2 are named/,
);

test('evidence is held against its manifest', async (t) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-verify-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	await run([
		'check',
		'samples/blocked.pcap',
		'-r',
		'configmgr-2012',
		'-i',
		'samples/inventory.yaml',
		'--evidence',
		folder,
	]);
	const manifest = path.join(folder, 'manifest.json');
	t.is((await run(['verify', manifest])).stdout, `${manifest}: SAME\n`);
	const {findings} = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
	const [first, second] = findings.map(({evidence}) => evidence!.file) as [string, string];
	appendFileSync(path.join(folder, first), 'x');
	rmSync(path.join(folder, second));
	const result = await verification(manifest);
	t.is(result.status, 1);
	t.deepEqual(differing(result), [`inputs changed ${first} sha256`, `inputs gone ${second} `]);
	writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(first, '../secret'));
	t.regex((await run(['verify', manifest])).stderr, /"\.\.\/secret" is no name of a file beside the manifest/);
	t.false(existsSync(path.join(folder, second)));
});
