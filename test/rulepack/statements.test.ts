import {readFileSync} from 'node:fs';
import path from 'node:path';
import test, {type Macro} from 'ava';
import type {ExpectationStatus, Reason} from '#portolan/policy/finding.js';
import type {SettingTexts} from '../support/packs.js';
import {problemsOf} from '../support/problems.js';
import {ROOT} from '../support/run.js';
import {readTexts} from '../support/site.js';
import {type Circumstances, judged, packsWith} from '../support/statement-site.js';

// The statements of rules/configmgr-2012.md, by their numbers: for each that is expressed, what it lets pass and what not.

const hits = new Set<number>();
const misses = new Set<number>();

function hit<Args extends unknown[]>(statement: number, macro: Macro<Args>, ...args: Args): void {
	hits.add(statement);
	test(`statement ${statement}, a hit`, macro, ...args);
}

function miss<Args extends unknown[]>(statement: number, macro: Macro<Args>, ...args: Args): void {
	misses.add(statement);
	test(`statement ${statement}, a miss`, macro, ...args);
}

/** @param expected the reason of the verdict on the last edge */
const is = test.macro<[edges: string, expected: Reason, circumstances?: Circumstances]>({
	exec: (t, edges, expected, circumstances = {}) => {
		t.is(judged(edges, circumstances).edges.at(-1)!.reason, expected);
	},
	title: (name, edges, expected, circumstances) => `${name}: ${edges} is ${expected}${told(circumstances)}`,
});

/** The status of what is expected by a rule, after the edges. */
const shows = test.macro<[edges: string, rule: string, expected: ExpectationStatus, circumstances?: Circumstances]>({
	exec: (t, edges, rule, expected, circumstances = {}) => {
		const {expectations} = judged(edges, circumstances);
		t.is(expectations.find((expectation) => expectation.rule.id === `configmgr-2012/${rule}`)?.status, expected);
	},
	title: (name, edges, rule, expected, circumstances) =>
		`${name}: after ${edges || 'nothing'}, ${rule} is ${expected}${told(circumstances)}`,
});

/** Kinds and severities of the findings about the edges. */
const finds = test.macro<[edges: string, expected: string, message?: RegExp]>({
	exec: (t, edges, expected, message) => {
		const findings = judged(edges, {}).findings.filter(({kind}) => kind !== 'missing');
		t.is(findings.map(({kind, severity}) => `${kind} ${severity}`).join(', '), expected);
		if (message !== undefined) t.regex(findings[0]!.message, message);
	},
	title: (name, edges, expected) => `${name}: ${edges} finds ${expected || 'nothing'}`,
});

const takes = test.macro<[settings: SettingTexts]>({
	exec: (t, settings) => t.notThrows(() => packsWith(settings)),
	title: (name, settings) => `${name}: ${told({set: settings})} may be set`,
});

const refuses = test.macro<[settings: SettingTexts, message: RegExp]>({
	exec: (t, settings, message) => t.throws(() => packsWith(settings), {message}),
	title: (name, settings) => `${name}: ${told({set: settings})} may not be set`,
});

function told({packs = [], set = {}, hosts = {}, sites}: Circumstances = {}): string {
	const settings = Object.entries(set).map(([name, value]) => ` -p ${name}=${value}`);
	const more = Object.entries(hosts).map(([name, {os, site, settings: own = {}}]) => {
		const traits = [os, site, ...Object.entries(own).map(([key, value]) => `${key}=${value}`)];
		return ` ${name} (${traits.filter((trait) => trait !== undefined).join(', ')})`;
	});
	return [
		...packs.map((name) => ` -r ${name}`),
		...settings,
		...more,
		...(sites === undefined ? [] : [' in sites']),
	].join('');
}

