import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import test, {type ExecutionContext} from 'ava';
import type {Report} from '#portolan/report/report.js';
import type {WatchEvent} from '#portolan/watch/event.js';
import {frames, pcap} from '../../support/capture-files.js';
import {conversation, ethernet} from '../../support/packets.js';
import {type Run, run} from '../../support/run.js';

function folder(t: ExecutionContext): string {
	const made = mkdtempSync(path.join(tmpdir(), 'portolan-watch-'));
	t.teardown(() => rmSync(made, {recursive: true}));
	return made;
}

const PACK =
	'pack: shop\nversion: "1"\nroles: {web: {}, db: {}}\nconduits:\n  - {from: web, to: db, services: {sql: {tcp: 1433}}}\n';
const INVENTORY =
	'hosts:\n  - {name: web1, addresses: [10.0.0.1], roles: [web]}\n  - {name: db1, addresses: [10.0.0.2], roles: [db]}\n';

interface Place {
	readonly folder: string;
	readonly pack: string;
	readonly site: readonly string[];
	/** A conversation on each of the ports, a second after the other. */
	capture(...ports: readonly number[]): string;
}

function place(t: ExecutionContext): Place {
	const where = folder(t);
	const write = (name: string, content: string | Uint8Array) => {
		const file = path.join(where, name);
		writeFileSync(file, content);
		return file;
	};
	const pack = write('pack.yaml', PACK);
	const inventory = write('inventory.yaml', INVENTORY);
	return {
		folder: where,
		pack,
		site: ['-r', pack, '-i', inventory],
		capture: (...ports) => {
			const packets = ports.flatMap((port) => conversation(`10.0.0.1:${50_000 + port}`, `10.0.0.2:${port}`));
			return write(
				`${ports.slice(0, 3).join('-')}.pcap`,
				pcap(
					frames(
						packets.map((packet) => ethernet(packet)),
						{step: 125_000},
					),
				),
			);
		},
	};
}

const eventsOf = ({stdout}: Run): WatchEvent[] =>
	stdout
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as WatchEvent);

function ports(events: readonly WatchEvent[]): string[] {
	return events.flatMap((event) => ('finding' in event ? [`${event.event} ${event.finding.port}`] : []));
}

test('events as lines of JSON, reports in files, and an exit status', async (t) => {
	const {folder: where, site, capture} = place(t);
	const result = await run([
		...['watch', '--replay', capture(1433, 22), '--speed', 'max', ...site, '-f', 'ndjson'],
		...[
			'--events',
			path.join(where, 'events.ndjson'),
			'-o',
			path.join(where, 'r.json'),
			'-o',
			path.join(where, 'r-{time}.md'),
		],
	]);
	t.is(result.status, 1, result.stderr);
	t.deepEqual(ports(eventsOf(result)), ['finding-opened 22']);
	t.is(readFileSync(path.join(where, 'events.ndjson'), 'utf8'), result.stdout);
	const report = JSON.parse(readFileSync(path.join(where, 'r.json'), 'utf8')) as Report;
	t.deepEqual(
		report.findings.map(({kind, port}) => [kind, port]),
		[['undocumented-port', 22]],
	);
	t.true(readdirSync(where).some((name) => /^r-\d{8}T\d{6}Z\.md$/.test(name)));
	t.deepEqual(
		report.inputs!.files.map(({kind, sha256}) => [kind, /^[0-9a-f]{64}$/.test(sha256!)]),
		[
			['rule-pack', true],
			['inventory', true],
		],
	);
	const verified = await run(['verify', path.join(where, 'r.json')]);
	t.is(verified.status, 2);
	t.regex(verified.stderr, /it was made while .* was watched, and what was captured was not kept/);
});

test('an event a line for people, then the report', async (t) => {
	const {site, capture} = place(t);
	const {stdout, status} = await run([
		'watch',
		'--replay',
		capture(1433, 22),
		'--speed',
		'max',
		...site,
		'--fail-on',
		'never',
	]);
	t.is(status, 0);
	t.regex(
		stdout,
		/^\S+Z note capture-started: .*\n(?:.*\n)*\d\d:\d\d:\d\dZ error undocumented-port web -> db tcp\/22: /,
	);
	t.regex(stdout, /\n\n.* against shop \(1\)\nFINDINGS: 1 error/);
});

const refuses = test.macro<[args: readonly string[], message: RegExp]>({
	exec: async (t, args, message) => {
		const {site, folder: where} = place(t);
		const {status, stderr, stdout} = await run(['watch', ...args.map((arg) => arg.replace('WHERE', where)), ...site]);
		t.is(status, 2, stderr);
		t.regex(stderr, message);
		t.is(stdout, '');
	},
	title: (name) => `refused: ${name}`,
});

