import test from 'ava';
import {NO_TAG, parseVlans, VlanClasses} from '#portolan/net/vlan.js';

const reads = test.macro<[text: string, vlans: readonly number[] | undefined]>({
	exec: (t, text, vlans) => t.deepEqual(parseVlans(text), vlans as number[] | undefined),
	title: (_, text, vlans) => `"${text}" ${vlans === undefined ? 'is no list of VLANs' : `are ${vlans.length} VLANs`}`,
});

test(reads, '10,110', [10, 110]);
test(reads, '0, none', [0, NO_TAG]);
test(reads, '0,4095,1', [0, 4095, 1]);
test(reads, '10', undefined);
test(reads, '', undefined);
test(reads, '10,', undefined);
test(reads, '10,4096', undefined);
test(reads, '10,-1', undefined);
test(reads, '10,ten', undefined);
test(reads, '10,1e2', undefined);

test('VLANs of a class have one representative, others their own', (t) => {
	const classes = new VlanClasses();
	classes.merge([110, 10]);
	t.deepEqual(
		[10, 110, 11, NO_TAG].map((vlan) => classes.representative(vlan)),
		[10, 10, 11, NO_TAG],
	);
	t.is(classes.name(10), '10=110');
	t.is(classes.name(11), '11');
});

test('classes that share a member become one', (t) => {
	const classes = new VlanClasses();
	classes.merge([3, 4]);
	classes.merge([1, 2]);
	classes.merge([2, 3]);
	t.deepEqual(
		[1, 2, 3, 4].map((vlan) => classes.representative(vlan)),
		[1, 1, 1, 1],
	);
});

test('a class with untagged frames is no VLAN', (t) => {
	const classes = new VlanClasses();
	classes.merge([0, 7]);
	classes.merge([NO_TAG, 0]);
	t.is(classes.representative(7), NO_TAG);
});