const own = (host: string, settings: Readonly<Record<string, string | boolean | number>>): Circumstances => ({
	hosts: {[host]: {settings}},
});
const hierarchy = {sites: {CAS: '', PS1: 'CAS', PS2: 'CAS'}};
const databases: Circumstances = {
	...hierarchy,
	hosts: {'sql-server': {site: 'CAS'}, 'sql-server-2': {site: 'PS1'}, 'sql-server-3': {site: 'PS2'}},
};
const siteServers: Circumstances = {
	...hierarchy,
	hosts: {'site-server': {site: 'CAS'}, 'site-server-2': {site: 'PS1'}},
};

// Scope and vocabulary
hit(1, takes, {http: '8080'});
miss(1, refuses, {smb: '446'}, /not configurable/);
hit(3, is, 'client > domain-controller tcp/88', 'documented', {packs: ['windows-baseline']});
miss(3, is, 'client > domain-controller tcp/88', 'undocumented-pair');
hit(4, is, 'site-server > distribution-point tcp/445', 'documented');
hit(4, is, 'management-point > site-server tcp/445', 'documented');
hit(4, is, 'site-server > management-point tcp/445', 'documented');
miss(4, is, 'distribution-point > site-server tcp/445', 'reversed');

// Configurable, not configurable
hit(6, takes, {
	'application-catalog-web-service-http': '81',
	'application-catalog-web-service-https': '444',
	'enrollment-point-https': '444',
	http: '8080',
	https: '8443',
	proxy: '3128',
	'wsus-http': '8530',
	'wsus-https': '8531',
	sql: '14330',
	'reporting-services-http': '81',
	'reporting-services-https': '444',
});
miss(6, refuses, {'internet-http': '81'}, /"internet-http".*not configurable|internet-http=81.*not configurable/);
hit(7, is, 'console > reporting-services-point tcp/80', 'documented', {set: {http: '8080'}});
miss(7, is, 'console > reporting-services-point tcp/8080', 'undocumented-port', {set: {http: '8080'}});
hit(8, is, 'client > distribution-point tcp/8080', 'documented', {set: {http: '8080'}});
hit(8, is, 'client > fallback-status-point tcp/8080', 'documented', {set: {http: '8080'}});
miss(8, is, 'client > management-point tcp/8080', 'undocumented-port');
hit(9, takes, {'wsus-http': '8530', 'sql-broker': '5022'});
miss(9, refuses, {smb: '1445'}, /not configurable/);
miss(9, refuses, {'rpc-endpoint-mapper': '1135'}, /not configurable/);
miss(9, refuses, {'internet-http': '81'}, /not configurable/);
miss(9, refuses, {'cloud-https': '444'}, /not configurable/);
hit(10, is, 'site-server > proxy-server tcp/8080', 'documented');
hit(10, is, 'software-update-point > proxy-server tcp/3128', 'documented', {set: {proxy: '3128'}});
miss(10, is, 'site-server > printer tcp/8080', 'undocumented-pair');
miss(10, is, 'distribution-point > proxy-server tcp/8080', 'undocumented-pair');
hit(11, is, 'management-point > sql-server tcp/14330', 'documented', {set: {sql: '14330'}});
miss(11, is, 'management-point > sql-server tcp/1433', 'undocumented-port', {set: {sql: '14330'}});
miss(11, is, 'management-point > sql-server tcp/1433', 'undocumented-port', own('sql-server', {sql: 14_330}));

