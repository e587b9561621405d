import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {parseAddress} from '#portolan/net/address.js';
import {DocumentError, UsageError} from '#portolan/net/problem.js';
import {Matrix} from '#portolan/policy/matrix.js';
import {Inventory} from '#portolan/role/inventory.js';
import {loadInventory} from '#portolan/role/load.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {linesOf} from '../support/site.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-inventory-'));
test.after.always(() => rmSync(folder, {recursive: true}));

/** Files by name; every case has a folder of its own. */
type Files = Readonly<Record<string, string | Uint8Array>>;

function write(files: Files): string[] {
	const own = mkdtempSync(path.join(folder, 'case-'));
	return Object.entries(files).map(([name, text]) => {
		const file = path.join(own, name);
		writeFileSync(file, text);
		return file;
	});
}

const load = (files: Files) => loadInventory(write(files));

const reads = test.macro<[files: Files, ...lines: string[]]>({
	exec: (t, files, ...lines) => t.deepEqual(linesOf(load(files)), lines),
	title: (name, files) => `${name} (${Object.keys(files).join(', ')})`,
});

/** Mistakes as `file:line:column: message`, the folder left out. */
const refuses = test.macro<[files: Files, ...problems: string[]]>({
	exec: (t, files, ...problems) => {
		const {message} = t.throws(() => load(files), {instanceOf: DocumentError})!;
		t.deepEqual(message.replaceAll(new RegExp(`${folder}/case-[^/]+/`, 'g'), '').split('\n'), problems);
	},
	title: (name, files) => `${name} (${Object.keys(files).join(', ')})`,
});

const cm01 = 'cm01 10.0.1.10: site-server, sms-provider';

test('commas', reads, {'a.csv': 'name,address,roles\ncm01,10.0.1.10,"site-server,sms-provider"\n'}, cm01);
test(
	'semicolons and a byte-order mark, as Excel has them',
	reads,
	{'a.csv': '\uFEFFName;Address;Roles\r\ncm01;10.0.1.10;site-server, sms-provider\r\n'},
	cm01,
);
test('tabs', reads, {'a.tsv': 'name\taddress\troles\ncm01\t10.0.1.10\tsite-server|sms-provider\n'}, cm01);
test(
	'UTF-16, as Excel saves text',
	reads,
	{'a.csv': Buffer.from('\uFEFFname\taddress\troles\r\ncm01\t10.0.1.10\tsite-server;sms-provider\r\n', 'utf16le')},
	cm01,
);
test('another ending', reads, {'a.txt': 'name,address,roles\ncm01,10.0.1.10,site-server;sms-provider\n'}, cm01);
test('no line end at the end', reads, {'a.csv': 'name,address,roles\ncm01,10.0.1.10,site-server;sms-provider'}, cm01);
test(
	'quotes with line breaks',
	reads,
	{'a.csv': 'name,address,roles\n"cm01","10.0.1.10","site-server\r\nsms-provider"\n'},
	cm01,
);
test(
	'titles for names of roles',
	reads,
	{'a.csv': 'name,address,roles\ncm01,10.0.1.10,Site server; SMS Provider\n'},
	cm01,
);
test(
	'rows of one name',
	reads,
	{'a.csv': 'name,address,roles\ncm01,10.0.1.10,site-server\nCM01,,sms-provider\n'},
	cm01,
);
test(
	'an address and no name',
	reads,
	{'a.csv': 'ip,role\n10.0.1.10,site-server\n'},
	'10.0.1.10 10.0.1.10: site-server',
);
test(
	'several addresses',
	reads,
	{'a.csv': 'name,ips,role\ncm01,"10.0.1.10, fd00::10",site-server\n'},
	'cm01 10.0.1.10 fd00::10: site-server',
);
test(
	'networks',
	reads,
	{'a.csv': 'cidr,role,os,site\n10.0.50.0/24,client,Windows XP,PS1\n'},
	'10.0.50.0/24: client [Windows XP; site PS1]',
);
test(
	'settings',
	reads,
	{'a.csv': 'name,address,roles,settings\nsup01,10.0.1.13,software-update-point,"wsus-http=8530; wsus-https=8531"\n'},
	'sup01 10.0.1.13: software-update-point [wsus-http=8530; wsus-https=8531]',
);
test(
	'columns that say nothing to us',
	reads,
	{'a.csv': 'name,colour,address,roles,rack\ncm01,blue,10.0.1.10,site-server,7\n'},
	'cm01 10.0.1.10: site-server',
);
test('a header and nothing else', reads, {'a.csv': 'name,address,roles\n'});

