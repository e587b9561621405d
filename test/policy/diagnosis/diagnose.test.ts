import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {nothingObserved} from '#portolan/flow/observations.js';
import {HOUR} from '#portolan/net/time.js';
import {type DiagnosisName, diagnosisNames} from '#portolan/policy/finding.js';
import {judge} from '#portolan/policy/judgement.js';
import {Matrix} from '#portolan/policy/matrix.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {discover, offer} from '../../support/dhcp.js';
import {
	asks,
	C1,
	C1V6,
	C2,
	CM,
	CMG,
	CON,
	currentWorld,
	DC,
	DP,
	errorAbout,
	firstPiece,
	hop,
	joins,
	later,
	locates,
	MCAST,
	MP,
	MPV6,
	means,
	PROV,
	pings,
	ROUTER,
	refused,
	SCP,
	SQL,
	SQL2,
	SUP,
	says,
	stalled,
	syn,
	unanswered,
	VLAN,
	type World,
	wakes,
	windowsWorld,
	works,
	world,
} from '../../support/diagnosing.js';
import {edge} from '../../support/edges.js';
import type {Timed} from '../../support/flows.js';
import {asksMapper, findingsIn, judgePackets, unheard} from '../../support/judging.js';
import {ascii, octets, udp} from '../../support/packets.js';
import {ROOT} from '../../support/run.js';
import {inventory} from '../../support/site.js';

const browser = udp(`${CM}:50001`, `${SQL}:1434`, octets(4, ascii('PS1'), 0));
const readRequest = octets(0, 1, ascii('boot.wim'), 0, ascii('octet'), 0);

