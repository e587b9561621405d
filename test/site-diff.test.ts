import {readFileSync} from 'node:fs';
import test from 'ava';
import {compareReports} from '#portolan/report/diff/compare.js';
import type {Change, DiffPair, ReportDiff} from '#portolan/report/diff/diff.js';
import {isSiteHere, parts, readdressed, reportOn, SITE, siteCaptures} from './support/site-captures.js';

// Two recordings of the laboratory site, with what was changed between them; and every recording held against itself.

if (!isSiteHere) {
	test('recordings of the site, held against each other', (t) => {
		t.log('skipped: the captures with their truth are not here');
		t.pass();
	});
}

interface TruthEdge {
	readonly initiator: string;
	readonly responder: string;
	readonly transport: string;
	readonly port: number;
}

const textOf = (initiator: string, responder: string, service: string) => `${initiator} > ${responder} ${service}`;

/** The host pairs with a change, of the entries with one of some changes. */
function pairs({entries}: ReportDiff, isWanted: (pair: DiffPair) => boolean): string[] {
	const found = entries.flatMap((entry) => entry.pairs).filter(isWanted);
	return [...new Set(found.map(({initiator, responder, service}) => textOf(initiator, responder, service)))].sort();
}

/** What is no mere `persists`, in a line each. */
function differences({entries}: ReportDiff, same: readonly Change[] = ['persists']): string[] {
	return entries.flatMap(({change, kind, message, direction, pairs: own}) => {
		const others = own.filter((pair) => !same.includes(pair.change));
		if (same.includes(change) && direction === 'same' && others.length === 0) return [];
		return [`${change} ${kind}: ${message} (${others.map((pair) => `${pair.change} ${pair.before} ${pair.after}`)})`];
	});
}

if (isSiteHere) {
	test('before and after differ in what was changed between them, and in nothing else', async (t) => {
		const truth = JSON.parse(readFileSync(`${SITE}diff.truth.json`, 'utf8')) as Record<string, readonly TruthEdge[]>;
		const of = (name: string) =>
			truth[name]!.map(({initiator, responder, transport, port}) => {
				// The truth names a host that the inventory does not.
				const from = initiator === 'stray' ? '10.24.220.42' : initiator;
				return textOf(from, responder, `${transport}/${port}`);
			}).sort();
		for (const more of [[], ['--representative']]) {
			const [before, after] = [
				await reportOn([`${SITE}before.pcap`], ...more),
				await reportOn([`${SITE}after.pcap`], ...more),
			];
			const diff = compareReports(before, after);
			const changed = (change: Change) => pairs(diff, (pair) => pair.change === change);
			t.deepEqual(changed('appeared'), of('new_violations'));
			t.deepEqual(changed('resolved'), of('resolved_violations'));
			t.deepEqual(changed('changed'), of('changed_outcome'));
			t.deepEqual(changed('gone-silent'), of('gone_silent'));
			t.deepEqual(changed('persists'), of('lasting_violations'));
			t.deepEqual(changed('unobservable'), []);
			t.deepEqual(of('newly_talking_allowed'), []);
			t.true(diff.worse);
			t.deepEqual(diff.caveats, []);
			t.deepEqual(differences(compareReports(after, after)), []);
		}
	});
}

for (const capture of siteCaptures) {
	test(`${capture} does not differ from itself, however it is read`, async (t) => {
		const whole = await reportOn([`${SITE}${capture}`]);
		const nothing = (diff: ReportDiff) => {
			t.deepEqual(differences(diff), []);
			t.false(diff.worse);
		};
		nothing(compareReports(whole, whole));
		const again = await reportOn([`${SITE}../site/${capture}`], '-j', '1');
		nothing(compareReports(whole, again));
		nothing(compareReports(again, whole));
		const cut = await reportOn(await parts(t, capture, 5));
		t.is(cut.captures.length, 5);
		nothing(compareReports(whole, cut));
		nothing(compareReports(cut, whole));
	});

	test(`${capture} does not differ from itself when every host has another address`, async (t) => {
		const {capture: moved, inventory} = await readdressed(t, capture);
		const [before, after] = [await reportOn([`${SITE}${capture}`]), await reportOn([moved], '-i', inventory)];
		t.false(after.edges.some(({initiator}) => initiator.name !== null && /^10\.24\.220\./.test(initiator.address)));
		for (const diff of [compareReports(before, after), compareReports(after, before)]) {
			t.deepEqual(differences(diff), []);
			t.is(diff.caveats.length, 1);
			t.regex(diff.caveats[0]!, /^the two sides have different inventories: .*; hosts are the same by name$/);
			t.true(diff.counts.persists > 0 || before.findings.length === 0);
		}
	});

	test(`${capture}: what its first half does not show is not resolved`, async (t) => {
		const [half] = await parts(t, capture, 2);
		const [before, after] = [await reportOn([`${SITE}${capture}`]), await reportOn([half!])];
		const diff = compareReports(before, after);
		t.deepEqual(differences(diff, ['persists', 'unobservable']), []);
		t.true(before.findings.length === 0 || diff.entries.length > 0);
		t.false(diff.worse);
	});
}

/** Those in which much fails, so that an answer may be due where a recording ends. */
for (const capture of siteCaptures.filter((name) => /^(?:blocked|violations|onesided)/.test(name))) {
	test(`${capture}: what its beginning does not show is not resolved, wherever it ends`, async (t) => {
		const tenths = await parts(t, capture, 10);
		const before = await reportOn([`${SITE}${capture}`]);
		for (let count = 1; count < tenths.length; count++) {
			const diff = compareReports(before, await reportOn(tenths.slice(0, count)));
			t.deepEqual(differences(diff, ['persists', 'unobservable']), [], `${count} tenths`);
		}
	});
}