test('no interface', refuses, [], /name an interface to watch; "portolan interfaces" lists them/);
test('an interface and a replay', refuses, ['eth0', '--replay', 'x.pcap'], /--replay takes the place of an interface/);
test('no such interface', refuses, ['nowhere0'], /nowhere0/);
test('reports for nobody', refuses, ['lo', '--every', '1h'], /--every: which report\?/);
test('an ending that is no format', refuses, ['lo', '-o', 'x.foo'], /the ending says which format/);
test('a time without unit', refuses, ['lo', '--every', '10'], /Write a number and a unit/);
test('a speed of nothing', refuses, ['lo', '--speed', '0'], /Write a number above 0, or max/);
test(
	'no address to listen on',
	refuses,
	['--replay', 'WHERE/pack.yaml', '--listen', 'x'],
	/write an address and a port/,
);
test('no syslog address', refuses, ['--replay', 'WHERE/pack.yaml', '--syslog', 'x'], /syslog "x": write/);
test(
	'an event log nowhere',
	refuses,
	['--replay', 'WHERE/pack.yaml', '--events', 'WHERE/no/e'],
	/events cannot be written there/,
);

test('a replay of what is no capture', async (t) => {
	const {site, pack} = place(t);
	const {status, stderr} = await run(['watch', '--replay', pack, ...site]);
	t.is(status, 3);
	t.regex(stderr, /this is not a capture/);
});

/** Does something once the command has written what matches. */
function once(pattern: RegExp, act: (child: {kill: (signal: NodeJS.Signals) => void}) => void) {
	let seen = '';
	let isDone = false;
	return (child: Parameters<NonNullable<Parameters<typeof run>[1]>['meanwhile'] & {}>[0]) => {
		child.stdout!.on('data', (text: string) => {
			seen += text;
			if (isDone || !pattern.test(seen)) return;
			isDone = true;
			act(child);
		});
	};
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	test(`${signal} ends a watch with a complete report`, async (t) => {
		const {site, capture} = place(t);
		// Ports 22 and 23 in the first two seconds; the rest would take a minute.
		const long = capture(22, 23, ...Array.from({length: 60}, () => 1433));
		const {status, stdout} = await run(['watch', '--replay', long, ...site], {
			meanwhile: once(/tcp\/23/, (child) => child.kill(signal)),
		});
		t.is(status, 1);
		t.regex(stdout, /undocumented-port +web1 -> db1 tcp\/22/);
		t.regex(stdout, /undocumented-port +web1 -> db1 tcp\/23/);
	});
}

test('SIGHUP reads the rules again; wrong ones are refused, and the old ones stay', async (t) => {
	const {site, capture, pack} = place(t);
	const long = capture(22, 22, ...Array.from({length: 60}, () => 1433));
	const wrong = once(/"finding-opened"/, (child) => {
		writeFileSync(pack, PACK.replace('roles:', 'rolls:'));
		child.kill('SIGHUP');
	});
	const right = once(/"about":"reload","severity":"warning"/, (child) => {
		writeFileSync(pack, PACK.replace('sql: {tcp: 1433}', 'sql: {tcp: 1433}, ssh: {tcp: 22}'));
		child.kill('SIGHUP');
	});
	const end = once(/"finding-closed"/, (child) => child.kill('SIGTERM'));
	const result = await run(['watch', '--replay', long, ...site, '-f', 'ndjson'], {
		meanwhile: (child) => {
			for (const act of [wrong, right, end]) act(child);
		},
	});
	t.is(result.status, 0, result.stderr);
	const events = eventsOf(result);
	t.regex(JSON.stringify(events.filter(({event}) => event === 'quality')), /rolls/);
	t.deepEqual(ports(events), ['finding-opened 22', 'finding-closed 22']);
});

test('a watch goes on from the state of another: nothing is told twice, and nothing is forgotten', async (t) => {
	const {site, capture, folder: where} = place(t);
	const file = capture(1433, 22);
	const args = [
		'watch',
		'--replay',
		file,
		'--speed',
		'max',
		...site,
		'-f',
		'ndjson',
		'--state',
		path.join(where, 'state'),
	];
	const report = path.join(where, 'r.json');
	const first = await run(args);
	t.deepEqual(ports(eventsOf(first)), ['finding-opened 22']);
	writeFileSync(file, readFileSync(capture(1433, 23)));
	const second = await run([...args, '-o', report]);
	t.deepEqual(ports(eventsOf(second)), ['finding-opened 23'], second.stderr);
	t.is(eventsOf(second)[0]!.sequence, eventsOf(first).at(-1)!.sequence + 1);
	const {findings, captures} = JSON.parse(readFileSync(report, 'utf8')) as Report;
	t.deepEqual(
		findings.map(({port}) => port),
		[22, 23],
	);
	t.is(captures[0]!.packets, 32);
});

test('a watch that was killed is gone on from all the same', async (t) => {
	const {site, capture, folder: where} = place(t);
	const state = path.join(where, 'state');
	const file = capture(22, ...Array.from({length: 60}, () => 1433));
	const args = ['watch', '--replay', file, ...site, '-f', 'ndjson', '--state', state];
	const isKept = () => existsSync(path.join(state, 'findings.state'));
	const killed = await run(args, {
		meanwhile: once(/"finding-opened"/, async (child) => {
			while (!isKept()) await setTimeout(50);
			child.kill('SIGKILL');
		}),
	});
	t.is(killed.status, null);
	t.true(existsSync(path.join(state, 'lock')));
	writeFileSync(file, readFileSync(capture(1433, 22, 23)));
	const second = await run([...args, '--speed', 'max']);
	t.deepEqual(ports(eventsOf(second)), ['finding-opened 23'], second.stderr);
	t.false(existsSync(path.join(state, 'lock')));
});
