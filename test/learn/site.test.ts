import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {parseText} from '#portolan/document/parse.js';
import {Random} from '#portolan/learn/random.js';
import {parseAddress} from '#portolan/net/address.js';
import {edgesIn, isAllTrue, isRight, type LearntServer, learntServers} from '../support/learning.js';
import {run} from '../support/run.js';
import {isSiteHere as isThere, SITE, siteCaptures} from '../support/site-captures.js';

if (!isThere) {
	test('captures of the site', (t) => {
		t.log('skipped: the captures with their truth are not here');
		t.pass();
	});
}

const PACKS = ['-r', 'configmgr-2012'];
const whole = ['compliant.pcapng', 'missing.pcapng', 'before.pcap', 'after.pcap'];

/**
 * Sets of captures, and how many servers of 10 must be told right, their likeliest role being one of theirs. In single ones part of what
 * tells servers apart is missing.
 */
const sets: ReadonlyArray<readonly [captures: readonly string[], bar: number]> = [
	[siteCaptures, 0.8],
	[whole, 0.8],
	...['compliant.pcapng', 'before.pcap', 'after.pcap'].map((file) => [[file], 0.7] as const),
];

if (isThere) {
	test('the right role for 80 % of the servers, without an inventory; told shares are about right', async (t) => {
		t.timeout(600_000);
		const lines: string[] = [];
		const bands = [0.1, 0.2, 0.4, 0.6, 0.8, 0.95].map((from) => ({from, told: 0, right: 0}));
		for (const [captures, bar] of sets) {
			const servers = learntServers(await edgesIn(captures));
			const right = servers.filter(isRight);
			const wrong = servers.filter((server) => !isAllTrue(server));
			lines.push(
				`${captures.length > 1 ? `${captures.length} captures` : captures[0]}: the likeliest role is right for ${right.length} of ${servers.length}, all told roles for ${servers.length - wrong.length}`,
				...wrong.map(
					({name, told, candidates}) =>
						`    ${name}: ${told.join('+') || 'none'} of ${candidates.map(({role, share}) => `${role} ${share.toFixed(2)}`).join(', ')}`,
				),
			);
			t.true(right.length >= bar * servers.length, captures.join(', '));
			for (const {candidates, true: held} of servers) {
				for (const {role, share} of candidates) {
					const band = bands.findLast(({from}) => share >= from)!;
					band.told++;
					if (held.has(role)) band.right++;
				}
			}
		}
		for (const {from, told, right} of bands) lines.push(`told with ${from} or more: ${right} of ${told} are right`);
		t.log(lines.join('\n'));
		const [, , , , likely, sure] = bands;
		t.true(sure!.right >= 0.9 * sure!.told);
		t.true(likely!.right >= 0.6 * likely!.told);
		const parts = bands.map(({told, right}) => right / told);
		t.true(parts[0]! < 0.3 && parts[1]! < 0.45 && parts[5]! > parts[3]!);
	});

	test('with a third of the edges gone, most servers are told right', async (t) => {
		const edges = await edgesIn(['compliant.pcapng']);
		const random = new Random(1);
		const servers = learntServers(edges.filter(() => random.next() >= 1 / 3));
		const right = servers.filter(isRight).length;
		t.log(`${right} of ${servers.length} servers`);
		t.true(right >= 0.65 * servers.length);
	});

	test('with other addresses, in another order, the same is told', async (t) => {
		const moved = (text: string) =>
			text.replace(/^10\.24\.220\.(\d+)$/, (_, last: string) => `10.7.7.${200 - Number(last)}`);
		const edges = (await edgesIn(['before.pcap'])).map((edge) => ({
			...edge,
			initiator: parseAddress(moved(edge.initiator.text))!,
			responder: parseAddress(moved(edge.responder.text))!,
		}));
		t.deepEqual(learntServers(edges, moved).sort(byName), learntServers(await edgesIn(['before.pcap'])).sort(byName));
	});
}

const byName = (a: LearntServer, b: LearntServer) => (a.name < b.name ? -1 : 1);

const complies = test.macro<[capture: string]>({
	async exec(t, capture) {
		const folder = mkdtempSync(path.join(tmpdir(), 'portolan-learn-'));
		const [draft, patch] = [path.join(folder, 'draft.yaml'), path.join(folder, 'observed.yaml')];
		const learnt = await run([
			'learn',
			`${SITE}${capture}`,
			...PACKS,
			'--write-inventory',
			draft,
			'--write-patch',
			patch,
		]);
		t.is(learnt.status, 0, learnt.stderr);
		const checked = await run(['check', `${SITE}${capture}`, ...PACKS, '-r', patch, '-i', draft]);
		t.is(checked.status, 0, checked.stdout);
		const linted = await run(['rules', 'lint', patch]);
		const problems = `${linted.stdout}${linted.stderr}`.trim().split('\n').slice(0, -1);
		t.true(problems.length > 0);
		for (const problem of problems) t.regex(problem, /is a proposal that nobody has reviewed/);
		const signed = readFileSync(patch, 'utf8').replaceAll('    reviewed: false\n', '');
		t.notThrows(() => parseText(signed, patch));
	},
	title: (_, capture) =>
		`${capture}: with what is learnt from it, it complies, and lint tells what nobody has reviewed`,
});

if (isThere) {
	for (const capture of ['compliant.pcapng', 'before.pcap', 'missing.pcapng', 'midstream.pcap', 'dup.pcap']) {
		test(complies, capture);
	}
}
