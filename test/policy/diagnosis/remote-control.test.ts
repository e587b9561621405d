import test from 'ava';
import {C1, CON, currentWorld, MP, means, meansIn, refused, unanswered, works} from '../../support/diagnosing.js';

const meansNow = meansIn(currentWorld);

test(
	'the firewall of the computer drops it',
	means,
	[...works(C1, MP, 80), ...unanswered(CON, C1, 2701)],
	'remote-control-blocked: con opens remote control, and tcp/2701 was not answered: let the firewall of c1 accept tcp/2701 inbound, in its domain profile at least',
);
test(
	'Remote Assistance',
	means,
	[...works(C1, MP, 80), ...unanswered(CON, C1, 3389)],
	'remote-control-blocked: con offers Remote Assistance, and tcp/3389 was not answered: let the firewall of c1 accept tcp/135 and tcp/3389 inbound',
);
test(
	'its first step',
	meansNow,
	[...works(C1, MP, 80), ...unanswered(CON, C1, 135)],
	'remote-control-blocked: tcp/135 was not answered',
);
test('remote control is off', means, [...works(C1, MP, 80), ...refused(CON, C1, 2701)], 'refused');
test('it works', means, works(CON, C1, 2701));
test('to a server', means, [...works(C1, MP, 80), ...unanswered(CON, MP, 2701)], 'undocumented-pair');

test(
	'what Configuration Manager 2007 had',
	means,
	works(CON, C1, 2702),
	'remote-control-2007: tcp/2702 carried the data of remote control in Configuration Manager 2007 and before, and no later version uses it: something of that time is left on con',
);
test('and the current branch forbids', meansNow, works(CON, C1, 2702), 'remote-control-2007');
test('2702 of a server', means, works(C1, MP, 2702), 'undocumented-port');
