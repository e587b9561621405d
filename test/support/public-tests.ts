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

/** A test for each public capture, given its path below `PUBLIC`; where there are none, one that says so. */
export function testPublicCaptures(exec: (t: ExecutionContext, file: string) => void | Promise<void>): void {
	const captures = publicCaptures();
	for (const file of captures) test(file, (t) => exec(t, file));
	if (captures.length > 0) return;
	test('public captures', (t) => {
		t.log('skipped: the public captures are not here');
		t.pass();
	});
}