const siteRoles = `#TYPE IResultObject#SMS_SCI_SysResUse
"SiteCode","NetworkOSPath","RoleName","NALType","SslState"
"PS1","\\\\CM01.corp.example","SMS Site Server","Windows NT Server","0"
"PS1","\\\\CM01.corp.example","SMS Site System","Windows NT Server","0"
"PS1","\\\\CM01.corp.example","SMS Provider","Windows NT Server","0"
"PS1","\\\\MP01.corp.example","SMS Management Point","Windows NT Server","0"
"PS1","\\\\MP01.corp.example","SMS Notification Server","Windows NT Server","0"
`;
const computers = `"Name","DNSHostName","IPv4Address","OperatingSystem","Enabled"
"CM01","cm01.corp.example","10.0.1.10","Windows Server 2019 Standard","True"
"MP01","mp01.corp.example","10.0.1.11","Windows Server 2003","True"
"PC7","pc7.corp.example","10.0.50.7","Windows 10 Enterprise","False"
`;
test(
	'roles of Get-CMSiteRole alone have no addresses',
	reads,
	{'roles.csv': siteRoles},
	'CM01.corp.example nowhere: site-server, sms-provider',
	'MP01.corp.example nowhere: management-point',
);
test(
	'Get-ADComputer alone names addresses',
	reads,
	{'ad.csv': computers},
	'10.0.1.10 is CM01: - [Windows Server 2019 Standard]',
	'10.0.1.11 is MP01: - [Windows Server 2003]',
	'10.0.50.7 is PC7: - [Windows 10 Enterprise]',
);
test(
	'both together',
	reads,
	{'roles.csv': siteRoles, 'ad.csv': computers},
	'CM01.corp.example 10.0.1.10: site-server, sms-provider [Windows Server 2019 Standard; site PS1]',
	'MP01.corp.example 10.0.1.11: management-point [Windows Server 2003; site PS1]',
	'10.0.50.7 is PC7: - [Windows 10 Enterprise]',
);
test(
	'in the other order',
	reads,
	{'ad.csv': computers.split('\n').slice(0, 3).join('\n'), 'roles.csv': siteRoles.split('\n').slice(0, 5).join('\n')},
	'CM01 10.0.1.10: site-server, sms-provider [Windows Server 2019 Standard; site PS1]',
	'10.0.1.11 is MP01: - [Windows Server 2003]',
);
test(
	'Get-CMDistributionPointInfo',
	reads,
	{
		'dp.csv': 'ServerName,IsPXE,IsMulticast,IsPullDP,SiteCode\ndp01,True,False,False,PS1\ndp02,False,False,True,PS1\n',
		hosts: '10.0.1.12 dp01\n10.0.1.13 dp02\n',
	},
	'dp01 10.0.1.12: distribution-point, pxe-distribution-point [site PS1]',
	'dp02 10.0.1.13: distribution-point, pull-distribution-point [site PS1]',
);

const roleNamed = test.macro<[name: string, ...roles: string[]]>({
	exec: (t, name, ...roles) => {
		const {hosts, mentions} = load({'a.csv': `ServerName,IP,RoleName\nx,10.0.0.1,${name}\ny,10.0.0.2,client\n`});
		t.deepEqual(hosts.find((host) => host.name === 'x')?.roles ?? [], roles);
		t.is(mentions.length, 1);
	},
	title: (_, name, ...roles) => `"${name}" is ${roles.join(' and ') || 'no role of its own'}`,
});

