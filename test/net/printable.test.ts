import test from 'ava';
import {printable} from '#portolan/net/printable.js';

const cleaned = test.macro<[text: string, clean: string]>({
	exec: (t, text, clean) => t.is(printable(text), clean),
	title: (name) => name!,
});

test(
	'what people write stays',
	cleaned,
	'Müller, 日本語, e\u0301, 😀 -> "a\\b"',
	'Müller, 日本語, e\u0301, 😀 -> "a\\b"',
);
test('control characters', cleaned, 'a\x1b[2J\r\n\t\x7f\x9bb', 'a\uFFFD[2J\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDb');
test('separators of lines', cleaned, 'a\u2028b\u2029c', 'a\uFFFDb\uFFFDc');
test('what turns the direction of writing', cleaned, 'a\u202eb\u2066c\u200fd', 'a\uFFFDb\uFFFDc\uFFFDd');
test('what cannot be seen', cleaned, 'a\u200bb\ufeffc\u00add', 'a\uFFFDb\uFFFDc\uFFFDd');
test('half a character', cleaned, 'a\ud800b', 'a\uFFFDb');
