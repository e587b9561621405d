import test from 'ava';
import type {ReportFlow} from '#portolan/report/report.js';
import {run} from '../support/run.js';

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
