import {readFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import test, {type ExecutionContext} from 'ava';
import {PortSet} from '#portolan/net/port.js';
import {VlanClasses} from '#portolan/net/vlan.js';
import type {AssemblyOptions} from '#portolan/pipeline.js';
import {publicCaptures} from './public-captures.js';

/** How public captures are read, where a test does not say otherwise. */
export const readOptions: AssemblyOptions = {
	reader: 'portolan',
	windowSize: 1 << 22,
	standardInput: Readable.from([]),
	maxFlows: 1 << 20,
	documentedPorts: new PortSet(),
	vlans: new VlanClasses(),
	onProgress() {},
	interruption: new AbortController().signal,
};

/**
 * A test for each public capture, given its path below `PUBLIC`, one after the other: each takes some megabytes. Where there
 * are none, one that says so.
 * @param failing captures that are known to fail, and what is wrong
 */
export function testPublicCaptures(
	exec: (t: ExecutionContext, file: string) => void | Promise<void>,
	failing: Readonly<Record<string, string>> = {},
): void {
	const captures = publicCaptures();
	for (const file of captures) {
		const problem = failing[file];
		if (problem === undefined) test.serial(file, (t) => exec(t, file));
		else test.serial.failing(`${file}: ${problem}`, (t) => exec(t, file));
	}
	if (captures.length > 0) return;
	test('public captures', (t) => {
		t.log('skipped: the public captures are not here');
		t.pass();
	});
}

const DIFFERENCES = new URL('../../../test/public/differences.json', import.meta.url);

/** Where we differ from capinfos and tshark. */
export interface Difference {
	readonly reason: string;
	/** Packets that we read. */
	readonly packets?: number;
	/** Conversations that tshark alone has, or how many. */
	readonly tshark?: readonly string[] | number;
	/** Those that we alone have. */
	readonly ours?: readonly string[];
	/** Pairs of addresses that tshark alone has, or how many. */
	readonly pairs?: readonly string[] | number;
	/** Those that we alone have. */
	readonly ourPairs?: readonly string[];
	/** Openers of conversations that tshark alone has. */
	readonly openers?: readonly string[];
	/** Those that we alone have. */
	readonly ourOpeners?: readonly string[];
	/** Openers of ours where tshark has the other end. */
	readonly reversed?: readonly string[];
}

/** By the capture's path below `PUBLIC`. */
export function readDifferences(): Readonly<Record<string, Difference>> {
	return JSON.parse(readFileSync(DIFFERENCES, 'utf8')) as Record<string, Difference>;
}
