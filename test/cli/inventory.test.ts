import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {isGolden} from '../support/golden.js';
import {run} from '../support/run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-who-'));
test.after.always(() => rmSync(folder, {recursive: true}));

function write(name: string, text: string): string {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
}

const roles = write(
	'roles.csv',
	`#TYPE IResultObject#SMS_SCI_SysResUse
"SiteCode","NetworkOSPath","RoleName"
"PS1","\\\\CM01.corp.example","SMS Site Server"
"PS1","\\\\CM01.corp.example","SMS Component Server"
"PS1","\\\\DP01.corp.example","SMS Distribution Point"
"PS1","\\\\DP01.corp.example","SMS PXE Service Point"
"PS1","\\\\SQL01.corp.example","SMS SQL Server"
`,
);
const computers = write(
	'computers.csv',
	`"Name";"DNSHostName";"IPv4Address";"OperatingSystem";"Enabled"
"CM01";"cm01.corp.example";"10.0.1.10";"Windows Server 2012 R2 Standard";"True"
"DP01";"dp01.corp.example";"10.0.50.12";"Windows Server 2003";"True"
"PC7";"pc7.corp.example";"10.0.50.7";"Windows 7";"False"
`,
);
const networks = write(
	'networks.yaml',
	'networks:\n  - {cidr: 10.0.0.0/8, roles: [printer]}\n  - {cidr: 10.0.50.0/24, roles: [client], name: Floor 5, settings: {domain-joined: true}}\n',
);

const check = async (...args: string[]) => {
	const {stdout, stderr, status} = await run(['inventory', 'check', ...args]);
	return {text: (stdout + stderr).replaceAll(`${folder}/`, ''), status};
};

test('who has which roles, what overlaps and which roles nobody holds', async (t) => {
	const {text, status} = await check(roles, computers, networks, '-r', 'configmgr-2012');
	t.is(status, 0);
	isGolden(t, 'inventory.txt', text);
});

const counts = test.macro<[text: string, first: string]>({
	exec: async (t, text, first) => {
		const {text: printed} = await check(write(`${t.title.length}-${text.length}.yaml`, text));
		t.is(printed.split('\n')[0], first);
	},
	title: (_, __, first) => first,
});

const host = (index: number) => `  - {name: h${index}, addresses: [10.0.0.${index}], roles: []}\n`;
test(counts, 'hosts: []\n', '0 hosts, 0 networks, 0 addresses with a name only');
test(counts, `hosts:\n${host(1)}`, '1 host, 0 networks, 0 addresses with a name only');
test(
	counts,
	`hosts:\n${host(1)}${host(2)}networks: [{cidr: 10.0.0.0/8, roles: []}]\n`,
	'2 hosts, 1 network, 0 addresses with a name only',
);

test('one address with a name', async (t) => {
	t.is((await check(write('hosts', '10.0.0.1 a\n'))).text, '0 hosts, 0 networks, 1 address with a name only\n');
});

test('mistakes, all of them, on standard error', async (t) => {
	const {text, status} = await check(write('bad.csv', 'name,address\na,ten\nb,eleven\n'));
	t.is(status, 2);
	t.is(
		text,
		'portolan: bad.csv:2:1: "ten" is not an address; write one such as 10.0.1.10\nbad.csv:3:1: "eleven" is not an address; write one such as 10.0.1.10\n',
	);
});

test('a setting that the rule pack does not have', async (t) => {
	const {text, status} = await check(
		write('set.csv', 'name,address,roles,settings\na,10.0.0.1,sql-server,sq=1\n'),
		'-r',
		'configmgr-2012',
	);
	t.is(status, 2);
	t.is(text, 'portolan: set.csv:2:1: setting "sq": no rule pack has a setting "sq"; did you mean "sql"?\n');
});