test(roleNamed, 'AI Update Service Point', 'asset-intelligence-synchronization-point');
test(roleNamed, 'Data Warehouse Service Point', 'data-warehouse-service-point');
test(roleNamed, 'SMS AMT Service Point', 'out-of-band-service-point');
test(roleNamed, 'SMS Application Web Service', 'application-catalog-web-service-point');
test(roleNamed, 'SMS Certificate Registration Point', 'certificate-registration-point');
test(roleNamed, 'SMS Cloud Proxy Connector', 'cmg-connection-point');
test(roleNamed, 'SMS Component Server');
test(roleNamed, 'SMS Device Management Point');
test(roleNamed, 'SMS Distribution Point', 'distribution-point');
test(roleNamed, 'SMS DM Enrollment Service');
test(roleNamed, 'SMS Dmp Connector', 'microsoft-intune-connector', 'service-connection-point');
test(roleNamed, 'SMS Endpoint Protection Point', 'endpoint-protection-point');
test(roleNamed, 'SMS Enrollment Server', 'enrollment-point');
test(roleNamed, 'SMS Enrollment Web Site', 'enrollment-proxy-point');
test(roleNamed, 'SMS Fallback Status Point', 'fallback-status-point');
test(roleNamed, 'SMS Management Point', 'management-point');
test(roleNamed, 'SMS Multicast Service Point', 'multicast-distribution-point');
test(roleNamed, 'SMS Notification Server');
test(roleNamed, 'SMS Portal Web Site', 'application-catalog-website-point');
test(roleNamed, 'SMS Provider', 'sms-provider');
test(roleNamed, 'SMS PXE Service Point', 'pxe-distribution-point');
test(roleNamed, 'SMS Site Server', 'site-server');
test(roleNamed, 'SMS Site System');
test(roleNamed, 'SMS Software Update Point', 'software-update-point');
test(roleNamed, 'SMS SQL Server', 'sql-server');
test(roleNamed, 'SMS SRS Reporting Point', 'reporting-services-point');
test(roleNamed, 'SMS State Migration Point', 'state-migration-point');
test(roleNamed, 'SMS System Health Validator', 'system-health-validator-point');

const hosts =
	'127.0.0.1 localhost\n::1 ip6-localhost\n10.0.1.10 cm01.corp.example cm01 # the site server\nff02::1 ip6-allnodes\nfe80::9%eth0 cam\n';
test('names as in /etc/hosts', reads, {hosts}, '10.0.1.10 is cm01.corp.example: -', 'fe80::9 is cam: -');
test(
	'they give addresses to roles',
	reads,
	{'a.csv': 'name,roles\nCM01,site-server\n', hosts},
	'CM01 10.0.1.10: site-server',
	'fe80::9 is cam: -',
);
test(
	'JSON',
	reads,
	{'a.json': '{"hosts": [{"name": "cm01", "addresses": ["10.0.1.10"], "roles": ["site-server"], "os": "Windows"}]}'},
	'cm01 10.0.1.10: site-server [Windows]',
);
test(
	'JSON without an ending',
	reads,
	{inventory: '{"networks": [{"cidr": "10.0.0.0/8", "roles": ["client"]}]}'},
	'10.0.0.0/8: client',
);
test(
	'YAML without an ending',
	reads,
	{inventory: '# ours\nnetworks:\n  - {cidr: 10.0.0.0/8, roles: [client], settings: {domain-joined: true}}\n'},
	'10.0.0.0/8: client [domain-joined=true]',
);
test(
	'a table adds to a whole entry',
	reads,
	{
		'a.yaml': 'hosts: [{name: cm01, addresses: [10.0.1.10], roles: [site-server]}]',
		'b.csv': 'name,os,address,roles\ncm01.corp.example,Windows Server 2016,10.0.1.11,sms-provider\n',
	},
	'cm01 10.0.1.10 10.0.1.11: site-server, sms-provider [Windows Server 2016]',
);
test(
	'a whole entry has the last word',
	reads,
	{
		'a.yaml': 'hosts: [{name: cm01, addresses: [10.0.1.10], roles: [], os: Linux, site: PS1}]',
		'b.csv': 'name,os,site\ncm01,Windows,PS2\n',
	},
	'cm01 10.0.1.10: - [Linux; site PS1]',
);
test(
	'one address is one host, whatever it is called',
	reads,
	{'a.csv': 'name,address,roles\ncm01,10.0.1.10,site-server\nprovider,10.0.1.10,sms-provider\n'},
	cm01,
);
test(
	'a short name that two hosts have is neither',
	reads,
	{'a.csv': 'name,address,roles\nweb.a.example,10.0.1.1,x\nweb.b.example,10.0.1.2,y\nweb,10.0.1.3,z\n'},
	'web.a.example 10.0.1.1: x',
	'web.b.example 10.0.1.2: y',
	'web 10.0.1.3: z',
);

