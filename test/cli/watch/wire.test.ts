import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import type {Report} from '#portolan/report/report.js';
import {ROOT, run, site} from '../../support/run.js';
import {isSiteHere, SITE} from '../../support/site-captures.js';
import {onlyIn, onWire, wire} from '../../support/wire.js';

// The same packets give the same verdicts on a wire as in a file.

const BIN = path.join(ROOT, 'bin/portolan.js');

/** What is found, without what tells when and in which packets. */
function verdicts({findings, edges, expectations, captures}: Report) {
	return {
		packets: captures.map(({packets}) => packets),
		findings: findings.map(({id, kind, severity, message}) => ({id, kind, severity, message})),
		edges: edges.map((edge) => {
			const {initiator, responder, protocol, port, icmpType, verdict, reason, rule, outcomes, flows, packets} = edge;
			const ends = {initiator: initiator.address, responder: responder.address};
			return {...ends, protocol, port, icmpType, verdict, reason, rule, outcomes, flows, packets};
		}),
		expectations: expectations.map(({rule, status, counts}) => ({rule, status, counts})),
	};
}

async function watched(namespace: string, via: string, capture: string, rules: readonly string[]): Promise<Report> {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-wire-'));
	const report = path.join(folder, 'report.json');
	const args = [BIN, 'watch', 'vb', '--via', via, ...rules, '-f', 'ndjson', '-o', report];
	const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, ...args], {cwd: ROOT, stdio: 'pipe'});
	let told = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		told += text;
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	try {
		while (!told.includes('"capture-started"')) {
			if (child.exitCode !== null) throw new Error(`the watch ended before it began: ${child.stderr.read()}`);
			await setTimeout(50);
		}
		onlyIn(namespace, 'tcpreplay', '-q', '-i', 'va', capture);
		await setTimeout(1500);
		child.kill('SIGTERM');
		await ended;
		return JSON.parse(readFileSync(report, 'utf8')) as Report;
	} finally {
		child.kill('SIGKILL');
		rmSync(folder, {recursive: true});
	}
}

/** Half a minute of blocked services, and a few seconds of a site; each on one wire, so that it does not take long. */
const captures: Readonly<Record<string, string>> = {cap: 'after.pcap', dumpcap: 'blocked.pcap', tcpdump: 'after.pcap'};

for (const [via, name] of Object.entries(captures)) {
	onWire(via, 'what is sent over a wire has the verdicts of check', async (t) => {
		const capture = isSiteHere ? `${SITE}${name}` : 'samples/blocked.pcap';
		const rules = isSiteHere ? ['-r', 'configmgr-2012', '-i', `${SITE}inventory.yaml`] : site;
		const {stdout} = await run(['check', capture, ...rules, '-f', 'json']);
		const expected = verdicts(JSON.parse(stdout) as Report);
		t.deepEqual(verdicts(await watched(wire(), via, path.resolve(ROOT, capture), rules)), expected);
	});
}
