import test from 'ava';
import fc from 'fast-check';
import {formatAddress, parseAddress, views} from '#page/address.js';

const reads = test.macro<[hash: string, view: string, chosen: Record<string, string>]>({
	exec: (t, hash, view, chosen) => t.deepEqual(parseAddress(hash), {view, chosen} as ReturnType<typeof parseAddress>),
	title: (_, hash) => `address: ${hash === '' ? 'none' : hash}`,
});

test(reads, '', 'overview', {});
test(reads, '#', 'overview', {});
test(reads, '#edges', 'edges', {});
test(reads, '#edges?q=tcp%2F443+sql&sort=-octets', 'edges', {q: 'tcp/443 sql', sort: '-octets'});
test(reads, '#no-such-view?q=a', 'overview', {q: 'a'});
test(reads, '#edges?q=%zz', 'edges', {q: '%zz'});
test(reads, '#edges?q=a?b', 'edges', {q: 'a?b'});
test(reads, '#edges?__proto__=a', 'edges', Object.fromEntries([['__proto__', 'a']]));

test('one state has one address', (t) => {
	t.is(formatAddress({view: 'edges', chosen: {sort: 'flows', q: 'a b&c', page: ''}}), '#edges?q=a+b%26c&sort=flows');
	t.is(formatAddress({view: 'matrix', chosen: {}}), '#matrix');
});

test('whatever is chosen is read back from the address', (t) => {
	const chosen = fc.dictionary(
		fc.string({unit: 'grapheme', minLength: 1}),
		fc.string({unit: 'grapheme', minLength: 1}),
	);
	fc.assert(
		fc.property(fc.constantFrom(...views), chosen, (view, values) => {
			const address = {view, chosen: {...values}};
			t.deepEqual(parseAddress(formatAddress(address)), address);
		}),
	);
});
