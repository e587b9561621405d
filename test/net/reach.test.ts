import test from 'ava';
import {parseAddress} from '#portolan/net/address.js';
import {type Reach, reachOf} from '#portolan/net/reach.js';

const reach = test.macro({
	exec: (t, address: string, expected: Reach) => t.is(reachOf(parseAddress(address)!), expected),
	title: (_, address, expected) => `${address} is ${expected}`,
});

test(reach, '8.8.8.8', 'public');
test(reach, '203.0.113.11', 'public');
test(reach, '172.15.255.255', 'public');
test(reach, '172.16.0.0', 'private');
test(reach, '172.31.255.255', 'private');
test(reach, '172.32.0.0', 'public');
test(reach, '10.24.220.42', 'private');
test(reach, '100.64.0.1', 'private');
test(reach, '169.254.1.1', 'private');
test(reach, '127.0.0.1', 'private');
test(reach, '0.0.0.0', 'unspecified');
test(reach, '0.0.0.1', 'private');
test(reach, '255.255.255.255', 'broadcast');
test(reach, '240.0.0.1', 'private');
test(reach, '224.0.0.252', 'multicast');
test(reach, '239.193.7.39', 'multicast');
test(reach, '2606:4700::1111', 'public');
test(reach, 'fd35:6291:a02e:1::14', 'private');
test(reach, 'fe80::1', 'private');
test(reach, '::1', 'private');
test(reach, '::', 'unspecified');
test(reach, 'ff02::fb', 'multicast');
test(reach, '::ffff:8.8.8.8', 'private');
