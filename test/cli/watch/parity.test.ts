import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {HOUR} from '#portolan/net/time.js';
import type {Report} from '#portolan/report/report.js';
import {Inventory} from '#portolan/role/inventory.js';
import {loadInventory} from '#portolan/role/load.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {readFile} from '../../support/reading.js';
import {ROOT, run} from '../../support/run.js';
import {isSiteHere, SITE, siteCaptures} from '../../support/site-captures.js';
import {Watching} from '../../support/watching.js';

// The same packets give the same verdicts, watched or read.

/** What is judged, without what tells where the packets came from. */
function verdicts({edges, findings, expectations, summary, window, quality}: Report) {
	const unplaced = findings.map(({packets, ...finding}) => ({
		...finding,
		packets: packets.map(({numbers}) => numbers),
	}));
	return {edges, findings: unplaced, expectations, summary, window, quality};
}

async function watched(
	capture: string,
	packs: readonly string[],
	inventoryFile: string,
	rows: number,
): Promise<Report> {
	const parts = loadInventory([inventoryFile]);
	const rules = loadPacks(packs, {site: parts.settings, hosts: parts.hostSettings});
	const inventory = new Inventory(
		parts,
		rules.flatMap(({roles}) => [...roles.values()]),
	);
	const {frames} = await readFile(capture);
	const watch = new Watching(rules, inventory, {silentAfter: HOUR, maxEdges: 100_000, start: frames[0]!.time});
	await watch.feedFrames(
		frames.map(({octets, time, originalLength, linkType}) => ({octets, time, originalLength, linkType})),
		rows,
	);
	await watch.stop();
	return watch.session.report();
}

async function read(capture: string, packs: readonly string[], inventory: string): Promise<Report> {
	const {stdout} = await run([
		'check',
		capture,
		...packs.flatMap((pack) => ['-r', pack]),
		'-i',
		inventory,
		'-f',
		'json',
	]);
	return JSON.parse(stdout) as Report;
}

async function compare(
	t: ExecutionContext,
	capture: string,
	packs: readonly string[],
	inventory: string,
): Promise<void> {
	const expected = verdicts(await read(capture, packs, inventory));
	t.true(expected.edges.length > 0);
	for (const rows of [100, 1000]) {
		const report = await watched(capture, packs, inventory, rows);
		t.deepEqual(JSON.parse(JSON.stringify(verdicts(report))), expected, `${rows} frames at a time`);
	}
}

test('a sample', async (t) => {
	const sample = path.join(ROOT, 'samples/violations.pcap.gz');
	await compare(t, sample, ['configmgr-2012', 'windows-baseline'], path.join(ROOT, 'samples/inventory.yaml'));
});

if (!isSiteHere) {
	test('captures of the site', (t) => {
		t.log('skipped: the captures with their truth are not here');
		t.pass();
	});
}
for (const capture of siteCaptures) {
	test(capture, async (t) => {
		await compare(t, `${SITE}${capture}`, ['configmgr-2012'], `${SITE}inventory.yaml`);
	});
}

test('through a process of its own, replayed', async (t) => {
	const site = ['-r', 'configmgr-2012', '-r', 'windows-baseline', '-i', 'samples/inventory.yaml'];
	const sample = 'samples/violations.pcap.gz';
	const {stdout, status} = await run(['watch', '--replay', sample, '--speed', 'max', ...site]);
	const checked = await run(['check', sample, ...site]);
	t.is(status, checked.status);
	const report = stdout.slice(stdout.indexOf('\n\n') + 2);
	t.is(report.slice(report.indexOf('\n')), checked.stdout.slice(checked.stdout.indexOf('\n')));
});
