import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {shippedPacks} from '#portolan/rulepack/load.js';
import {isGolden} from '../support/golden.js';
import {folderWith} from '../support/lint.js';
import {run} from '../support/run.js';

const shop = `pack: shop
version: "2"
title: A shop's network
title_fr: Le réseau d'une boutique
source: {document: Ports of the shop, url: "https://example.com/ports", date: "2024-02-29"}
roles:
  till: {title: Till, title_fr: Caisse}
  server: {title: Shop server, title_fr: Serveur de la boutique}
  database: {title: Database, title_fr: Base de données, since: "1902"}
  office: {title: Office}
parameters:
  sql: {title: SQL Server, default: 1433, source: 12}
  agent: {title: Agent, default: 8080, scope: host, source: 14}
options:
  mode: {title: Mode of the site, values: [http, https], default: http, source: Modes}
  in-domain: {title: Member of a domain, scope: host}
services:
  web: {title: HTTP, tcp: [80, $agent]}
  tls: {title: HTTPS, tcp: 443}
  rpc: {title: Remote procedure calls, title_fr: Appels de procédure, tcp: 49152-65535, dynamic: true}
conduits:
  - from: till
    to: server
    source: 20
    services:
      web: {expect: required, when: {site.mode: http}, note: Prices are fetched once an hour}
      tls: {expect: required, when: {site.mode: https}, source: 21}
      ping: {title: Echo request, title_fr: Demande d'écho, icmp: 8, icmpv6: 128}
  - {from: server, to: database, sites: same, source: 22, services: {sql: {title: SQL, tcp: $sql, expect: usual}}}
  - {from: server, to: server, direction: <->, sites: parent-child, source: 23, services: {rpc: {expect: install-only}}}
  - from: server
    to: office
    direction: <->
    one-way: {opens: office, when: {from.in-domain: true}}
    source: Remote help
    services: {help: {title: Remote help, title_fr: Assistance à distance, tcp: 3389, until: "2203"}}
  - {from: any, to: internet, forbidden: Tills keep card numbers, source: 30, services: {any-web: {title: Web, tcp: [80, 443]}}}
`;

/** What the next edition of the pack says instead. */
const edits: ReadonlyArray<readonly [string, string]> = [
	['version: "2"', 'version: "3"'],
	['default: 1433', 'default: 14330'],
	['  office: {title: Office}\n', '  kiosk: {title: Kiosk}\n'],
	['values: [http, https]', 'values: [http, https, both]'],
	['site.mode: https', 'site.mode: [https, both]'],
	['tcp: 443}', 'tcp: [443, 8443]}'],
	['expect: install-only', 'expect: usual'],
	['to: office', 'to: kiosk'],
	['opens: office', 'opens: kiosk'],
	['Tills keep card numbers', 'Card numbers'],
	['once an hour', 'twice an hour'],
];
const shopNext = edits.reduce((text, [before, after]) => text.replace(before, after), shop);

function shopFile(t: ExecutionContext): string {
	return path.join(folderWith(t, {'shop.yaml': shop}), 'shop.yaml');
}

const shows = test.macro<[golden: string, ...options: string[]]>({
	exec: async (t, golden, ...options) => {
		const {status, stdout, stderr} = await run(['rules', 'show', shopFile(t), ...options]);
		t.deepEqual([status, stderr], [0, '']);
		isGolden(t, path.join('rules', golden), stdout);
	},
	title: (_, golden, ...options) => `rules show ${options.join(' ')}: ${golden}`,
});

test(shows, 'shop.txt');
test(shows, 'shop.fr.txt', '--lang', 'fr');
test(shows, 'shop.md', '-f', 'markdown');
test(shows, 'shop.fr.md', '-f', 'markdown', '--lang', 'fr');
test(shows, 'shop.csv', '-f', 'csv');
test(shows, 'shop.fr.csv', '-f', 'csv', '--lang', 'fr');
test(shows, 'shop.server.txt', '--role', 'server');
test(shows, 'shop.server.fr.md', '--role', 'server', '-f', 'markdown', '--lang', 'fr');
test(shows, 'shop.set.txt', '-p', 'sql=14330', '-p', 'mode=https');
test(shows, 'shop.grid.txt', '--grid');
test(shows, 'shop.grid.md', '--grid', '-f', 'markdown');
test(shows, 'shop.grid.csv', '--grid', '-f', 'csv');

