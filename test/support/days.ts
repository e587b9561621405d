import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {frames, NEW_YEAR, pcap} from './capture-files.js';
import {conversation, ethernet} from './packets.js';
import {run} from './run.js';

// A web server and its database, captured day by day: from the second on somebody uses ssh, and on the last nobody does any more.

export const folder = mkdtempSync(path.join(tmpdir(), 'portolan-days-'));

export function write(name: string, content: string | Uint8Array): string {
	const file = path.join(folder, name);
	writeFileSync(file, content);
	return file;
}

export function read(name: string): string {
	return readFileSync(path.join(folder, name), 'utf8');
}

const packet = (from: string, to: string) => conversation(from, to).map((each) => ethernet(each));
const sql = packet('10.0.0.1:50000', '10.0.0.2:1433');
const ssh = packet('10.0.0.1:50001', '10.0.0.2:22');
const more = packet('10.0.0.3:50001', '10.0.0.2:22');
const day = (number: number) => ({start: NEW_YEAR + number * 86_400_000_000});

export const monday = write('monday.pcap', pcap(frames(sql, day(0))));
export const tuesday = write('tuesday.pcap', pcap(frames([...sql, ...ssh], day(1))));
export const wednesday = write('wednesday.pcap', pcap(frames([...sql, ...ssh, ...more], day(2))));
export const thursday = write('thursday.pcap', pcap(frames([...sql, ...sql], day(3))));
export const cut = write('cut.pcap', pcap(frames([...sql, ...sql], day(4))).slice(0, -5));

/** Of a day on which nothing was captured. */
export const nobody = write('nobody.pcap', pcap([]));

export const pack = (name: string, conduits: string) =>
	write(`${name}.yaml`, `pack: ${name}\nversion: "1"\nroles: {web: {}, db: {}}\nconduits:\n  - ${conduits}\n`);
export const shop = pack('shop', '{from: web, to: db, expect: required, services: {sql: {tcp: 1433}}}');
export const inventory = write(
	'inventory.yaml',
	`hosts:
  - {name: web1, addresses: [10.0.0.1], roles: [web]}
  - {name: web2, addresses: [10.0.0.3], roles: [web]}
  - {name: db1, addresses: [10.0.0.2], roles: [db]}
`,
);
export const rules = ['-r', shop, '-i', inventory];

/** The report of a capture as a file. */
export async function reportFile(name: string, capture: string, ...more: readonly string[]): Promise<string> {
	return write(name, (await run(['check', capture, ...rules, ...more, '-f', 'json'])).stdout);
}
