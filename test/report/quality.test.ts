import test from 'ava';
import {type CaptureCoverage, emptyCoverage, type Timeline} from '#portolan/capture/frame.js';
import type {SenderChecksums} from '#portolan/decode/packet.js';
import {parseAddress} from '#portolan/net/address.js';
import {MINUTE, SECOND} from '#portolan/net/time.js';
import {assessQuality, type QualityInput} from '#portolan/report/quality.js';

type Fields = Partial<Omit<CaptureCoverage, 'timeline'>> & {readonly timeline?: Partial<Timeline>};

function coverage({timeline, ...fields}: Fields): CaptureCoverage {
	const empty = emptyCoverage('site.pcap');
	return {...empty, frames: 1000, ...fields, timeline: {...empty.timeline, ...timeline}};
}

function assess(fields: Fields | readonly Fields[], more: Partial<QualityInput> = {}) {
	return assessQuality({
		coverages: [fields].flat().map(coverage),
		undecoded: [],
		inside: [],
		unnumbered: 0,
		edges: [],
		counts: {evicted: 0, forgotten: 0, duplicates: 0, duplicatesRouted: 0},
		checksums: [],
		...more,
	});
}

const says = test.macro<[items: ReturnType<typeof assess>, kind: string | undefined, text?: string]>({
	exec: (t, items, kind, text = '') => {
		t.deepEqual(
			items.map((item) => item.kind),
			kind === undefined ? [] : [kind],
		);
		if (kind !== undefined) t.true(items[0]!.message.includes(text), items[0]!.message);
	},
	title: (name, _, kind) => `${name}: ${kind ?? 'nothing to say'}`,
});

const silences = (...seconds: readonly number[]) => ({
	timeline: {silences: seconds.map((second, index) => ({duration: second * SECOND, frame: 100 + index}))},
});

test('a capture without blemish', says, assess({}), undefined);
test('drops that are not known', says, assess({drops: undefined}), undefined);
test('no drops', says, assess({drops: 0}), undefined);
test('drops', says, assess({drops: 250}), 'drops', 'lost 250 packets (20 %)');
test('packets cut by the snaplen', says, assess({cut: 10}), 'cut', 'Of 10 packets (1 %)');
test(
	'a clock set back',
	says,
	assess({timeline: {stepsBack: 2, furthestBack: 5 * MINUTE}}),
	'clock',
	'2 times, by up to 5 min',
);
test(
	'a long silence among short ones',
	says,
	assess(silences(600, 20, 15, 12, 11)),
	'gap',
	'for 10 min (before packet 100)',
);
test(
	'two long silences',
	says,
	assess(silences(900, 600, 20, 15, 12)),
	'gap',
	'2 times nothing was captured at most for 15 min',
);
test('a long silence and none beside', says, assess(silences(600)), 'gap');
test('silences of all lengths', says, assess(silences(600, 300, 150, 80, 40)), undefined);
test('a silence below a minute', says, assess(silences(59, 2)), undefined);
test('five alike, of which there may be more', says, assess(silences(600, 600, 600, 600, 600)), undefined);
test('a long silence of few packets', says, assess({...silences(600), frames: 99}), undefined);
test(
	'duplicates',
	says,
	assess({}, {counts: {evicted: 0, forgotten: 0, duplicates: 500, duplicatesRouted: 9}}),
	'duplicates',
	'500 packets (50 %) are in the capture again, 9 of them from behind a router',
);

test('what is about one capture says which', (t) => {
	const items = assess([{}, {drops: 3}, {timeline: {stepsBack: 1, furthestBack: MINUTE}}]);
	t.like(items, [
		{kind: 'drops', count: 3, share: 0.001, captures: [1]},
		{kind: 'clock', count: 1, share: null, captures: [2]},
	]);
	t.true(items[1]!.message.startsWith('site.pcap: '));
});

function sender(address: string, sampled: number, unfinished: number, wrong: number): SenderChecksums {
	return {address: parseAddress(address)!, sampled, unfinished, wrong};
}

const right = [sender('10.0.0.8', 64, 0, 0), sender('10.0.0.9', 64, 0, 0)];
const withChecksums = (...checksums: readonly SenderChecksums[]) => assess({}, {checksums});

test('right checksums', says, withChecksums(...right), undefined);
test(
	'unfinished checksums',
	says,
	withChecksums(...right, sender('10.0.0.5', 64, 60, 0)),
	'checksum-offload',
	'The capturing machine itself sent packets as 10.0.0.5',
);
test(
	'some unfinished, of what a card joined',
	says,
	withChecksums(...right, sender('10.0.0.5', 64, 4, 0)),
	'checksum-offload',
	'sent by 10.0.0.5: the capturing machine leaves them',
);
test(
	'one sender with wrong ones',
	says,
	withChecksums(...right, sender('10.0.0.5', 64, 0, 64)),
	'checksum-offload',
	'64 of 192',
);
test('wrong ones here and there', says, withChecksums(...right, sender('10.0.0.5', 64, 0, 3)), 'checksums', '3 of 192');
test(
	'wrong ones of everybody',
	says,
	withChecksums(sender('10.0.0.5', 64, 0, 64), sender('10.0.0.6', 64, 0, 64)),
	'checksums',
	'sent by 10.0.0.5, 10.0.0.6',
);
