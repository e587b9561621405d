import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {readFile} from '../support/reading.js';
import {ROOT} from '../support/run.js';

// Files as Wireshark writes them: the same frames in every format that editcap knows and we read.

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-editcap-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const sample = path.join(ROOT, 'samples/blocked.pcap');
const hasEditcap = spawnSync('editcap', ['--version']).error === undefined;

const formats: ReadonlyArray<readonly [name: string, format: string, tolerance: number]> = [
	['pcap', 'pcap', 0],
	['nsecpcap', 'pcap', 0],
	['pcapng', 'pcapng', 0],
	['modpcap', 'pcap', 0],
	['rh6_1pcap', 'pcap', 0],
	['suse6_3pcap', 'pcap', 0],
	['nokiapcap', 'pcap', 0],
	['snoop', 'snoop', 0],
	// editcap counts from a start in whole milliseconds and is a microsecond off.
	['netmon2', 'netmon', 1],
	// Whole milliseconds since the start of the recording.
	['netmon1', 'netmon', 1000],
];

if (!hasEditcap) {
	test('files that editcap writes', (t) => {
		t.log('skipped: editcap is not installed');
		t.pass();
	});
}

for (const [name, format, tolerance] of hasEditcap ? formats : []) {
	test(`${name} as editcap writes it`, async (t) => {
		const file = path.join(folder, `${name}.cap`);
		// Network Monitor's times have no time zone: the one here must not matter.
		execFileSync('editcap', ['-F', name, sample, file], {stdio: 'ignore', env: {...process.env, TZ: 'UTC'}});
		const {frames: read, coverage} = await readFile(file);
		const {frames: original} = await readFile(sample);
		t.like(coverage, {complete: true, format});
		t.deepEqual(
			read.map(({octets, originalLength, linkType}) => ({octets, originalLength, linkType})),
			original.map(({octets, originalLength, linkType}) => ({octets, originalLength, linkType})),
		);
		t.true(read.every(({time}, index) => Math.abs(time - original[index]!.time) <= tolerance));
	});
}
