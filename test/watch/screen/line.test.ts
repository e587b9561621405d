import test from 'ava';
import fc from 'fast-check';
import {
	clip,
	type Line,
	pad,
	padStart,
	paintWith,
	renderLine,
	type Style,
	widthOf,
	wrap,
} from '#portolan/watch/screen/line.js';

const plain = paintWith(false);

test('texts are fitted by the columns that they take', (t) => {
	t.is(clip('abcdef', 6), 'abcdef');
	t.is(clip('abcdef', 5), 'abcd…');
	t.is(clip('日本語', 6), '日本語');
	t.is(clip('日本語', 5), '日本…');
	t.is(clip('日本語', 4), '日…');
	t.is(clip('abc', 0), '');
	t.is(pad('ab', 4), 'ab  ');
	t.is(pad('日本', 5), '日本 ');
	t.is(padStart('12', 4), '  12');
	t.is(widthOf('e\u0301'), 1);
});

test('texts are wrapped between words', (t) => {
	t.deepEqual(wrap('one two three', 8), ['one two', 'three']);
	t.deepEqual(wrap('one', 8), ['one']);
	t.deepEqual(wrap('a verylongword b', 5), ['a', 'verylongword', 'b']);
	t.deepEqual(wrap('', 5), ['']);
});

test('what is cut is cut over all pieces, and nothing comes after it', (t) => {
	const line: Line = [{text: 'abc'}, {text: 'def', style: 'error'}, {text: 'ghi'}];
	t.is(renderLine(line, 9, plain), 'abcdefghi');
	t.is(renderLine(line, 8, plain), 'abcdefg…');
	t.is(renderLine(line, 5, plain), 'abcd…');
	t.is(renderLine(line, 5, paintWith(true)), 'abc\x1b[31md…\x1b[39m');
});

test('no text moves the cursor or leaves its line', (t) => {
	const piece = fc.record({
		text: fc.string({unit: 'binary', maxLength: 40}),
		style: fc.constantFrom<Style>('error', 'faint', 'alarm'),
	});
	t.notThrows(() =>
		fc.assert(
			fc.property(fc.array(piece, {maxLength: 4}), fc.nat(60), (line, width) => {
				const text = renderLine(line, width, plain);
				return widthOf(text) <= width && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);
			}),
		),
	);
});
