import test from 'ava';
import {
	CM,
	currentWorld,
	DC,
	MP,
	means,
	meansIn,
	refused,
	SCP,
	SQL,
	SUP,
	unanswered,
	works,
} from '../../support/diagnosing.js';
import type {Timed} from '../../support/flows.js';
import {findingsIn, judgePackets} from '../../support/judging.js';

const meansNow = meansIn(currentWorld);
/** The share is used after the database was tried. */
const later = (packets: readonly Uint8Array[]): Timed[] => packets.map((packet, index) => [20 + index, packet]);

test(
	'the update point is refused by the database, and goes on over SMB',
	meansNow,
	[...refused(SUP, SQL, 1433), ...later(works(SUP, CM, 445))],
	'benign-fallback: benign: a software update point tries the database first, and tcp/1433 was refused (RST); it goes on over SMB to cm, which works, and nothing need be opened',
);
test(
	'dropped, and the share is on the database server; no row of 2012 has either',
	means,
	[...unanswered(SUP, SQL, 1433), ...later(works(SUP, SQL, 445))],
	'undocumented-pair',
	'benign-fallback: tcp/1433 was not answered; it goes on over SMB to sql',
);
test('no SMB', meansNow, [...works(CM, SQL, 1433), ...refused(SUP, SQL, 1433)], 'refused');
test(
	'SMB to somebody else',
	meansNow,
	[...refused(SUP, SQL, 1433), ...later(works(SUP, DC, 445))],
	'undocumented-pair',
	'refused',
);
test(
	'SMB was before',
	meansNow,
	[...works(SUP, CM, 445), ...[60, 61].map((seconds) => [seconds, refused(SUP, SQL, 1433)[0]] as Timed)],
	'host-silent',
);
test('SMB fails too', meansNow, [...refused(SUP, SQL, 1433), ...unanswered(SUP, CM, 445)], 'host-silent', 'refused');
test(
	'another service of the same server',
	meansNow,
	[...refused(SUP, SQL, 80), ...later(works(SUP, CM, 445))],
	'undocumented-port',
);
test('another role', meansNow, [...refused(MP, SQL, 1433), ...later(works(MP, CM, 445))], 'refused');
test('the database answers', meansNow, [...works(SUP, SQL, 1433), ...later(works(SUP, CM, 445))]);

test(
	'the service connection point is not let in',
	meansNow,
	unanswered(SCP, SQL, 1433),
	'database-denied: a service connection point on a server of its own does not work without the site database, and tcp/1433 was not answered: open tcp/1433 from scp to sql',
);
test('it is let in', meansNow, works(SCP, SQL, 1433));
test('it goes elsewhere', meansNow, refused(SCP, MP, 1433), 'undocumented-pair');

test('a fallback that does no harm is a note, and its verdict stays', (t) => {
	const judgement = judgePackets(
		[...unanswered(SUP, SQL, 1433), ...later(works(SUP, SQL, 445))],
		currentWorld.packs,
		currentWorld.site,
	);
	const [finding] = findingsIn(judgement).filter(({diagnosis}) => diagnosis?.name === 'benign-fallback');
	t.is(finding!.severity, 'note');
	t.like(judgement.edges[finding!.edges[0]!], {verdict: 'expected', edge: {outcome: 'unanswered'}});
});