test('rules show refuses a role that is not there', async (t) => {
	const {status, stdout, stderr} = await run(['rules', 'show', shopFile(t), '--role', 'sever']);
	t.deepEqual([status, stdout], [2, '']);
	t.regex(stderr, /--role sever: "shop" has no such role; did you mean "server"\?/);
});

test('rules diff says in words what another edition changes', async (t) => {
	const folder = folderWith(t, {'2.yaml': shop, '3.yaml': shopNext});
	const {status, stdout, stderr} = await run([
		'rules',
		'diff',
		path.join(folder, '2.yaml'),
		path.join(folder, '3.yaml'),
	]);
	t.is(status, 1);
	isGolden(t, 'rules/shop.diff.txt', stdout + stderr);
});

test('rules diff of a pack with itself finds nothing', async (t) => {
	const file = shopFile(t);
	t.deepEqual(await run(['rules', 'diff', file, file]), {
		status: 0,
		stdout: '',
		stderr: 'portolan: from shop 2 to shop 2: 0 added, 0 removed, 0 changed\n',
	});
});

test('rules list names every pack that is shipped, one a line', async (t) => {
	const {status, stdout} = await run(['rules', 'list']);
	const lines = stdout.trimEnd().split('\n');
	t.is(status, 0);
	t.deepEqual(
		lines.map((line) => line.trim().split(' ')[0]),
		shippedPacks(),
	);
	t.true(lines.every((line) => /^ {2}\S+ {2,}\S.* \d+ roles, \d+ rules$/.test(line)));
});

test('rules lint tells all problems of all files at once, each at its place', async (t) => {
	const wrong = shop
		.replace('tcp: 3389', 'tcp: [0, 70000]')
		.replace('to: office', 'to: ofice')
		.replace('version: "2"\n', '');
	const folder = folderWith(t, {'wrong.yaml': wrong, 'broken.yaml': 'pack: [\n'});
	const {status, stdout, stderr} = await run([
		'rules',
		'lint',
		path.join(folder, 'wrong.yaml'),
		path.join(folder, 'broken.yaml'),
	]);
	t.is(status, 1);
	t.deepEqual(stdout.replaceAll(`${folder}${path.sep}`, '').trimEnd().split('\n'), [
		'wrong.yaml:1:1: a rule pack has no "version"; it needs one',
		'wrong.yaml:9:3: role "office" is never used',
		'wrong.yaml:31:9: role "ofice" is not defined; did you mean "office"?',
		'wrong.yaml:33:22: "office" is no side of this conduit; write server or ofice',
		'wrong.yaml:35:82: port 0 is out of range: ports go from 1 to 65535',
		'wrong.yaml:35:85: port 70000 is out of range: ports go from 1 to 65535',
		'broken.yaml:2:1: flow sequence in block collection must be sufficiently indented and end with a ]',
	]);
	t.regex(stderr, /^portolan: 7 problems\n$/);
});

test('rules lint has nothing to say of the packs that are shipped', async (t) => {
	t.deepEqual(await run(['rules', 'lint', ...shippedPacks()]), {
		status: 0,
		stdout: '',
		stderr: 'portolan: no problems\n',
	});
});

test('rules lint of a file that is not there is a wrong use', async (t) => {
	const {status, stdout, stderr} = await run(['rules', 'lint', './nowhere.yaml']);
	t.deepEqual([status, stdout], [2, '']);
	t.regex(stderr, /^portolan: \.\/nowhere\.yaml: the rule pack cannot be read \(no such file\)\n$/);
});

test('rules lint of a folder is a wrong use', async (t) => {
	const {status, stderr} = await run(['rules', 'lint', folderWith(t, {})]);
	t.is(status, 2);
	t.notRegex(stderr, /\n\s+at /);
});
