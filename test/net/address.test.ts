import {isIPv6} from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import {addressOf, compareAddresses, parseAddress} from '#portolan/net/address.js';

const canonical = test.macro({
	exec: (t, text: string, expected: string | undefined) => t.is(parseAddress(text)?.text, expected),
	title: (_, text, expected) => `${text} ${expected === undefined ? 'is refused' : `is ${expected}`}`,
});

test(canonical, '10.0.1.10', '10.0.1.10');
test(canonical, '255.255.255.255', '255.255.255.255');
test(canonical, '::', '::');
test(canonical, '::1', '::1');
test(canonical, '1::', '1::');
test(canonical, 'FD00:0:0:1::0010', 'fd00:0:0:1::10');
test(canonical, '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1');
test(canonical, '2001:0:0:1:0:0:0:1', '2001:0:0:1::1');
test(canonical, '1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7');
test(canonical, '::ffff:192.0.2.1', '::ffff:192.0.2.1');
test(canonical, '::ffff:c000:0201', '::ffff:192.0.2.1');
test(canonical, '64:ff9b::192.0.2.33', '64:ff9b::c000:221');
test(canonical, '1.2.3', undefined);
test(canonical, '010.0.0.1', undefined);
test(canonical, '1.2.3.256', undefined);
test(canonical, 'fe80::1%eth0', undefined);
test(canonical, '1::2::3', undefined);
test(canonical, ':1', undefined);
test(canonical, 'cm01', undefined);
test(canonical, '', undefined);

const word = fc.integer({min: 0, max: 0xffffffff});

test('every IPv6 address is read back from its text', (t) => {
	// Zero groups are what the shortening is about: make them common.
	const group = fc.oneof(fc.constant(0), fc.integer({min: 0, max: 0xffff}));
	const words = fc
		.tuple(group, group, group, group, group, group, group, group)
		.map(
			([a, b, c, d, e, f, g, h]) =>
				[a * 65_536 + b, c * 65_536 + d, e * 65_536 + f, g * 65_536 + h] as [number, number, number, number],
		);
	fc.assert(
		fc.property(words, (value) => {
			const {text} = addressOf(6, value);
			t.true(isIPv6(text));
			t.deepEqual(parseAddress(text)?.words, value);
		}),
	);
	t.pass();
});

test('every IPv4 address is read back from its text', (t) => {
	fc.assert(fc.property(word, (value) => parseAddress(addressOf(4, [0, 0, 0, value]).text)?.words[3] === value));
	t.pass();
});

test('addresses are in unsigned order, IPv4 first', (t) => {
	const texts = ['2001:db8::1', '10.0.0.2', 'fd00::', '200.0.0.1', '10.0.0.10', '::1'];
	const sorted = texts.map((text) => parseAddress(text)!).sort(compareAddresses);
	t.deepEqual(
		sorted.map(({text}) => text),
		['10.0.0.2', '10.0.0.10', '200.0.0.1', '::1', '2001:db8::1', 'fd00::'],
	);
});
