import test from 'ava';
import {asks, C1, C2, MP, means, pings, works} from '../../support/diagnosing.js';

const awake = works(C2, MP, 80);

test(
	'a client that is awake seems asleep',
	means,
	[...asks(C1, C2, 25_536), ...pings(C1, C2), ...awake],
	'seems-asleep: c1 and c2 run the wake-up proxy, c2 is awake, and its echo request was not answered: c1 takes it for asleep; let the firewall of c2 answer ICMP echo within its subnet',
);
test('it calls by itself', means, [...asks(C2, C1, 25_536), ...pings(C1, C2)], 'seems-asleep');
test('it answers', means, [...asks(C1, C2, 25_536), ...pings(C1, C2, true), ...awake]);
test('it is asleep', means, [...asks(C1, C2, 25_536), ...pings(C1, C2)], 'host-silent');
test('no wake-up proxy', means, [...pings(C1, C2), ...awake], 'filtered');