/** Of the site of 2012, unless another world is said. */
const examples: Readonly<Record<DiagnosisName, readonly Timed[] | readonly [World, readonly Timed[]]>> = {
	'application-error': says(C1, MP, 80, 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 503 x\r\n\r\n'),
	'benign-fallback': [currentWorld, [...refused(SUP, SQL, 1433), ...works(SUP, SQL, 445)]],
	'boot-server-silent': asks(C1, DP, 4011),
	'client-push-blocked': [currentWorld, [...works(C1, MP, 80), ...unanswered(CM, C1, 445)]],
	'controller-not-located': [windowsWorld, asks(C1, DC, 389)],
	'database-denied': [currentWorld, refused(SCP, SQL, 1433)],
	'enhanced-http': [currentWorld, [...works(CMG, MP, 443), ...unanswered(CMG, MP, 80)]],
	'remote-control-2007': works(CON, C1, 2702),
	'remote-control-blocked': unanswered(CON, C1, 2701),
	'seems-asleep': [...asks(C1, C2, 25_536), ...pings(C1, C2), ...works(C2, MP, 80)],
	'wake-up-not-delivered': [wakes(CM, VLAN), ...later(200)],
	'windows-service-blocked': [windowsWorld, [...works(C1, MP, 80), ...unanswered(C1, DC, 88)]],
	'companion-blocked': [...works(SQL, SQL2, 1433), ...unanswered(SQL, SQL2, 4022)],
	'dynamic-port-blocked': [...asksMapper(CON, PROV, 49_664), ...unanswered(CON, PROV, 49_664)],
	'fragments-lost': [1, 2].map((id) => firstPiece(C1, MP, id)),
	'host-silent': unanswered(C1, MP, 443),
	'netbios-only': [...unanswered(CM, MP, 445), ...works(CM, MP, 139)],
	'not-located': [windowsWorld, [...locates(C1, 0), ...later(200)]],
	'no-listener': errorAbout(udp(`${C1}:50001`, `${C2}:25536`), C1, C2, 3, 3),
	'one-ip-version': [...works(C1, MP, 80), ...unanswered(C1V6, MPV6, 80)],
	'one-way-only': [...works(CM, MP, 445), ...unanswered(MP, CM, 445)],
	'other-port': [...works(C2, SUP, 8530), ...unanswered(C1, SUP, 80)],
	'packets-too-large': stalled(C1, MP, 80, 1460),
	'pxe-by-options': [
		discover('02:00:00:00:00:aa', {vendorClass: 'PXEClient'}),
		offer(CM, '02:00:00:00:00:aa', {your: C1, bootFile: 'boot.efi'}),
	],
	'pxe-no-offer': [discover('02:00:00:00:00:aa', {vendorClass: 'PXEClient'})],
	'rejected-in-between': [...works(C2, MP, 80), ...refused(C1, MP, 443, 60)],
	'speaks-to-proxy': says(C1, DC, 8080, 'CONNECT mp:443 HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 x\r\n\r\n'),
	'shared-address': [...works(C1, MP, 80), hop(C1, MP, 126)],
	'sql-browser': [browser],
	'stream-not-delivered': [...works(C1, MCAST, 445), joins(C1, '239.0.0.9'), ...later(200)],
	'tftp-replies-lost': [...works(C1, DP, 80), ...unheard(`${C1}:2070`, `${DP}:69`, readRequest)],
	'windows-service': works(C1, DC, 88),
	'wsus-needs-http': [...works(C1, SUP, 8531), ...unanswered(C1, SUP, 8530)],
	cut: stalled(C1, MP, 80),
	degraded: [...unanswered(C1, MP, 10_123), ...works(C1, MP, 80)],
	filtered: [...works(C1, MP, 80), ...unanswered(C1, MP, 443)],
	prohibited: errorAbout(syn(C1, MP, 443), C1, ROUTER, 3, 13),
	refused: refused(C1, MP, 443),
	unreachable: errorAbout(syn(C1, MP, 443), C1, ROUTER, 3, 1),
};

/** What works all the same. */
const noted: ReadonlySet<DiagnosisName> = new Set([
	'application-error',
	'fragments-lost',
	'shared-address',
	'pxe-by-options',
	'stream-not-delivered',
	'wake-up-not-delivered',
]);

function exampleOf(name: DiagnosisName): readonly [World, readonly Timed[]] {
	const example = examples[name];
	const [first] = example;
	return first !== undefined && 'packs' in first ? (example as [World, Timed[]]) : [world, example as Timed[]];
}

for (const name of diagnosisNames) {
	test(`${name} has a cause, another one and packets`, (t) => {
		const [where, packets] = exampleOf(name);
		const found = findingsIn(judgePackets(packets, where.packs, where.site)).filter(
			({diagnosis}) => diagnosis !== undefined,
		);
		t.deepEqual(
			found.map(({diagnosis}) => diagnosis!.name),
			[name],
		);
		const [{diagnosis, evidence, severity}] = found as [(typeof found)[0]];
		for (const text of [diagnosis!.cause, diagnosis!.alternative]) {
			t.notRegex(text, /undefined|null|NaN|\[object|\s{2}|[.;:,\s]$|\.\./);
			t.regex(text, /^[a-z0-9]|^SMB/);
		}
		t.not(diagnosis!.cause, diagnosis!.alternative);
		t.true(evidence.length > 0);
		t.is(severity === 'note', diagnosis!.isBenign === true || noted.has(name));
	});
}

test(
	'a domain controller is asked for a ticket',
	means,
	works(C1, DC, 88),
	'windows-service: tcp/88 is a service of Windows itself, which no pack in use lists: add -r windows-baseline or -r active-directory',
);
test(
	'names on the link are for the baseline',
	means,
	[udp(`${C1}:50001`, `${C2}:5355`)],
	'windows-service: add -r windows-baseline',
);
test(
	'administration of the directory is for its pack',
	means,
	works(CON, DC, 9389),
	'windows-service: add -r active-directory',
);
test('a service of somebody else', means, works(C1, DC, 5432), 'undocumented-port');
test('a port that the pack has, for others', means, works(C1, DC, 389), 'undocumented-port');
test('a wrong transport of it', means, [udp(`${C1}:50001`, `${DC}:3268`)], 'wrong-transport');

const advises = test.macro<[service: string]>({
	exec(t, service) {
		const opening = edge('10.0.0.1', '10.0.0.2', service);
		const host = inventory('a1 10.0.0.1: client', 'b1 10.0.0.2: domain-controller');
		const coverage = {duration: HOUR, isRepresentative: false};
		const {findings} = judge([opening], loadPacks(['kubernetes']), host, coverage, nothingObserved);
		const advised = [...(findings[0]!.diagnosis?.cause ?? '').matchAll(/-r (\S+)/g)].map(([, name]) => name!);
		const listing = ['windows-baseline', 'active-directory'].filter((name) =>
			new Matrix(loadPacks([name])).covers(opening),
		);
		t.deepEqual(advised, listing);
	},
	title: (_, service) => `${service}: the packs that are advised have it`,
});
for (const port of [53, 88, 389, 464]) for (const service of [`tcp/${port}`, `udp/${port}`]) test(advises, service);
for (const port of [636, 3268, 3269, 9389]) test(advises, `tcp/${port}`);
for (const port of [67, 123, 137, 138, 5353, 5355]) test(advises, `udp/${port}`);

test('the documentation lists every diagnosis, and no other', (t) => {
	const text = readFileSync(path.join(ROOT, 'docs/diagnoses.md'), 'utf8');
	t.deepEqual(
		[...text.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name),
		[...diagnosisNames],
	);
});
