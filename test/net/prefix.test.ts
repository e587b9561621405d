import test from 'ava';
import {parseAddress} from '#portolan/net/address.js';
import {contains, lastAddressOf, parsePrefix} from '#portolan/net/prefix.js';

const parsed = test.macro({
	exec: (t, text: string, expected: string | undefined) => t.is(parsePrefix(text)?.text, expected),
	title: (_, text, expected) => `${text} ${expected === undefined ? 'is refused' : `is ${expected}`}`,
});

test(parsed, '10.0.50.0/24', '10.0.50.0/24');
test(parsed, '10.0.50.7', '10.0.50.7/32');
test(parsed, '0.0.0.0/0', '0.0.0.0/0');
test(parsed, 'fd00::/8', 'fd00::/8');
test(parsed, '::/0', '::/0');
test(parsed, '10.0.50.7/24', undefined);
test(parsed, '10.0.50.0/33', undefined);
test(parsed, '10.0.50.0/', undefined);
test(parsed, '10.0.50.0/24/1', undefined);
test(parsed, 'fd00::1/64', undefined);

const membership = test.macro({
	exec: (t, prefix: string, address: string, expected: boolean) =>
		t.is(contains(parsePrefix(prefix)!, parseAddress(address)!), expected),
	title: (_, prefix, address, expected) => `${address} is ${expected ? '' : 'not '}in ${prefix}`,
});

test(membership, '10.0.50.0/24', '10.0.50.255', true);
test(membership, '10.0.50.0/24', '10.0.51.0', false);
test(membership, '0.0.0.0/0', '255.0.0.1', true);
test(membership, '0.0.0.0/0', '::1', false);
test(membership, '128.0.0.0/1', '127.255.255.255', false);
test(membership, 'fd00::/33', 'fd00:0:7fff::', true);
test(membership, 'fd00::/33', 'fd00:0:8000::', false);
test(membership, 'fd00::1/128', 'fd00::1', true);

test('the last address of a network', (t) => {
	t.is(lastAddressOf(parsePrefix('10.0.48.0/20')!).text, '10.0.63.255');
	t.is(lastAddressOf(parsePrefix('fd00::/120')!).text, 'fd00::ff');
});
