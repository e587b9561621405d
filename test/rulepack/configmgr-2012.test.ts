import {readFileSync, writeFileSync} from 'node:fs';
import test from 'ava';
import {judgeEdge} from '#portolan/policy/judge.js';
import {Matrix} from '#portolan/policy/matrix.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {edge} from '../support/edges.js';
import {given} from '../support/packs.js';
import {formatRows, parseRows, type ReferenceRow, readReference, referenceLines} from '../support/port-reference.js';
import {inventory} from '../support/site.js';

// Every port cell of the reference, against the pack. The reference's tables are kept in a file of their own; where the
// text itself is at hand, that file is compared with it first.

const TABLE = new URL('../../../test/rulepack/configmgr-2012.tsv', import.meta.url);
const lines = referenceLines();
if (process.env['UPDATE_GOLDEN'] && lines !== undefined) writeFileSync(TABLE, formatRows(readReference(lines).rows));
const rows = parseRows(readFileSync(TABLE, 'utf8'));

const [pack] = loadPacks(['configmgr-2012']);
const matrix = new Matrix([pack!]);
const roles = [...pack!.roles.keys()];
const site = inventory(
	...roles.map((role, index) => `${role} ${addressOf(index)}: ${role}`),
	'stray 10.99.0.1: printer',
);

function addressOf(index: number): string {
	return `10.0.0.${index + 1}`;
}

const address = (role: string) => (role === 'printer' ? '10.99.0.1' : addressOf(roles.indexOf(role)));
/** Ports of the dynamic range are taken as the endpoint mapper's. */
const negotiation = {by: 'endpoint-mapper', detail: 'samr', frame: {capture: 0, number: 1}} as const;
const judged = (from: string, to: string, service: string) => {
	const isDynamic = service.startsWith('tcp/') && Number(service.slice(4)) >= 49_152;
	return judgeEdge(edge(address(from), address(to), service, isDynamic ? {negotiation} : {}), matrix, site);
};

if (lines === undefined) {
	test('the kept tables are those of the text', (t) => {
		t.log('skipped: the reference text is not here');
		t.pass();
	});
} else {
	test('the kept tables are those of the text', (t) => {
		const {headings, rows: read} = readReference(lines);
		t.is(headings.length, 67);
		t.is(headings.filter(({arrow}) => arrow === '<->').length, 15);
		t.deepEqual(read, rows);
	});
}

test('the tables of the 67 pairs have 130 rows', (t) => {
	// 136 in all, less those outside of the pairs: one for shares, five for Windows; the pair with prose only has none.
	t.is(rows.length, 130);
	t.is(new Set(rows.map(({heading}) => heading)).size, 66);
});

/** The ports that a cell names, a range by its ends; A1: HTTP to the policy module stands in the wrong column. */
function services({heading, udp, tcp}: ReferenceRow): string[] {
	const cell = (transport: string, text: string) =>
		text === ''
			? []
			: text
					.split('|')
					.flatMap((part) =>
						(part === 'dynamic' ? '49152-65535' : part).split('-').map((port) => `${transport}/${port}`),
					);
	return heading === 104 && udp === '80' ? cell('tcp', udp) : [...cell('udp', udp), ...cell('tcp', tcp)];
}

const swapped = (service: string) =>
	service.startsWith('tcp') ? service.replace('tcp', 'udp') : service.replace('udp', 'tcp');

