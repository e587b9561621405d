import {networkInterfaces} from 'node:os';
import test from 'ava';
import {run} from '../support/run.js';

test('every interface with an address is listed, and every program that could capture', async (t) => {
	const {stdout, status, stderr} = await run(['interfaces', '-f', 'json']);
	t.is(status, 0, stderr);
	const {interfaces, backends} = JSON.parse(stdout);
	for (const [name, entries = []] of Object.entries(networkInterfaces())) {
		const listed = interfaces.find((one: {name: string}) => one.name === name);
		t.like(listed, {up: true, loopback: entries.some(({internal}) => internal)});
		t.deepEqual(
			listed.addresses,
			entries.map(({address}) => address),
		);
	}
	t.deepEqual(
		backends.map(({name}: {name: string}) => name),
		['cap', 'dumpcap', 'tcpdump'],
	);
	for (const {canCapture, missing} of backends) {
		if (canCapture === false) t.regex(missing, /installed|permission/);
		else t.is(missing, null);
	}
});

test('the same for people', async (t) => {
	const {stdout, status} = await run(['interfaces']);
	t.is(status, 0);
	t.regex(stdout, /^ {2}\S+ +(up|down)/);
	t.regex(stdout, /\n {2}dumpcap +(can capture|cannot capture: )/);
});