// Clients
hit(12, is, 'client > client-2 icmp', 'documented');
hit(12, is, 'client > client-2 icmp', 'documented', {set: {'wake-up-proxy-enabled': 'true'}});
miss(12, is, 'client > client-2 icmp', 'condition-unmet', {set: {'wake-up-proxy-enabled': 'false'}});
miss(12, is, 'client > management-point icmp', 'undocumented-port');
hit(13, is, 'site-server > client udp/9', 'documented');
hit(13, is, 'site-server > subnet udp/9', 'documented');
hit(13, is, 'client > everybody udp/9', 'documented');
hit(13, is, 'client > client-2 udp/25536', 'documented');
miss(13, is, 'site-server > subnet udp/9', 'undocumented-port', {set: {'wake-on-lan': '7'}});
miss(13, is, 'management-point > subnet udp/9', 'undocumented-pair');
hit(14, is, 'client > ndes-policy-module tcp/80', 'documented');
miss(14, is, 'client > ndes-policy-module udp/80', 'wrong-transport');
hit(15, is, 'client > multicast-distribution-point tcp/445', 'documented');
hit(15, is, 'multicast-distribution-point > group udp/63500', 'documented');
hit(15, is, 'client > membership igmp', 'link-control');
miss(15, is, 'distribution-point > group udp/63500', 'undocumented-pair');
miss(15, is, 'multicast-distribution-point > group udp/64001', 'undocumented-port');
hit(16, is, 'nobody > everybody udp/67', 'documented');
hit(16, is, 'relay > pxe-distribution-point udp/67 relayed', 'documented');
hit(16, is, 'client > pxe-distribution-point udp/4011', 'documented');
miss(16, is, 'relay > pxe-distribution-point udp/67', 'unknown-initiator');
miss(16, is, 'client > distribution-point udp/67', 'undocumented-port');
hit(17, finds, 'client > pxe-distribution-point udp/69', '');
miss(17, finds, 'client > pxe-distribution-point udp/69 unanswered', 'failed warning', /was not answered/);
miss(17, is, 'pxe-distribution-point > client udp/69', 'reversed');
hit(19, is, 'client > global-catalog tcp/3268', 'documented', own('client', {'domain-joined': true}));
miss(19, is, 'client > global-catalog tcp/3268', 'condition-unmet', own('client', {'domain-joined': false}));
miss(19, is, 'client > global-catalog tcp/3269', 'condition-unmet', own('client', {'internet-only': true}));
hit(20, is, 'client > fallback-status-point tcp/80', 'documented');
miss(20, is, 'client > fallback-status-point tcp/443', 'undocumented-port');
const notification = 'client/management-point/client-notification';
hit(21, shows, 'client > management-point tcp/10123; client-2 > management-point tcp/10123', notification, 'seen');
miss(
	21,
	shows,
	'client > management-point tcp/10123 refused; client > management-point tcp/443; client-2 > management-point tcp/10123',
	notification,
	'fallback',
);
hit(
	22,
	shows,
	'client > management-point tcp/443; client-2 > management-point tcp/80',
	'client/management-point/http',
	'seen',
);
hit(22, is, 'client > management-point tcp/443', 'documented', {set: {'client-communication': 'https-only'}});
miss(22, is, 'client > management-point tcp/80', 'condition-unmet', {set: {'client-communication': 'https-only'}});
miss(22, is, 'client > distribution-point tcp/80', 'condition-unmet', {set: {'client-communication': 'https-only'}});
hit(23, is, 'client > software-update-point tcp/8530', 'documented');
miss(23, is, 'client > software-update-point tcp/8080', 'undocumented-port');
hit(24, shows, '', 'client/state-migration-point/smb', 'not-exercised');
miss(24, is, 'client > fallback-status-point tcp/445', 'undocumented-port');
hit(25, is, 'client > system-health-validator-point udp/67', 'documented', {set: {'nap-enforcement': 'dhcp'}});
hit(25, is, 'client > system-health-validator-point tcp/80', 'documented', {set: {'nap-enforcement': 'ipsec'}});
hit(25, shows, '', 'client/system-health-validator-point/nap-dhcp', 'not-exercised');
miss(25, is, 'client > system-health-validator-point udp/67', 'condition-unmet', {set: {'nap-enforcement': 'none'}});

// Console, distribution point, out of band
hit(26, finds, 'console > sms-provider tcp/50000 rpc', '');
miss(
	26,
	finds,
	'console > site-server tcp/50000 rpc',
	'documented-gap note',
	/no row documents the port itself; the dynamic port/,
);
miss(26, is, 'console > site-server tcp/50000', 'undocumented-port');
hit(27, shows, '', 'distribution-point/management-point/http', 'not-exercised');
miss(27, is, 'management-point > distribution-point tcp/80', 'reversed');
hit(28, shows, '', 'console/client/remote-control', 'not-exercised');
miss(28, is, 'console > client tcp/2702', 'undocumented-port');
hit(29, is, 'out-of-band-console > amt-management-controller tcp/16995', 'documented');
miss(29, is, 'out-of-band-service-point > amt-management-controller tcp/16995', 'undocumented-port');