test(
	'a header with no column of ours',
	refuses,
	{'a.csv': 'colour,rack\nblue,7\n'},
	'a.csv:1:1: no column names a host, an address or a network: the header has colour, rack; it needs name, address or cidr, and roles',
);
test(
	'cells that are none',
	refuses,
	{'a.csv': 'name,address,cidr,settings\na,10.0.0.300,,x\nb,10.0.0.0/24,,\n,,10.0.50.7/24,\n,,,sql=1\n'},
	'a.csv:2:1: "x" is no setting; write name=value, several between semicolons',
	'a.csv:2:1: "10.0.0.300" is not an address; write one such as 10.0.1.10',
	'a.csv:3:1: "10.0.0.0/24" is not an address; a network belongs in a column "cidr"',
	'a.csv:4:1: "10.0.50.7/24" is not a network; did you mean 10.0.50.0/24?',
	'a.csv:5:1: the row names no host and no address',
);
test(
	'the line of a row after a cell of several lines',
	refuses,
	{'a.csv': '#TYPE x\r\nname,address,roles\r\na,10.0.0.1,"x\r\ny"\r\nb,ten,z\r\n'},
	'a.csv:5:1: "ten" is not an address; write one such as 10.0.1.10',
);
test('an empty table', refuses, {'a.csv': ''}, 'a.csv:1:1: the table is empty; it needs a header');
test(
	'a quote without an end',
	refuses,
	{'a.csv': 'name,address\n"a,10.0.0.1\n'},
	'a.csv:2:1: no table: quote Not Closed: the parsing is finished with an opening quote at line 2',
);
test(
	'names without an address, and an address without a name',
	refuses,
	{hosts: '10.0.0.1\n10.0.0.2 a\ncm01 10.0.0.3\n'},
	'hosts:1:1: 10.0.0.1 has no name; write it after the address',
	'hosts:3:1: "cm01" is not an address; a line has an address and the names of its host',
);
test(
	'a host of two sites',
	refuses,
	{'a.csv': 'SiteCode,ServerName,RoleName\nPS1,SQL1,SMS SQL Server\nPS2,sql1,SMS SQL Server\n'},
	'a.csv:3:1: host "sql1" is of site PS2 here and of site PS1 at a.csv:2:1; it can be of one: where two sites share a server, leave its site out',
);
test(
	'two hosts that a table takes for one',
	refuses,
	{
		'a.yaml':
			'hosts:\n  - {name: a, addresses: [10.0.0.1], roles: []}\n  - {name: b, addresses: [10.0.0.2], roles: []}\n',
		'b.csv': 'name,address\na,10.0.0.2\n',
	},
	'b.csv:2:1: host "a" is both "b" (a.yaml:3:5) and "a" (a.yaml:2:5) by its names and addresses; it can be one',
);
test(
	'a network in two files',
	refuses,
	{'a.yaml': 'networks: [{cidr: 10.0.0.0/8, roles: [x]}]', 'b.csv': 'cidr,role\n10.0.0.0/8,y\n'},
	'b.csv:2:1: network 10.0.0.0/8 stands already at a.yaml:1:19',
);
test(
	'a site that is not listed',
	refuses,
	{'a.yaml': 'sites: [{code: PS1}]', 'b.csv': 'name,site,address,roles\na,PS2,10.0.0.1,x\n'},
	'b.csv:2:1: site "PS2" is not listed under "sites"; did you mean "PS1"?',
);

test('a file that is not there', (t) => {
	t.throws(() => loadInventory(['nowhere.csv']), {
		instanceOf: UsageError,
		message: 'nowhere.csv: the inventory cannot be read (no such file)',
	});
});

test('the operating system of a table decides on the range of dynamic ports', (t) => {
	const packs = loadPacks(['configmgr-2012']);
	const systems = [
		'Windows Server 2003',
		'Microsoft(R) Windows(R) Server 2003, Standard Edition',
		'Windows Server 2008 R2',
	];
	const rows = systems.map((system, index) => `dp${index},10.0.0.${index},"${system}",distribution-point\n`);
	const site = new Inventory(load({'a.csv': `name,ip,os,role\n${rows.join('')}`}));
	const matrix = new Matrix(packs);
	const ranges = systems.map((_, index) => {
		const {forward} = matrix.between(site.holderOf('site-server'), site.identify(parseAddress(`10.0.0.${index}`)!));
		return forward.find(({service}) => service === 'rpc-dynamic')!.targets[0]!.ports;
	});
	const old = [{first: 1025, last: 5000}];
	t.deepEqual(ranges, [old, old, [{first: 49_152, last: 65_535}]]);
});
