import {existsSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {parseText} from '#portolan/document/parse.js';
import type {Learning} from '#portolan/learn/learning.js';
import {loadInventory} from '#portolan/role/load.js';
import type {InventoryHost} from '#portolan/role/role.js';
import {run} from '../support/run.js';

const SITE = fileURLToPath(new URL('../../../../shared/captures/site/', import.meta.url));
const isThere = existsSync(SITE);

if (!isThere) {
	test('captures of the site', (t) => {
		t.log('skipped: the captures with their truth are not here');
		t.pass();
	});
}

/** Hosts by address, with the roles that they were set up for. */
function truth(): Map<string, InventoryHost> {
	const {hosts} = loadInventory([`${SITE}inventory.yaml`]);
	return new Map(hosts.flatMap((host) => host.addresses.map(({text}) => [text, host] as const)));
}

const PACKS = ['-r', 'configmgr-2012'];

/** Of servers: hosts of the inventory that answer something other than an echo, and are neither clients nor on the Internet. */
function servers({hosts}: Learning): Array<{readonly told: readonly string[]; readonly true: readonly string[]}> {
	const known = truth();
	return hosts.flatMap(({addresses, roles, serves}) => {
		const host = addresses.map(({text}) => known.get(text)).find((each) => each !== undefined);
		const isServing = serves.some((service) => !service.startsWith('icmp'));
		if (
			host === undefined ||
			host.roles.includes('client') ||
			!isServing ||
			!addresses.some(({version}) => version === 4)
		) {
			return [];
		}
		return [{told: roles, true: host.roles}];
	});
}

const learns = test.macro<[captures: readonly string[], share: number]>({
	async exec(t, captures, share) {
		const {stdout} = await run(['learn', ...captures.map((file) => `${SITE}${file}`), ...PACKS, '-f', 'json']);
		const found = servers(JSON.parse(stdout) as Learning);
		const right = found.filter(({told, true: roles}) => told.some((role) => roles.includes(role)));
		t.log(`${right.length} of ${found.length} servers`);
		t.true(found.length > 10);
		t.true(right.length / found.length >= share);
	},
	title: (_, captures, share) =>
		`${captures.join(', ')}: the right role for ${share * 100} % of the servers, without an inventory`,
});

const complies = test.macro<[capture: string]>({
	async exec(t, capture) {
		const folder = mkdtempSync(path.join(tmpdir(), 'portolan-learn-'));
		const [draft, patch] = [path.join(folder, 'draft.yaml'), path.join(folder, 'observed.yaml')];
		const learnt = await run([
			'learn',
			`${SITE}${capture}`,
			...PACKS,
			'--write-inventory',
			draft,
			'--write-patch',
			patch,
		]);
		t.is(learnt.status, 0, learnt.stderr);
		const checked = await run(['check', `${SITE}${capture}`, ...PACKS, '-r', patch, '-i', draft]);
		t.is(checked.status, 0, checked.stdout);
		const linted = await run(['rules', 'lint', patch]);
		const problems = `${linted.stdout}${linted.stderr}`.trim().split('\n').slice(0, -1);
		t.true(problems.length > 0);
		for (const problem of problems) t.regex(problem, /is a proposal that nobody has reviewed/);
		const signed = readFileSync(patch, 'utf8').replaceAll('    reviewed: false\n', '');
		t.notThrows(() => parseText(signed, patch));
	},
	title: (_, capture) =>
		`${capture}: with what is learnt from it, it complies, and lint tells what nobody has reviewed`,
});

if (isThere) {
	const whole = ['compliant.pcapng', 'missing.pcapng', 'before.pcap', 'after.pcap'];
	test(learns, whole, 0.8);
	test(learns, whole.slice(0, 1), 0.8);
	test(learns, whole.slice(1, 2), 0.8);
	// Half of what each host does is not in these two.
	test(learns, whole.slice(2, 3), 0.7);
	test(learns, whole.slice(3), 0.6);
	for (const capture of ['compliant.pcapng', 'before.pcap', 'missing.pcapng', 'midstream.pcap', 'dup.pcap']) {
		test(complies, capture);
	}
}
