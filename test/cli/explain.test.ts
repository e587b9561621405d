import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Ajv} from 'ajv';
import test from 'ava';
import type {ExplanationReport} from '#portolan/report/explanation-report.js';
import {isGolden} from '../support/golden.js';
import {ROOT, run} from '../support/run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-explain-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const inventory = path.join(folder, 'inventory.yaml');
writeFileSync(
	inventory,
	`sites: [{code: CAS}, {code: PS1, parent: CAS}, {code: PS2, parent: CAS}]
hosts:
  - {name: cm1, addresses: [10.0.0.1], roles: [site-server], site: PS1}
  - {name: sql0, addresses: [10.0.0.2], roles: [sql-server], site: CAS, settings: {sql: 14330}}
  - {name: sql1, addresses: [10.0.0.3], roles: [sql-server], site: PS1}
  - {name: sql2, addresses: [10.0.0.4], roles: [sql-server], site: PS2}
  - {name: fsp1, addresses: [10.0.0.5], roles: [fallback-status-point], settings: {site-server-initiates: true}}
  - {name: ca.corp.example, addresses: [10.0.0.6], roles: [issuing-ca]}
networks:
  - {cidr: 10.0.50.0/24, roles: [client], settings: {domain-joined: false}}
`,
);

const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/explanation.schema.json'), 'utf8')) as object;
const validate = new Ajv({allErrors: true, allowUnionTypes: true}).compile(schema);

const explained = (question: string) => {
	const words = question.split(' ');
	const pack = words.includes('-r') ? [] : ['-r', 'configmgr-2012'];
	return run(['explain', ...words, ...pack, '-i', inventory]);
};

/** What is printed is in a golden file of the case's name; the exit status goes with it. */
const says = test.macro<[question: string, status: 0 | 1, verdict: string]>({
	exec: async (t, question, status, verdict) => {
		const {stdout, stderr, status: actual} = await explained(question);
		t.is(stderr, '');
		t.is(actual, status);
		t.is(stdout.split('\n')[2], verdict);
		// Where a row stands in its file is no matter of this command.
		const text = stdout.replaceAll(/(\.yaml, line )\d+/g, '$1...');
		isGolden(t, `explain/${question.replaceAll(/[^a-z0-9.=]+/g, '-')}.txt`, text);
	},
	title: (name, question) => `${name}: ${question}`,
});

test('documented', says, 'site-server sql-server 1433/tcp', 0, 'EXPECTED: documented');
test('the protocol first', says, 'site-server sql-server tcp/1433', 0, 'EXPECTED: documented');
test('between addresses', says, '10.0.50.7 10.0.0.5 80/tcp', 0, 'EXPECTED: documented');
test('between hosts, by a short name', says, 'cm1 ca 443/tcp', 1, 'UNEXPECTED: undocumented-pair');
test('both ways', says, 'management-point site-server 445/tcp', 0, 'EXPECTED: documented');
test('what hangs on something nobody has said', says, 'client client icmp', 0, 'EXPECTED: documented');
test('another port', says, 'client management-point 8080/tcp', 1, 'UNEXPECTED: undocumented-port');
test('the port of another service', says, 'client fallback-status-point 443/tcp', 1, 'UNEXPECTED: undocumented-port');
test(
	'a port that nobody can change',
	says,
	'site-server distribution-point 446/tcp',
	1,
	'UNEXPECTED: undocumented-port',
);
test('the default of a server with a port of its own', says, 'sql1 sql0 1433/tcp', 1, 'UNEXPECTED: undocumented-port');
test('roles without a rule', says, 'distribution-point sql-server 1433/tcp', 1, 'UNEXPECTED: undocumented-pair');
test('forbidden', says, 'management-point sql-server 1434/udp', 1, 'UNEXPECTED: forbidden');
test('reversed', says, 'sql-server management-point 1433/tcp', 1, 'UNEXPECTED: reversed');
test('reversed by a setting', says, 'fsp1 cm1 445/tcp', 1, 'UNEXPECTED: reversed');
test('the other transport', says, 'client management-point 443/udp', 1, 'UNEXPECTED: wrong-transport');
test('a port to be negotiated', says, 'site-server distribution-point 50000/tcp', 1, 'UNEXPECTED: not-negotiated');
test('a port in a gap of the text', says, 'console site-server 50000/tcp', 1, 'UNEXPECTED: undocumented-port');
test('a setting', says, 'client client icmp -p wake-up-proxy-enabled=false', 1, 'UNEXPECTED: condition-unmet');
test('the setting of a network', says, '10.0.50.7 global-catalog 3268/tcp', 1, 'UNEXPECTED: condition-unmet');
test('sites', says, 'sql1 sql2 4022/tcp', 1, 'UNEXPECTED: condition-unmet');
test('the site at the top', says, 'cm1 ca 135/tcp', 1, 'UNEXPECTED: condition-unmet');
test(
	'a version',
	says,
	'client application-catalog-website-point 80/tcp -r configmgr-current-branch -p version=2309',
	1,
	'UNEXPECTED: condition-unmet',
);
test('an address in no entry', says, '10.0.0.1 10.9.9.9 80/tcp', 1, 'UNKNOWN-HOST: unknown-responder');
test('two of them', says, '10.9.9.8 10.9.9.9 80/tcp', 1, 'UNKNOWN-HOST: unknown-hosts');
test('the Internet', says, 'site-server 203.0.113.9 80/tcp', 0, 'EXPECTED: documented');
test('housekeeping', says, 'client management-point igmp', 0, 'IGNORED: link-control');

