import test from 'ava';
import {
	C1,
	C1V6,
	C2,
	CM,
	errorAbout,
	MP,
	MPV6,
	means,
	ROUTER_V6,
	refused,
	SQL,
	SQL2,
	SUP,
	stalled,
	syn,
	unanswered,
	works,
} from '../../support/diagnosing.js';

const toV6 = (packets: (client: string, server: string, port: number) => ReturnType<typeof unanswered>) =>
	packets(C1V6, MPV6, 80);

test(
	'IPv4 works, IPv6 is silent',
	means,
	[...works(C1, MP, 80), ...toV6(unanswered)],
	'one-ip-version: tcp/80 to mp works over IPv4 and not over IPv6 (fd00::1): a filter knows only one of the two',
);
test(
	'IPv6 works, IPv4 is silent',
	means,
	[...works(C1V6, MPV6, 80), ...unanswered(C1, MP, 80)],
	'one-ip-version: works over IPv6 and not over IPv4 (10.0.0.1)',
);
test(
	'a router forbids IPv6',
	means,
	[...works(C1, MP, 80), ...errorAbout(syn(C1V6, MPV6, 80), C1V6, ROUTER_V6, 1, 1)],
	'one-ip-version: a filter knows only one of the two',
);
test(
	'nobody listens over IPv6',
	means,
	[...works(C1, MP, 80), ...toV6(refused)],
	'one-ip-version: the service of mp listens on IPv4 only',
);
test('IPv6 breaks off', means, [...works(C1, MP, 80), ...toV6(stalled)], 'cut');
test('IPv4 works on another port', means, [...works(C1, MP, 443), ...toV6(unanswered)], 'filtered');
test('IPv4 works for another client', means, [...works(C2, MP, 80), ...toV6(unanswered)], 'filtered');

const SMB_IS_DROPPED = 'a filter on the way, or the firewall of mp, drops tcp/445 without a word';
test(
	'445 is silent, and 139 works',
	means,
	[...unanswered(CM, MP, 445), ...works(CM, MP, 139)],
	'undocumented-port',
	'netbios-only: SMB works only over NetBIOS (tcp/139), the way of old systems: open tcp/445 to mp',
);
test(
	'both are silent',
	means,
	[...works(CM, MP, 80), ...unanswered(CM, MP, 445), ...unanswered(CM, MP, 139)],
	'undocumented-port',
	'undocumented-port',
	`filtered: ${SMB_IS_DROPPED}`,
);
test(
	'139 works for another host',
	means,
	[...unanswered(CM, MP, 445), ...works(C1, MP, 139)],
	'undocumented-port',
	`filtered: ${SMB_IS_DROPPED}`,
);
test(
	'139 breaks off',
	means,
	[...unanswered(CM, MP, 445), ...stalled(CM, MP, 139)],
	'undocumented-port',
	`filtered: ${SMB_IS_DROPPED}`,
);
test('445 breaks off', means, [...stalled(CM, MP, 445), ...works(CM, MP, 139)], 'undocumented-port', 'cut');

test(
	'8531 works, 8530 is silent',
	means,
	[...works(C1, SUP, 8531), ...unanswered(C1, SUP, 8530)],
	'wsus-needs-http: https on tcp/8531 works, and that is not enough: content still comes over http, so open tcp/8530 as well',
);
test(
	'443 works, 80 is silent',
	means,
	[...works(C1, SUP, 443), ...unanswered(C1, SUP, 80)],
	'wsus-needs-http: so open tcp/80 as well',
);
test(
	'8531 works, 80 is silent',
	means,
	[...works(C1, SUP, 8531), ...unanswered(C1, SUP, 80)],
	'other-port: https of sup works on tcp/8531, which does not go with http on tcp/80: c1 is set to the wrong one of its ports',
);
test('8530 works, 8531 is silent', means, [...works(C1, SUP, 8530), ...unanswered(C1, SUP, 8531)], 'filtered');
test('8531 works for another client', means, [...works(C2, SUP, 8531), ...unanswered(C1, SUP, 8530)], 'filtered');
test(
	'another client uses 8530',
	means,
	[...works(C2, SUP, 8530), ...unanswered(C1, SUP, 80)],
	'other-port: sup has http on tcp/8530, where it answers c2; c1 is set to tcp/80',
);
test(
	'another client breaks off on 8530',
	means,
	[...stalled(C2, SUP, 8530), ...unanswered(C1, SUP, 80)],
	'filtered',
	'cut',
);
test('8530 beside 443', means, [...works(C2, SUP, 8530), ...works(C1, SUP, 443)], 'parameter-conflict');

test(
	'10123 is silent, and 80 works',
	means,
	[...unanswered(C1, MP, 10_123), ...works(C1, MP, 80)],
	'degraded: degraded, not broken: tcp/10123 was not answered, and c1 goes on over tcp/80 instead',
);
test(
	'10123 is refused, and 443 works',
	means,
	[...refused(C1, MP, 10_123), ...works(C1, MP, 443)],
	'degraded: tcp/10123 was refused by mp (RST), and c1 goes on over tcp/443 instead',
);
test(
	'10123 breaks off, and 80 works',
	means,
	[...stalled(C1, MP, 10_123), ...works(C1, MP, 80)],
	'degraded: tcp/10123 was answered, and then what was sent did not arrive, and c1 goes on',
);
test('80 works for another client', means, [...unanswered(C1, MP, 10_123), ...works(C2, MP, 80)], 'filtered');
test(
	'80 is silent too',
	means,
	[...works(C2, MP, 80), ...unanswered(C1, MP, 10_123), ...unanswered(C1, MP, 80)],
	'filtered: tcp/80',
	'filtered: tcp/10123',
);

test(
	'the site server reaches a system that cannot reach it',
	means,
	[...works(CM, MP, 445), ...unanswered(MP, CM, 445)],
	'one-way-only: both sides open smb, and it works only from cm to mp: allow it from mp to cm as well',
);
test(
	'the broker of one SQL server only is reached',
	means,
	[...works(SQL, SQL2, 4022), ...unanswered(SQL2, SQL, 4022)],
	'one-way-only: both sides open sql-broker, and it works only from sql to sql2: allow it from sql2 to sql as well',
);
test(
	'a service of one side only, the other way round',
	means,
	[...works(C1, MP, 80), ...unanswered(MP, C1, 80)],
	'reversed',
);

const COMPANION =
	'companion-blocked: tcp/1433 works between them, and sql-broker on tcp/4022, without which that is of little use, does not: both must be open';
test('1433 works, 4022 is silent', means, [...works(SQL, SQL2, 1433), ...unanswered(SQL, SQL2, 4022)], COMPANION);
test('and is opened by the other', means, [...works(SQL, SQL2, 1433), ...unanswered(SQL2, SQL, 4022)], COMPANION);
test(
	'neither works',
	means,
	[...works(CM, SQL2, 1433), ...unanswered(SQL, SQL2, 1433), ...unanswered(SQL, SQL2, 4022)],
	'filtered: tcp/1433',
	'filtered: tcp/4022',
);
