import test from 'ava';
import {
	C1,
	C2,
	CM,
	currentWorld,
	MP,
	means,
	meansIn,
	pings,
	refused,
	unanswered,
	works,
} from '../../support/diagnosing.js';
import {asksMapper} from '../../support/judging.js';

const meansNow = meansIn(currentWorld);
const ADVICE =
	'a push needs tcp/445, tcp/135, the dynamic ports and ICMP echo inbound on the computer; set-up by hand or by group policy needs no SMB or RPC from the site server';

test(
	'everything is silent',
	meansNow,
	[...works(C1, MP, 80), ...pings(CM, C1), ...unanswered(CM, C1, 445), ...unanswered(CM, C1, 135)],
	`client-push-blocked: cm pushes the client to c1, whose firewall, or one on the way, is silent on icmp type 8, tcp/135, tcp/445: ${ADVICE}`,
	'client-push-blocked',
	'client-push-blocked',
);
test(
	'SMB works, the mapper does not',
	meansNow,
	[...works(CM, C1, 445), ...unanswered(CM, C1, 135)],
	'client-push-blocked: is silent on tcp/135, though it answers on tcp/445',
);
test(
	'only ICMP is silent',
	meansNow,
	[...works(CM, C1, 445), ...pings(CM, C1)],
	'client-push-blocked: is silent on icmp type 8, though',
);
test(
	'the port that the mapper names',
	meansNow,
	[...asksMapper(CM, C1, 49_664), ...unanswered(CM, C1, 49_664)],
	'dynamic-port-blocked',
);
test(
	'no row of 2012 has it',
	means,
	[...works(C1, MP, 80), ...unanswered(CM, C1, 445)],
	'client-push-blocked: is silent on tcp/445: a push needs',
);
test('who only pings pushes nothing', meansNow, [...works(C1, MP, 80), ...pings(CM, C1)], 'filtered');
test('nobody listens', meansNow, [...works(C1, MP, 80), ...refused(CM, C1, 445)], 'refused');
test('everything works', meansNow, [...pings(CM, C1, true), ...works(CM, C1, 445), ...works(CM, C1, 135)]);
test('one client asks another', meansNow, [...works(C2, MP, 80), ...unanswered(C1, C2, 445)], 'undocumented-port');