for (const row of rows) {
	const {from, to, arrow, line} = row;
	for (const service of services(row)) {
		const title = `line ${line}: ${from} ${arrow} ${to}, ${service}`;

		test(`${title} is expected and names its row`, (t) => {
			const {verdict, rule, documenting} = judged(from, to, service);
			t.is(verdict, 'expected');
			t.is(`${rule!.from} ${rule!.to}`, `${from} ${to}`);
			t.true(
				documenting.some(({source}) => source.line === line),
				`lines ${documenting.map(({source}) => source.line)}`,
			);
		});

		if (service.startsWith('tcp/') && Number(service.slice(4)) >= 49_152) {
			test(`${title} is unexpected when nothing negotiated it`, (t) => {
				const {verdict, reason} = judgeEdge(edge(address(from), address(to), service), matrix, site);
				t.is(`${verdict} ${reason}`, 'unexpected not-negotiated');
			});
		}

		test(`${title} from the other side`, (t) => {
			const {verdict, reason} = judged(to, from, service);
			const isPrintedBothWays = arrow === '<->' || from === to;
			// A16: the second table of the section at 655 is "between" the two.
			const isInstallation = row.heading === 655 && line > 660;
			if (isPrintedBothWays || isInstallation) t.is(verdict, 'expected');
			else t.is(`${verdict} ${reason}`, 'unexpected reversed');
		});

		test(`${title} over the other transport`, (t) => {
			const pair = rows.filter((other) => other.from === from && other.to === to).flatMap(services);
			// A12: UDP 389 belongs to LDAP on a domain controller. Ranges overlap single ports.
			const isDocumented = pair.includes(swapped(service)) || (service === 'tcp/389' && to === 'domain-controller');
			t.is(judged(from, to, swapped(service)).verdict === 'expected', isDocumented);
		});

		test(`${title} from a host without the role`, (t) => {
			t.not(judged('printer', to, service).verdict, 'expected');
		});
	}
}

const documented = [...new Set(rows.map(({from, to}) => `${from} ${to}`))];

for (const pair of documented) {
	const [from, to] = pair.split(' ') as [string, string];
	test(`${from} to ${to}: a port in no row is unexpected, and what is documented is told`, (t) => {
		for (const service of ['tcp/9999', 'udp/9999', 'tcp/22']) {
			const {verdict, reason, nearest} = judged(from, to, service);
			t.is(`${verdict} ${reason}`, 'unexpected undocumented-port');
			t.regex(nearest!.difference, /^the pair is documented, on /);
		}
	});
}

test('between roles without a row nothing is expected', (t) => {
	// What the text says outside its tables.
	const prose = [
		'client system-health-validator-point',
		'certificate-registration-point sql-server',
		'client file-share',
	];
	const isJoined = (from: string, to: string) =>
		[...documented, ...prose].includes(`${from} ${to}`) ||
		rows.some((row) => row.arrow === '<->' && row.from === to && row.to === from) ||
		(from === 'sql-server' && to === 'site-server');
	let pairs = 0;
	for (const from of roles) {
		for (const to of roles) {
			if (isJoined(from, to)) continue;
			pairs++;
			for (const service of ['tcp/80', 'tcp/443', 'tcp/445', 'tcp/135', 'tcp/1433', 'tcp/50000', 'udp/9', 'icmp']) {
				t.not(judged(from, to, service).verdict, 'expected', `${from} to ${to}, ${service}`);
			}
		}
	}
	t.true(pairs > 1500);
});

const says = test.macro<[from: string, to: string, service: string, expected: string, line?: number]>({
	exec: (t, from, to, service, expected, line) => {
		const {verdict, reason, rule} = judged(from, to, service);
		t.is(`${verdict} ${reason}`, expected);
		if (line !== undefined) t.is(rule!.source.line, line);
	},
	title: (name, from, to, service, expected) => `${name}: ${from} to ${to}, ${service} is ${expected}`,
});

test('A1', says, 'client', 'ndes-policy-module', 'udp/80', 'unexpected wrong-transport');
test('A2', says, 'client', 'system-health-validator-point', 'tcp/500', 'expected documented', 219);
test('A2', says, 'client', 'system-health-validator-point', 'tcp/80', 'expected documented', 219);
test('prose of 219', says, 'client', 'system-health-validator-point', 'udp/67', 'expected documented', 219);
test('prose of 219', says, 'client', 'system-health-validator-point', 'udp/500', 'expected documented', 219);
test('A12', says, 'management-point', 'domain-controller', 'udp/389', 'expected documented', 353);
test('A14', says, 'site-server', 'software-update-point', 'tcp/135', 'expected documented', 859);
test('A14', says, 'software-update-point', 'site-server', 'tcp/135', 'unexpected reversed');
test('A15', says, 'certificate-registration-point', 'sql-server', 'tcp/1433', 'expected documented', 835);
test('A16', says, 'sql-server', 'site-server', 'tcp/445', 'expected documented', 668);
test('A16', says, 'sql-server', 'site-server', 'tcp/1433', 'unexpected reversed');
test('prose of 93', says, 'client', 'client', 'icmp', 'expected documented', 93);
test('prose of 814', says, 'client', 'file-share', 'tcp/445', 'expected documented', 821);
test('prose of 774', says, 'management-point', 'sql-server', 'udp/1434', 'unexpected forbidden', 774);
test('prose of 774', says, 'client', 'sql-server', 'udp/1434', 'unexpected forbidden', 774);

