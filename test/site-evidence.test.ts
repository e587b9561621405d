import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import test from 'ava';
import {lastValueFrom} from 'rxjs';
import type {Manifest} from '#portolan/evidence/manifest.js';
import {VlanClasses} from '#portolan/net/vlan.js';
import {edgesOf} from '#portolan/pipeline.js';
import {type Judgement, judge} from '#portolan/policy/judgement.js';
import type {Report, ReportFinding} from '#portolan/report/report.js';
import {Inventory} from '#portolan/role/inventory.js';
import {loadInventory} from '#portolan/role/load.js';
import {documentedPorts} from '#portolan/rulepack/documented-ports.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {readFile} from './support/reading.js';
import {reportOn, SITE, siteCaptures} from './support/site-captures.js';

// The promise of evidence, on the captures of the laboratory site: a file holds packets of its finding alone, as they are in the
// capture; judged again it gives the finding; and Wireshark selects the same by the filter.

if (siteCaptures.length === 0) {
	test('evidence of the site', (t) => {
		t.log('skipped: the captures of the site are not here');
		t.pass();
	});
}

const hasTshark = spawnSync('tshark', ['--version']).error === undefined;

const parts = siteCaptures.length === 0 ? undefined : loadInventory([`${SITE}inventory.yaml`]);
const packs = loadPacks(['configmgr-2012'], {site: [], hosts: parts?.hostSettings ?? []});

/** What a capture comes to by itself. */
async function judgedAlone(file: string): Promise<Judgement> {
	const inventory = new Inventory(
		parts!,
		packs.flatMap(({roles}) => [...roles.values()]),
	);
	const {edges, names, watched} = await lastValueFrom(
		edgesOf([file], {
			reader: 'portolan',
			windowSize: 1 << 22,
			standardInput: Readable.from([]),
			maxFlows: 4096,
			jobs: 1,
			vlans: new VlanClasses(),
			documentedPorts: documentedPorts(packs, parts!.hostSettings),
			onProgress: () => {},
			interruption: new AbortController().signal,
		}),
	);
	return judge(edges, packs, inventory, {duration: 0, isRepresentative: false}, {names, ...watched});
}

/** Fields of the packets of a capture that a filter selects, as tshark tells them. */
function selected(capture: string, filter: string, ...fields: readonly string[]): string[][] {
	const args = ['-r', capture, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
	const {stdout, status, stderr} = spawnSync('tshark', args, {encoding: 'utf8', maxBuffer: 1 << 28});
	if (status !== 0) throw new Error(`${filter}: ${stderr}`);
	return stdout
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => line.split('\t'));
}

/** Addresses at either end of the edges of a finding and of its context; of a scan nobody knows them all. */
function hostsOf({edges, context}: ReportFinding, report: Report): Set<string> | undefined {
	const own = [...edges, ...context].map((position) => report.edges[position]!);
	if (own.some(({scan}) => scan !== null)) return undefined;
	return new Set(own.flatMap(({initiator, responder}) => [initiator.address, responder.address]));
}

for (const capture of siteCaptures) {
	test(`${capture}: every finding with packets has a file that gives it again`, async (t) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'portolan-evidence-'));
		t.teardown(() => rmSync(folder, {recursive: true}));
		const report = await reportOn([SITE + capture], '--evidence', folder);
		const {findings} = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;
		t.deepEqual(
			findings.map(({id}) => id),
			report.findings.map(({id}) => id),
		);
		const original = (await readFile(SITE + capture)).frames;
		const keyOf = ({time, octets}: (typeof original)[number]) => `${time} ${Buffer.from(octets).toString('hex')}`;
		const all = new Set(original.map(keyOf));
		for (const [index, {evidence, kind, id, without}] of findings.entries()) {
			const finding = report.findings[index]!;
			if (finding.edges.length === 0 && finding.evidence.length === 0) {
				t.is(evidence, null, kind);
				t.truthy(without);
				continue;
			}
			const file = path.join(folder, evidence!.file);
			const again = await judgedAlone(file);
			t.true(
				again.findings.some((other) => other.id === id),
				`${kind} ${finding.message}: gives ${again.findings.map((other) => other.message).join('; ')}`,
			);
			t.true(evidence!.reproduces);
			const {frames, coverage} = await readFile(file);
			t.is(frames.length, evidence!.packets);
			t.true(coverage.complete);
			t.deepEqual([...coverage.oddities], []);
			t.true(frames.every((frame) => all.has(keyOf(frame))));
			const numbers = new Set(frames.map((frame) => keyOf(frame)));
			for (const {frame} of finding.evidence) {
				t.true(numbers.has(keyOf(original[frame.packet - 1]!)), `${finding.message}: packet ${frame.packet}`);
			}
			const hosts = hostsOf(finding, report);
			if (hosts === undefined) continue;
			for (const edge of again.edges) {
				t.true(hosts.has(edge.edge.initiator.text), `${finding.message}: ${edge.edge.initiator.text}`);
				t.true(hosts.has(edge.edge.responder.text), `${finding.message}: ${edge.edge.responder.text}`);
			}
		}
		t.is(readdirSync(folder).filter((name) => name.endsWith('.part')).length, 0);
	});

	// One with every kind of failure, one with every kind of breach, one direction only, cooked frames.
	if (!['blocked.pcap', 'violations.pcap', 'onesided.pcapng', 'dup.pcap'].includes(capture)) continue;
	test(`${capture}: Wireshark's filters select the packets of findings, and none of others`, async (t) => {
		if (!hasTshark) {
			t.log('skipped: tshark is not installed');
			t.pass();
			return;
		}
		const report = await reportOn([SITE + capture]);
		for (const finding of report.findings) {
			const {displayFilter, evidence, message} = finding;
			if (displayFilter === null) {
				t.is(evidence.length, 0, message);
				continue;
			}
			const rows = selected(SITE + capture, displayFilter, 'frame.number', 'ip.addr', 'ipv6.addr');
			const numbers = new Set(rows.map(([number]) => Number(number)));
			t.deepEqual(
				evidence.map(({frame}) => frame.packet).filter((packet) => !numbers.has(packet)),
				[],
				`${message}: ${displayFilter}`,
			);
			const hosts = hostsOf(finding, report);
			if (hosts === undefined) continue;
			for (const [number, v4 = '', v6 = ''] of rows) {
				const ends = [...v4.split(','), ...v6.split(',')].filter((address) => hosts.has(address));
				t.true(ends.length >= 2, `${message}: packet ${number} is between ${v4}${v6}`);
			}
		}
	});
}
