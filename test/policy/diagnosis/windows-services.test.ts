import test from 'ava';
import {
	asks,
	C1,
	C2,
	DC,
	errorAbout,
	MP,
	means,
	meansIn,
	ROUTER,
	refused,
	syn,
	unanswered,
	windowsWorld,
	works,
} from '../../support/diagnosing.js';

const meansOnWindows = meansIn(windowsWorld);

test(
	'the product works, and Kerberos is dropped',
	meansOnWindows,
	[...works(C1, MP, 80), ...unanswered(C1, DC, 88)],
	'windows-service-blocked: what the product lists works (tcp/80 from c1 to mp), and tcp/88 to dc, a service of Windows that its list leaves out, was not answered: open what the packs windows-baseline and active-directory list as well',
);
test(
	'DNS is dropped',
	meansOnWindows,
	[...works(C1, MP, 80), ...asks(C1, DC, 53)],
	'windows-service-blocked: udp/53 to dc',
);
test(
	'a router forbids it',
	meansOnWindows,
	[...works(C1, MP, 80), ...errorAbout(syn(C1, DC, 88), C1, ROUTER, 3, 13)],
	'windows-service-blocked: was prohibited by 10.0.9.254 (ICMP 3/13)',
);
test(
	'the product lists LDAP of the catalog, and that works',
	meansOnWindows,
	[...works(C1, MP, 80), ...works(C1, DC, 3268), ...unanswered(C1, DC, 88)],
	'windows-service-blocked',
);
test(
	'another service of Windows works',
	meansOnWindows,
	[...works(C1, MP, 80), ...works(C1, DC, 464), ...unanswered(C1, DC, 88)],
	'filtered',
);
test('nothing of the product works', meansOnWindows, unanswered(C1, DC, 88), 'host-silent');
test(
	'it works for another host only',
	meansOnWindows,
	[...works(C2, MP, 80), ...unanswered(C1, DC, 88)],
	'host-silent',
);
test('nobody listens', meansOnWindows, [...works(C1, MP, 80), ...refused(C1, DC, 88)], 'refused');
test('it works', meansOnWindows, [...works(C1, MP, 80), ...works(C1, DC, 88)]);
test(
	'a service that members get on without',
	meansOnWindows,
	[...works(C1, MP, 80), ...asks(C1, DC, 123)],
	'host-silent',
);

test(
	'without the packs of Windows',
	means,
	[...works(C1, MP, 80), ...unanswered(C1, DC, 88)],
	'windows-service: add -r windows-baseline or -r active-directory; it was not answered, though mp answers c1 on tcp/80: only what the product lists was opened',
);

test(
	'the controller is not located',
	meansOnWindows,
	asks(C1, DC, 389),
	'controller-not-located: c1 asks dc over udp/389 whether it is a domain controller, which was not answered, and so opens no LDAP to it: open udp/389 beside tcp/389; Software Center needs both to show applications for users',
);
test('by a server', meansOnWindows, asks(MP, DC, 389), 'controller-not-located: open udp/389 beside tcp/389');
test('it answers', meansOnWindows, asks(C1, DC, 389, true));
test(
	'LDAP is opened all the same',
	meansOnWindows,
	[...asks(C1, DC, 389), ...works(C1, DC, 389)],
	'filtered: dc answers c1 on tcp/389',
);
test(
	'LDAP is tried all the same',
	meansOnWindows,
	[...asks(C1, DC, 389), ...unanswered(C1, DC, 389)],
	'host-silent',
	'host-silent',
);
test(
	'LDAP is opened to another',
	meansOnWindows,
	[...asks(C1, DC, 389), ...works(C2, DC, 389)],
	'controller-not-located',
);