const overridden = test.macro<[name: string, port: number, from: string, to: string, before: string, after: string]>({
	exec: (t, name, port, from, to, before, after) => {
		const packs = loadPacks(['configmgr-2012'], {site: given({[name]: String(port)}), hosts: []});
		const judgedAs = (service: string) =>
			judgeEdge(edge(address(from), address(to), service), new Matrix(packs), site).verdict;
		t.deepEqual([judgedAs(before), judgedAs(after)], ['unexpected', 'expected']);
	},
	title: (_, name, port, from, to) => `-p ${name}=${port}: the default becomes unexpected from ${from} to ${to}`,
});

test(overridden, 'sql', 14_330, 'site-server', 'sql-server', 'tcp/1433', 'tcp/14330');
test(overridden, 'sql', 14_330, 'sql-server', 'sql-server', 'tcp/1433', 'tcp/14330');
test(overridden, 'sql-broker', 5022, 'sql-server', 'sql-server', 'tcp/4022', 'tcp/5022');
test(overridden, 'http', 8080, 'client', 'distribution-point', 'tcp/80', 'tcp/8080');
test(overridden, 'https', 8443, 'client', 'management-point', 'tcp/443', 'tcp/8443');
test(overridden, 'client-notification', 10_124, 'client', 'management-point', 'tcp/10123', 'tcp/10124');
test(overridden, 'wsus-http', 8530, 'client', 'software-update-point', 'tcp/80', 'tcp/8530');
test(overridden, 'wake-on-lan', 7, 'site-server', 'client', 'udp/9', 'udp/7');
test(overridden, 'reporting-services-http', 8081, 'console', 'reporting-services-point', 'tcp/80', 'tcp/8081');
test(overridden, 'enrollment-point-https', 444, 'enrollment-proxy-point', 'enrollment-point', 'tcp/443', 'tcp/444');

test('a port that the text does not let anybody change does not change with the others', (t) => {
	const packs = loadPacks(['configmgr-2012'], {site: given({http: '8080'}), hosts: []});
	const judgedAs = (from: string, to: string, service: string) =>
		judgeEdge(edge(address(from), address(to), service), new Matrix(packs), site).verdict;
	t.is(judgedAs('site-server', 'internet', 'tcp/80'), 'expected');
	t.is(judgedAs('client', 'ndes-policy-module', 'tcp/80'), 'expected');
});

test('every role has its English and its French title, and the names are those agreed', (t) => {
	t.is(roles.length, 41);
	t.true([...pack!.roles.values()].every(({title}) => title.en !== '' && title.fr !== undefined));
});

test('cells with note 2 are parameters, others are not', (t) => {
	// Which ports of a rule change when every parameter has another value.
	const shifted = Object.fromEntries(
		[...pack!.parameters.values()]
			.filter(({scope}) => scope !== 'fixed')
			.map(({name, ports}) => [
				name,
				ports.map(({first, last}) => `${first + 7}-${Math.min(65_535, last + 7)}`).join(','),
			]),
	);
	const [moved] = loadPacks(['configmgr-2012'], {site: given(shifted), hosts: []});
	for (const row of rows.filter(({tcp, udp}) => tcp !== 'dynamic' && udp !== 'dynamic')) {
		const find = (rules: typeof matrix.rules) =>
			rules.find(({source, from, to}) => source.line === row.line && from === row.from && to === row.to)!;
		const isChanged = JSON.stringify(find(matrix.rules).targets) !== JSON.stringify(find(moved!.rules).targets);
		t.is(isChanged, row.note === 2 || row.note === 3, `line ${row.line}`);
	}
});