// The site server and others
hit(30, is, 'site-server > issuing-ca tcp/135', 'documented', siteServers);
miss(30, is, 'site-server-2 > issuing-ca tcp/135', 'condition-unmet', siteServers);
miss(30, is, 'site-server > issuing-ca tcp/135', 'condition-unmet', {set: {'certificate-profiles': 'false'}});
hit(31, finds, 'site-server > sql-server tcp/445', 'install-only note');
hit(31, is, 'sql-server > site-server tcp/445', 'documented');
miss(31, is, 'sql-server > site-server tcp/1433', 'reversed');
hit(32, is, 'sql-server > sql-server-2 tcp/4022', 'documented', databases);
hit(32, is, 'sql-server-2 > sql-server tcp/1433', 'documented', databases);
miss(32, is, 'sql-server-2 > sql-server-3 tcp/4022', 'condition-unmet', databases);
hit(
	33,
	is,
	'site-server > software-update-point tcp/8531',
	'documented',
	own('software-update-point', {'wsus-http': 8530, 'wsus-https': 8531}),
);
miss(
	33,
	is,
	'site-server > software-update-point tcp/443',
	'undocumented-port',
	own('software-update-point', {'wsus-http': 8530, 'wsus-https': 8531}),
);
hit(
	34,
	is,
	'client > software-update-point tcp/81',
	'documented',
	own('software-update-point', {'wsus-http': 81, 'wsus-https': 82}),
);
miss(
	34,
	is,
	'software-update-point > upstream-wsus-server tcp/81',
	'undocumented-port',
	own('software-update-point', {'wsus-http': 81, 'wsus-https': 82}),
);
hit(35, is, 'client > software-update-point tcp/8530; client > software-update-point tcp/8531', 'documented');
hit(35, takes, {'wsus-http': '81', 'wsus-https': '82'});
miss(35, is, 'client > software-update-point tcp/80; client > software-update-point tcp/8531', 'parameter-conflict');
miss(35, refuses, {'wsus-http': '81', 'wsus-https': '8531'}, /goes with wsus-https=82, not 8531/);
hit(36, is, 'fallback-status-point > site-server tcp/445', 'documented');
hit(36, shows, 'site-server > fallback-status-point tcp/445', 'site-server/fallback-status-point/smb', 'seen');
miss(
	36,
	shows,
	'site-server > client udp/9; client > fallback-status-point tcp/80',
	'site-server/fallback-status-point/smb',
	'missing',
);
hit(37, is, 'reporting-services-point > site-server tcp/445', 'documented');
miss(37, is, 'distribution-point > site-server tcp/445', 'reversed');
hit(
	38,
	is,
	'site-server > fallback-status-point tcp/445',
	'documented',
	own('fallback-status-point', {'site-server-initiates': true}),
);
miss(
	38,
	is,
	'fallback-status-point > site-server tcp/445',
	'reversed',
	own('fallback-status-point', {'site-server-initiates': true}),
);
miss(
	38,
	is,
	'management-point > site-server tcp/445',
	'reversed',
	own('management-point', {'site-server-initiates': true}),
);
hit(39, finds, 'site-server > distribution-point tcp/49200 rpc', '');
hit(39, is, 'site-server > distribution-point tcp/1030', 'not-negotiated', {
	hosts: {'distribution-point': {os: 'Windows Server 2003'}},
});
miss(39, is, 'site-server > distribution-point tcp/1030', 'undocumented-port');
miss(
	39,
	finds,
	'site-server > distribution-point tcp/1030 rpc',
	'documented-gap note',
	/the documented range is tcp\/49152-65535, not tcp\/1030/,
);
hit(40, is, 'site-server > site-server-2 tcp/445', 'documented');
miss(40, is, 'site-server > site-server-2 tcp/135', 'undocumented-port');
hit(41, is, 'site-server > software-update-point tcp/135', 'documented');
miss(41, is, 'software-update-point > site-server tcp/135', 'reversed');
hit(
	42,
	finds,
	'site-server > state-migration-point tcp/50000 rpc',
	'documented-gap note',
	/the dynamic port that follows is not printed/,
);
miss(42, is, 'site-server > state-migration-point tcp/50000', 'undocumented-port');

