import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import type {Report} from '#portolan/report/report.js';
import {pcapng} from './capture-files.js';
import {type ReadFrame, readFile} from './reading.js';
import {run} from './run.js';

// The captures of the laboratory site, whole, in parts, and as if its hosts had other addresses.

export const SITE = fileURLToPath(new URL('../../../../shared/captures/site/', import.meta.url));
export const isSiteHere = existsSync(SITE);
export const siteCaptures = isSiteHere
	? [
			'after.pcap',
			'before.pcap',
			'blocked.pcap',
			'compliant.pcapng',
			'dup.pcap',
			'midstream.pcap',
			'missing.pcapng',
			'onesided.pcapng',
			'violations.pcap',
		]
	: [];

/** What check says of captures as JSON; an inventory of one's own takes the place of the site's. */
export async function reportOn(captures: readonly string[], ...more: readonly string[]): Promise<Report> {
	const inventory = more.includes('-i') ? [] : ['-i', `${SITE}inventory.yaml`];
	const {stdout} = await run(['check', ...captures, '-r', 'configmgr-2012', ...inventory, ...more, '-f', 'json']);
	return JSON.parse(stdout) as Report;
}

/** A capture cut into so many files of as many frames each; they are gone when the test has ended. */
export async function parts(t: ExecutionContext, capture: string, count: number): Promise<string[]> {
	const {frames} = await readFile(`${SITE}${capture}`);
	const size = Math.ceil(frames.length / count);
	const cut = Array.from({length: count}, (_, index) => frames.slice(index * size, (index + 1) * size));
	return cut.map((part, index) => write(t, `${index}.pcapng`, asCapture(part)));
}

/** The capture and the inventory of a site whose hosts were given other addresses, in another order. */
export async function readdressed(t: ExecutionContext, capture: string): Promise<{capture: string; inventory: string}> {
	const {frames} = await readFile(`${SITE}${capture}`);
	const text = readFileSync(`${SITE}inventory.yaml`, 'utf8');
	const hosts = new Set([...text.matchAll(/10\.24\.220\.(\d+)/g)].map(([, last]) => Number(last)));
	for (const {octets} of frames) rewrite(octets, hosts);
	return {
		capture: write(t, 'moved.pcapng', asCapture(frames)),
		inventory: write(
			t,
			'moved.yaml',
			text
				.replaceAll(/10\.24\.220\.(\d+)/g, (_, last: string) => `10.42.202.${moved(Number(last))}`)
				.replaceAll(/fd35:6291:a02e:1::(\w+)/g, (_, last: string) => {
					const number = Number.parseInt(last, 16);
					return hosts.has(number) ? `fd53:6291:a02e:1::${moved(number).toString(16)}` : `fd35:6291:a02e:1::${last}`;
				}),
		),
	};
}

/** Addresses become others as long as they are: texts such as those of FTP keep their length. */
function moved(last: number): number {
	return last < 11 ? last : 63 - last;
}

function rewrite(octets: Uint8Array, hosts: ReadonlySet<number>): void {
	const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
	for (const [from, to] of [
		[Buffer.from([10, 24, 220]), Buffer.from([10, 42, 202])],
		[Buffer.from('fd356291a02e000100000000000000', 'hex'), Buffer.from('fd536291a02e0001', 'hex')],
	] as const) {
		for (let at = buffer.indexOf(from); at >= 0; at = buffer.indexOf(from, at + 1)) {
			const last = at + from.length;
			if (!hosts.has(buffer[last] ?? 0)) continue;
			buffer.set(to, at);
			buffer[last] = moved(buffer[last]!);
		}
	}
	const text = buffer.toString('latin1');
	for (const match of text.matchAll(/10,24,220,(\d+),/g)) {
		if (hosts.has(Number(match[1]))) buffer.write(`10,42,202,${moved(Number(match[1]))},`, match.index, 'latin1');
	}
}

function asCapture(frames: readonly ReadFrame[]): Uint8Array {
	const whole = frames.map((frame) => ({...frame, time: Math.round(frame.time)}));
	return pcapng(whole, {linkType: frames[0]?.linkType ?? 1});
}

function write(t: ExecutionContext, name: string, content: string | Uint8Array): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-site-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const file = path.join(folder, name);
	writeFileSync(file, content);
	return file;
}
