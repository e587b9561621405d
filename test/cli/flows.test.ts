import {appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import type {ReportFlow} from '#portolan/report/flow-report.js';
import {ROOT, run} from '../support/run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-flows-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const flows = async (...args: string[]) =>
	JSON.parse((await run(['flows', ...args, '-f', 'json'])).stdout) as {schema: string; flows: ReportFlow[]};

test('flows of a capture, in the order of time', async (t) => {
	const {schema, flows: list} = await flows('samples/blocked.pcap');
	t.is(schema, 'portolan/flows/1');
	t.deepEqual(
		list.map(({first}) => first),
		list.map(({first}) => first).sort(),
	);
	t.like(
		list.find(({responder}) => responder.port === 10_123),
		{
			initiator: {address: '10.24.220.15'},
			responder: {address: '10.24.220.11'},
			protocol: 'tcp',
			outcome: 'unanswered',
			direction: {basis: 'syn', confidence: 'certain'},
		},
	);
});

test('one line a flow', async (t) => {
	const {stdout, status} = await run(['flows', 'samples/blocked.pcap']);
	t.is(status, 0);
	const lines = stdout.trimEnd().split('\n');
	t.is(lines.length, (await flows('samples/blocked.pcap')).flows.length);
	t.regex(
		lines.find((line) => line.includes(':10123'))!,
		/^2026-\S+Z +\S+ s +tcp +10\.24\.220\.15:\d+ +-> +10\.24\.220\.11:10123 +unanswered +\d+\/0 packets/,
	);
});

test('every packet that was decoded is in a flow', async (t) => {
	const {flows: list} = await flows('samples/midstream.pcap.gz');
	const packets = list.reduce(
		(sum, {initiatorPackets, responderPackets}) => sum + initiatorPackets + responderPackets,
		0,
	);
	t.is(packets, 784 - 12);
});

test('bad input', async (t) => {
	t.like(await run(['flows', 'none.pcap']), {status: 3, stdout: '', stderr: 'portolan: none.pcap: no such file\n'});
	t.is((await run(['flows', 'samples/blocked.pcap', '-f', 'csv'])).status, 2);
	t.is((await run(['flows'])).status, 2);
	t.is((await run(['flaws'])).status, 2);
});

test('a directory: its captures are read, the rest gets a note', async (t) => {
	const directory = path.join(folder, 'captures');
	mkdirSync(directory);
	copyFileSync(path.join(ROOT, 'samples/blocked.pcap'), path.join(directory, 'b.pcap'));
	copyFileSync(path.join(ROOT, 'samples/midstream.pcap.gz'), path.join(directory, 'a.pcap.gz'));
	writeFileSync(path.join(directory, 'notes.txt'), 'no capture');
	const {stdout, stderr, status} = await run(['flows', directory]);
	t.is(status, 0);
	t.is(stderr, `portolan: ${path.join(directory, 'notes.txt')}: left out, this is not a capture\n`);
	t.is(stdout, (await run(['flows', 'samples/midstream.pcap.gz', 'samples/blocked.pcap'])).stdout);
});

test('a pattern that the shell left alone', async (t) => {
	const {stdout, status} = await run(['flows', 'samples/bl*.pcap']);
	t.is(status, 0);
	t.is(stdout, (await run(['flows', 'samples/blocked.pcap'])).stdout);
	const nothing = await run(['flows', 'samples/*.erf']);
	t.like(nothing, {status: 2, stderr: 'portolan: samples/*.erf: no file matches this pattern\n'});
});

test('--follow wants one file', async (t) => {
	const refused = async (...args: string[]) => {
		const {status, stderr} = await run(['flows', '--follow', ...args]);
		t.is(status, 2);
		return stderr;
	};
	t.regex(await refused('samples/blocked.pcap', 'samples/blocked.pcap'), /one capture can be followed, not several/);
	t.regex(await refused('-'), /standard input is read until it ends anyway; leave --follow out/);
	t.regex(await refused('samples'), /samples is no file; name the one that is being written/);
	t.regex(await refused('samples/bl*.pcap'), /is no file/);
});

// Windows has no signal that a program could send to another to end it in peace.
const unixTest = process.platform === 'win32' ? test.skip : test;

unixTest('--follow reads on until Ctrl-C, and a half record is no error', async (t) => {
	const capture = readFileSync(path.join(ROOT, 'samples/blocked.pcap'));
	const file = path.join(folder, 'growing.pcap');
	writeFileSync(file, capture.subarray(0, 5000));
	const {stdout, status, stderr} = await run(['flows', '--follow', file], {
		meanwhile: (child) =>
			child.stderr!.once('data', () => {
				setTimeout(() => appendFileSync(file, capture.subarray(5000)), 500);
				setTimeout(() => appendFileSync(file, Uint8Array.of(1, 2, 3)), 1000);
				setTimeout(() => child.kill('SIGINT'), 3000);
			}),
	});
	t.is(stderr, `portolan: following ${file}; Ctrl-C ends the reading, and what was read is reported\n`);
	t.is(status, 0);
	t.is(stdout, (await run(['flows', 'samples/blocked.pcap'])).stdout);
});

// tcpdump -w - writes record by record.
test('standard input', async (t) => {
	const input = readFileSync(path.join(ROOT, 'samples/blocked.pcap'));
	t.is((await run(['flows', '-'], {input})).stdout, (await run(['flows', 'samples/blocked.pcap'])).stdout);
});