// SQL Server
hit(43, is, 'management-point > sql-server tcp/1433', 'documented');
miss(43, finds, 'management-point > sql-server udp/1434', 'forbidden warning', /give a named instance a static port/);
hit(44, is, 'sql-server > sql-server-2 tcp/4022', 'documented');
miss(44, is, 'site-server > sql-server tcp/4022', 'undocumented-port');
miss(44, is, 'management-point > sql-server tcp/4022', 'undocumented-port');
hit(45, is, 'management-point > sql-server tcp/50000', 'documented', own('sql-server', {sql: 50_000}));
miss(45, is, 'management-point > sql-server tcp/50000', 'undocumented-port');
miss(45, is, 'site-server > sql-server tcp/50000', 'not-negotiated');
miss(
	45,
	finds,
	'site-server > sql-server tcp/50000 browser',
	'forbidden warning',
	/give a named instance a static port/,
);
for (const role of [
	'application-catalog-web-service-point',
	'asset-intelligence-synchronization-point',
	'certificate-registration-point',
	'endpoint-protection-point',
	'enrollment-point',
	'management-point',
	'reporting-services-point',
	'site-server',
	'sms-provider',
	'sql-server-2',
	'state-migration-point',
])
	hit(46, is, `${role} > sql-server tcp/1433`, 'documented');
for (const role of ['client', 'distribution-point', 'fallback-status-point', 'software-update-point', 'console']) {
	miss(46, is, `${role} > sql-server tcp/1433`, 'undocumented-pair');
}

/** Hosts of an inventory, each `name, address, site`. */
const inventoryOf = (...hosts: string[]) =>
	readTexts(
		`sites: [{code: PS1}, {code: PS2}]\nhosts:\n${hosts
			.map((text) => {
				const [name, address, site] = text.split(', ');
				return `  - {name: ${name}, addresses: [${address}], site: ${site}, roles: [sql-server]}\n`;
			})
			.join('')}`,
	);

const inventoryTakes = test.macro<string[]>({
	exec: (t, ...hosts) => t.notThrows(() => inventoryOf(...hosts)),
	title: (name, ...hosts) => `${name}: ${hosts.join(' and ')}`,
});

const inventoryRefuses = test.macro<string[]>({
	exec: (t, ...hosts) => t.regex(problemsOf(t, () => inventoryOf(...hosts)).join(), /belongs to host "sql1" already/),
	title: (name, ...hosts) => `${name}: ${hosts.join(' and ')}`,
});

hit(47, inventoryTakes, 'sql1, 10.0.0.1, PS1', 'sql2, 10.0.0.2, PS2');
miss(47, inventoryRefuses, 'sql1, 10.0.0.1, PS1', 'sql2, 10.0.0.1, PS2');

