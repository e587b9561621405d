import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {ROOT, run} from '../support/run.js';

// A capture large enough to be shared among workers, so that threads really run.

const {generateFile} = (await import(`${ROOT}scripts/bench/generate.js`)) as {
	generateFile: (path: string, options: Readonly<Record<string, number>>) => void;
};

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-jobs-'));
const capture = path.join(folder, 'site.pcap');
test.before(() => {
	generateFile(capture, {packets: 400_000, flows: 20_000, edges: 3000, ipv6: 0.2, vlan: 0.1, scan: 30_000});
});
test.after.always(() => rmSync(folder, {recursive: true}));

test('one worker, two and five write the same report', async (t) => {
	const reports = [];
	for (const jobs of ['1', '2', '5']) {
		const output = path.join(folder, `${jobs}.json`);
		const options = ['-r', 'configmgr-2012', '-i', 'samples/inventory.yaml', '-o', output, '--fail-on', 'never'];
		const {status, stderr} = await run(['check', capture, ...options, '-j', jobs]);
		t.is(status, 0, stderr);
		reports.push(readFileSync(output, 'utf8'));
	}
	t.true(reports[0]!.length > 1_000_000);
	t.is(reports[1], reports[0]);
	t.is(reports[2], reports[0]);
});
