import test from 'ava';
import fc from 'fast-check';
import {OrderedStream} from '#portolan/flow/negotiation/ordered-stream.js';
import {ascii} from '../../support/packets.js';

/** What a reader is given: text, and `|` where octets are missing. */
function collect() {
	let text = '';
	const stream = new OrderedStream<string>({
		read(octets) {
			text += String.fromCharCode(...octets);
		},
		skip() {
			text += '|';
		},
	});
	return {stream, text: () => text};
}

type Part = readonly [sequence: number, text: string, length?: number];

const reads = test.macro<[parts: readonly Part[], expected: string, syn?: number]>({
	exec: (t, parts, expected, syn) => {
		const {stream, text} = collect();
		if (syn !== undefined) stream.begin(syn);
		for (const [sequence, part, length] of parts) stream.add(sequence, ascii(part), length ?? part.length, '');
		t.is(text(), expected);
	},
	title: (name) => name!,
});

test(
	'segments in order',
	reads,
	[
		[1, 'ab'],
		[3, 'cd'],
	],
	'abcd',
	0,
);
test(
	'segments out of order',
	reads,
	[
		[5, 'ef'],
		[3, 'cd'],
		[1, 'ab'],
	],
	'abcdef',
	0,
);
test(
	'a retransmission',
	reads,
	[
		[1, 'ab'],
		[1, 'ab'],
		[3, 'cd'],
	],
	'abcd',
	0,
);
test(
	'a retransmission that holds more',
	reads,
	[
		[1, 'ab'],
		[1, 'abcd'],
	],
	'abcd',
	0,
);
test(
	'an overlap',
	reads,
	[
		[1, 'abc'],
		[3, 'cde'],
	],
	'abcde',
	0,
);
test(
	'without a SYN the first segment is the beginning',
	reads,
	[
		[100, 'ab'],
		[102, 'cd'],
	],
	'abcd',
);
test(
	'what comes before the beginning is not new',
	reads,
	[
		[100, 'cd'],
		[98, 'ab'],
	],
	'cd',
);
test(
	'numbers that wrap around',
	reads,
	[
		[0xfffffffe, 'ab'],
		[2, 'ef'],
		[0, 'cd'],
	],
	'abcdef',
	0xfffffffd,
);
test(
	'a segment that was cut by the capture',
	reads,
	[
		[1, 'ab', 10],
		[11, 'cd'],
	],
	'ab|cd',
	0,
);
test(
	'a segment of which nothing was captured',
	reads,
	[
		[1, '', 10],
		[11, 'cd'],
	],
	'|cd',
	0,
);
test(
	'a gap is waited for',
	reads,
	[
		[1, 'ab'],
		[9, 'ij'],
	],
	'ab',
	0,
);
test(
	'a gap that is too many segments old is given up',
	reads,
	[[1, 'a'], ...Array.from({length: 65}, (_, index): Part => [10 + index, 'x'])],
	`a|${'x'.repeat(65)}`,
	0,
);
test(
	'a gap that holds too many octets is given up',
	reads,
	[
		[1, 'a'],
		[50, 'y'.repeat(40_000)],
		[50_000, 'z'.repeat(40_000)],
	],
	`a|${'y'.repeat(40_000)}`,
	0,
);

test('a stream cut anywhere and shuffled within a window comes out whole', (t) => {
	const text = Array.from({length: 300}, (_, index) => String.fromCharCode(97 + (index % 26))).join('');
	const cuts = fc.array(fc.integer({min: 1, max: 20}), {minLength: 20, maxLength: 60});
	fc.assert(
		fc.property(cuts, fc.infiniteStream(fc.nat({max: 5})), fc.integer(), (lengths, moves, start) => {
			const parts: Part[] = [];
			let at = 0;
			for (const length of lengths) {
				parts.push([(start + 1 + at) | 0, text.slice(at, at + length)]);
				at += length;
			}
			for (let index = 0; index < parts.length; index++) {
				const other = Math.min(parts.length - 1, index + moves.next().value!);
				[parts[index], parts[other]] = [parts[other]!, parts[index]!];
			}
			const {stream, text: read} = collect();
			stream.begin(start);
			for (const [sequence, part] of parts) stream.add(sequence, ascii(part), part.length, '');
			t.is(read(), text.slice(0, at));
		}),
	);
});