// External connections, the Internet, prerequisites
hit(49, is, 'client > file-share tcp/445', 'documented');
miss(49, is, 'client > printer tcp/445', 'undocumented-pair');
hit(50, is, 'site-server > public-host tcp/80', 'documented');
miss(50, is, 'management-point > public-host tcp/80', 'undocumented-pair');
hit(
	51,
	is,
	'distribution-point > site-server tcp/445',
	'documented',
	own('distribution-point', {'internet-facing': true}),
);
hit(51, finds, 'site-server > software-update-point tcp/135', 'install-only note');
miss(
	51,
	is,
	'distribution-point > site-server tcp/445',
	'reversed',
	own('distribution-point', {'internet-facing': false}),
);
hit(52, finds, 'site-server > distribution-point tcp/135; site-server > distribution-point tcp/50000 rpc', '');
miss(52, is, 'site-server > distribution-point tcp/50000', 'not-negotiated');
hit(53, is, 'site-server > management-point esp', 'documented');
hit(53, shows, 'site-server > fallback-status-point esp', 'site-server/fallback-status-point/smb', 'not-observable');
hit(53, is, 'site-server > distribution-point tcp/5050', 'not-negotiated', {set: {'rpc-dynamic': '5000-5100'}});
miss(53, is, 'site-server > distribution-point tcp/50000', 'undocumented-port', {set: {'rpc-dynamic': '5000-5100'}});
miss(53, is, 'client > management-point esp', 'undocumented-port');
miss(
	53,
	shows,
	'site-server > fallback-status-point udp/500; fallback-status-point > site-server tcp/9',
	'site-server/fallback-status-point/smb',
	'missing',
);

// What follows from the form of the text
hit(57, is, 'all-in-one > sql-server tcp/1433', 'documented');
hit(57, is, 'client > all-in-one tcp/443', 'documented');
miss(57, is, 'client > all-in-one tcp/1433', 'undocumented-port');
hit(58, is, 'site-server > distribution-point udp/135', 'documented');
hit(
	58,
	shows,
	'management-point > domain-controller tcp/636; all-in-one > domain-controller tcp/636',
	'management-point/domain-controller/ldaps',
	'seen',
);
miss(58, is, 'management-point > site-server udp/135', 'wrong-transport');
hit(59, shows, '', 'management-point/sql-server/sql', 'not-observable');
hit(
	59,
	shows,
	'management-point > sql-server tcp/1433; all-in-one > sql-server tcp/1433',
	'management-point/sql-server/sql',
	'seen',
);
miss(59, shows, 'management-point > sql-server tcp/1433 refused', 'management-point/sql-server/sql', 'failed');

const documentOf = () => readFileSync(path.join(ROOT, 'rules/configmgr-2012.md'), 'utf8');

/** Rows of the document's tables that begin with a number, or with a letter and a number. */
function rowsOf(text: string): ReadonlyArray<readonly string[]> {
	const rows = text.split('\n').filter((line) => /^\| A?\d+ \|/.test(line));
	return rows.map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

test('the document lists statements 1 to 59 and anomalies A1 to A25, without gaps', (t) => {
	const numbers = rowsOf(documentOf()).map(([number]) => number);
	t.deepEqual(numbers, [
		...Array.from({length: 59}, (_, index) => String(index + 1)),
		...Array.from({length: 25}, (_, index) => `A${index + 1}`),
	]);
});

test('what the document says is expressed has a hit and a miss, and nothing else has', (t) => {
	const statements = rowsOf(documentOf()).filter(([number]) => !number!.startsWith('A'));
	t.deepEqual(
		statements.filter((row) => !/^(expressed: |not expressed, because )/.test(row[3]!)).map(([number]) => number),
		[],
	);
	const expressed = statements.filter((row) => row[3]!.startsWith('expressed')).map(([number]) => Number(number));
	t.deepEqual(
		[...hits].sort((a, b) => a - b),
		expressed,
	);
	t.deepEqual(
		[...misses].sort((a, b) => a - b),
		expressed,
	);
});

test('what the document names in code is in the pack', (t) => {
	const [pack] = packsWith();
	const known = new Set([
		...pack!.rules.flatMap(({id, service}) => [id.replace('configmgr-2012/', ''), service]),
		...pack!.rules.map(({from, to}) => `${from}/${to}`),
		...pack!.roles.keys(),
		...pack!.parameters.keys(),
		...pack!.options.keys(),
	]);
	const named = [...documentOf().matchAll(/`([a-z0-9/-]+)`/g)].map(([, name]) => name!);
	t.deepEqual(
		named.filter((name) => !known.has(name) && !words.includes(name)),
		[],
	);
});

/** Words of the language, of reports and of other packs. */
const words: readonly string[] = ['windows-baseline', 'fixed', 'host', 'from/to/service', 'https-only', 'os'];