const refuses = test.macro<[question: string, message: string]>({
	exec: async (t, question, message) => {
		const {stdout, stderr, status} = await explained(question);
		t.is(status, 2);
		t.is(stdout, '');
		t.is(stderr, `portolan: ${message}\n`);
	},
	title: (_, question) => `refused: ${question}`,
});

test(
	refuses,
	'sql-srver client 1/tcp',
	'"sql-srver" is no address, no host of the inventory and no role of the rule packs; did you mean "sql-server"?',
);
test(
	refuses,
	'client printer 1/tcp',
	'"printer" is no address, no host of the inventory and no role of the rule packs; roles are listed by: portolan rules show <pack>',
);
test(refuses, 'client console 70000/tcp', '"70000/tcp": port 70000 is out of range: ports go from 1 to 65535');
test(refuses, 'client console 80-90/tcp', '"80-90/tcp": write one port, such as 80/tcp');
test(refuses, 'client console 1434', '"1434" is no service; write port/protocol, such as 1433/tcp');
test(refuses, 'client console icmp/256', '"icmp/256": an ICMP type is a number from 0 to 255');
test(
	refuses,
	'client console 80/tcp -p smb=1',
	'-p smb=1: the port "SMB between sites, and from site server to site system" is not configurable (Référence technique pour les ports utilisés dans Configuration Manager (hh427328), line 36)',
);

const asJson = test.macro<[question: string, expected: Partial<ExplanationReport>]>({
	exec: async (t, question, expected) => {
		const {stdout} = await explained(`${question} -f json`);
		const report = JSON.parse(stdout) as ExplanationReport;
		t.true(validate(report), JSON.stringify(validate.errors));
		t.like(report, expected);
	},
	title: (_, question) => `as JSON: ${question}`,
});

test(asJson, 'site-server sql-server 1433/tcp', {
	verdict: 'expected',
	reason: 'documented',
	rule: 'configmgr-2012/site-server/sql-server/sql',
	nearest: null,
	remedies: [],
});
test(asJson, '10.0.50.7 global-catalog 3268/tcp', {
	reason: 'condition-unmet',
	rule: 'configmgr-2012/client/global-catalog/gc-ldap',
	circumstances: [{requirement: 'from.domain-joined is true', fact: 'it is false', isMet: false}],
});
test(asJson, 'console site-server 50000/tcp', {
	rule: null,
	source: null,
	ifNegotiated: {verdict: 'expected', reason: 'negotiated', rule: 'configmgr-2012/console/site-server/wmi'},
});
test(asJson, 'management-point sql-server 1434/udp', {
	reason: 'forbidden',
	rule: 'configmgr-2012/any/sql-server/sql-browser',
});
test(asJson, '10.0.0.1 10.9.9.9 80/tcp', {verdict: 'unknown-host', nearby: []});
test(asJson, 'client client icmp', {
	circumstances: [{requirement: 'site.wake-up-proxy-enabled is true', fact: 'nobody has said', isMet: null}],
});

test('who would have to name a port is told by the row', async (t) => {
	const says = async (question: string) => (await run(['explain', ...question.split(' ')])).stdout.split('\n')[4];
	t.is(
		await says('sql-client sql-server 50000/tcp -r sql-server'),
		'  expected once SQL Server Browser has named the port (sql-server/sql-client/sql-server/sql-dynamic)',
	);
	t.is(
		await says('site-server distribution-point 50000/tcp -r configmgr-2012'),
		"  expected once the server's endpoint mapper has named the port (configmgr-2012/site-server/distribution-point/rpc-dynamic)",
	);
});
