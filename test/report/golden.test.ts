import test from 'ava';
import {isGolden} from '../support/golden.js';
import {run, site} from '../support/run.js';

const samples = [
	'blocked.pcap',
	'compliant.pcapng.gz',
	'midstream.pcap.gz',
	'onesided.pcapng.gz',
	'violations.pcap.gz',
];

for (const sample of samples) {
	test(`the text report of ${sample}`, async (t) => {
		const {stdout} = await run(['check', `samples/${sample}`, ...site]);
		isGolden(t, `${sample}.txt`, stdout);
	});
}

test('the JSON report of blocked.pcap', async (t) => {
	const {stdout} = await run(['check', 'samples/blocked.pcap', ...site, '-f', 'json']);
	isGolden(t, 'blocked.pcap.json', stdout);
});

test('the text report in colours', async (t) => {
	const {stdout} = await run(['check', 'samples/blocked.pcap', ...site], {env: {FORCE_COLOR: '1'}});
	isGolden(t, 'blocked.pcap.color.txt', stdout);
});

test('the flows of blocked.pcap', async (t) => {
	isGolden(t, 'blocked.pcap.flows.txt', (await run(['flows', 'samples/blocked.pcap'])).stdout);
});

test('a capture that covers a full cycle', async (t) => {
	const {stdout} = await run(['check', 'samples/midstream.pcap.gz', ...site, '--representative']);
	isGolden(t, 'midstream.representative.txt', stdout);
});

test('several captures as one', async (t) => {
	const {stdout} = await run([
		'check',
		'samples/blocked.pcap',
		'samples/midstream.pcap.gz',
		...site,
		'-p',
		'sql=14330',
	]);
	isGolden(t, 'blocked-and-midstream.txt', stdout);
});
