import test from 'ava';
import fc from 'fast-check';
import {hostName} from '#portolan/net/host-name.js';

const is = test.macro<[text: string, expected: string | undefined]>({
	exec: (t, text, expected) => t.is(hostName(text), expected),
	title: (_, text, expected) => `${JSON.stringify(text.slice(0, 40))}: ${expected?.slice(0, 40) ?? 'no name'}`,
});

test(is, 'PC1', 'pc1');
test(is, 'mp01.Example.COM.', 'mp01.example.com');
test(is, 'my_pc-1', 'my_pc-1');
test(is, '_dc', '_dc');
test(is, '1and1.com', '1and1.com');
test(is, Array(4).fill('x'.repeat(62)).join('.'), Array(4).fill('x'.repeat(62)).join('.'));
test(is, 'x'.repeat(254), undefined);
test(is, '', undefined);
test(is, '.', undefined);
test(is, '..', undefined);
test(is, '-x', undefined);
test(is, 'x-', undefined);
test(is, '10.0.0.1', undefined);
test(is, '*.example.com', undefined);
test(is, 'a b', undefined);
test(is, 'a/b', undefined);
test(is, 'a\u001b[31mb', undefined);
test(is, 'a\nb', undefined);
test(is, 'pc1\n', undefined);
test(is, 'a\u0000', undefined);
test(is, 'caf\u00e9', undefined);
test(is, 'a\u202eb', undefined);
test(is, '<script>', undefined);
test(is, 'fd00::1', undefined);

test('what passes is letters, digits and three signs, and passes again', (t) => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_.\-*]{1,40}$/)), (text) => {
			const name = hostName(text);
			t.true(name === undefined || (/^[a-z0-9_.-]{1,253}$/.test(name) && hostName(name) === name));
		}),
		{numRuns: 2000},
	);
});
