import test from 'ava';
import {Checker} from '#portolan/document/checker.js';
import {formatPlace} from '#portolan/net/problem.js';
import {judgeEdge} from '#portolan/policy/judge.js';
import {Matrix} from '#portolan/policy/matrix.js';
import {lintPack} from '#portolan/rulepack/lint/lint.js';
import {loadPacks, loadSource, shippedPacks} from '#portolan/rulepack/load.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {edge} from '../support/edges.js';
import {judgeCase, type RuleCase, readCases} from '../support/rule-cases.js';
import {inventoryWith} from '../support/site.js';

// Every rule of every pack that is shipped, with something that it decides and something that it has nothing to do with.
// The ports in the tables are those of the documents, not those of the packs.

const names = shippedPacks();

const hits = test.macro<[pack: string, line: RuleCase]>({
	exec(t, pack, line) {
		const {verdict, reason, rule, documenting} = judgeCase(pack, line, 'hit');
		const id = `${pack}/${line.rule}`;
		if (reason === 'forbidden') {
			t.is(rule?.id, id);
			return;
		}
		t.is(verdict, 'expected');
		t.true(
			documenting.some((other) => other.id === id),
			documenting.map((other) => other.id).join(', '),
		);
	},
	title: (_, pack, {rule, hit}) => `${pack}: ${rule} decides ${hit}`,
});

const misses = test.macro<[pack: string, line: RuleCase]>({
	exec(t, pack, line) {
		const {reason, rule, documenting} = judgeCase(pack, line, 'miss');
		t.is(reason, line.reason);
		t.false([rule, ...documenting].some((other) => other?.id === `${pack}/${line.rule}`));
	},
	title: (_, pack, {rule, miss, reason}) => `${pack}: ${rule} has nothing to do with ${miss}, which is ${reason}`,
});

for (const name of names) {
	const cases = readCases(new URL(`../../../test/rulepack/packs/${name}.tsv`, import.meta.url));
	for (const line of cases) {
		test(hits, name, line);
		test(misses, name, line);
	}

	test(`${name}: each of its own rules has one line, and there are no other lines`, (t) => {
		t.deepEqual(cases.map(({rule}) => rule).sort(), ownRules(name).sort());
	});

	test(`${name} has nothing to complain of`, (t) => {
		const checker = new Checker();
		lintPack(loadSource(name, checker)!, load(name), checker);
		t.deepEqual(
			checker.problems.map(({place, message}) => `${formatPlace(place)}: ${message}`),
			[],
		);
	});

	test(`${name} has French titles of everything, and every rule cites one of its documents`, (t) => {
		const {title, roles, rules, documents} = load(name);
		for (const {fr} of [title, ...[...roles.values()].map((role) => role.title)]) t.truthy(fr);
		const titles = documents.map((document) => document.title);
		for (const {id, source} of rules) t.true(titles.includes(source.document), `${id}: ${source.document}`);
	});
}

function load(...references: readonly string[]): RulePack {
	return loadPacks(references)[0]!;
}

/** Those that stand in the pack's own file. */
function ownRules(name: string): string[] {
	return load(name)
		.rules.filter(({place}) => place.file?.endsWith(`/${name}.yaml`))
		.map(({id}) => id.slice(name.length + 1));
}

const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));

for (const pair of pairs) {
	test(`${pair.join(' and ')} mean the same by the same words`, (t) => {
		const [a, b] = loadPacks(pair) as [RulePack, RulePack];
		for (const [name, {scope, bySystem}] of a.parameters) {
			const other = b.parameters.get(name);
			t.deepEqual(other === undefined ? [scope, bySystem] : [other.scope, other.bySystem], [scope, bySystem], name);
		}
		for (const [name, {scope, values}] of a.options) {
			const other = b.options.get(name);
			t.deepEqual(other === undefined ? [scope, values] : [other.scope, other.values], [scope, values], name);
			t.false(b.parameters.has(name), name);
		}
		for (const [name, {title, includes}] of a.roles) {
			const other = b.roles.get(name);
			t.deepEqual(other === undefined ? [title, includes] : [other.title, other.includes], [title, includes], name);
		}
	});
}

const together = test.macro<[references: readonly string[], from: string, to: string, service: string, rule: string]>({
	exec(t, references, from, to, service, rule) {
		const packs = loadPacks(references);
		const site = inventoryWith({packs}, [`a 10.0.0.1: ${from}`, `b 10.0.0.2: ${to}`]);
		const judged = judgeEdge(edge('10.0.0.1', '10.0.0.2', service), new Matrix(packs), site);
		t.is(`${judged.verdict} ${judged.rule?.id}`, `expected ${rule}`);
	},
	title: (_, references, from, to, service) => `${references.join(' and ')}: ${from} to ${to}, ${service}`,
});

const configmgrInDomain = ['configmgr-2012', 'active-directory'];
test(
	together,
	configmgrInDomain,
	'site-server',
	'domain-controller',
	'udp/88',
	'active-directory/any/domain-controller/kerberos',
);
test(
	together,
	configmgrInDomain,
	'client',
	'management-point',
	'tcp/443',
	'configmgr-2012/client/management-point/https',
);
// Printed for Configuration Manager, though nothing uses it: what one pack documents another cannot forbid.
test(
	together,
	configmgrInDomain,
	'site-server',
	'domain-controller',
	'udp/135',
	'configmgr-2012/site-server/domain-controller/rpc-endpoint-mapper',
);

const configmgrAlwaysOn = ['configmgr-current-branch', 'sql-server'];
test(
	together,
	configmgrAlwaysOn,
	'site-server',
	'sql-replica',
	'tcp/1433',
	'configmgr-current-branch/site-server/sql-server/sql',
);
test(
	together,
	configmgrAlwaysOn,
	'sql-replica',
	'sql-replica',
	'tcp/5022',
	'sql-server/sql-replica/sql-replica/mirroring',
);

/** @param last the last version of the current branch that has it, and the first that has it no longer */
const ends = test.macro<[rule: string, service: string, last: string, first: string]>({
	exec(t, rule, hit, last, first) {
		const line = {
			rule,
			hit,
			miss: hit,
			reason: 'condition-unmet',
			with: [`hit:version=${last}`, `miss:version=${first}`],
		} as const;
		t.is(judgeCase('configmgr-current-branch', line, 'hit').verdict, 'expected');
		t.is(judgeCase('configmgr-current-branch', line, 'miss').reason, 'condition-unmet');
	},
	title: (_, rule, service, last, first) =>
		`configmgr-current-branch: ${rule}, ${service}, is there in ${last} and not in ${first}`,
});

test(ends, 'client/application-catalog-website-point', 'tcp/443', '1906', '1910');
test(ends, 'site-server/certificate-registration-point', 'tcp/445', '2111', '2203');
test(ends, 'client/ndes-policy-module', 'tcp/443', '2111', '2203');
test(ends, 'site-server/issuing-ca', 'tcp/135', '2111', '2203');
test(ends, 'asset-intelligence-synchronization-point/microsoft', 'tcp/443', '2207', '2211');
test(ends, 'mac-computer/enrollment-proxy-point', 'tcp/443', '2211', '2303');
test(ends, 'mobile-device/enrollment-proxy-point', 'tcp/443', '2309', '2403');
test(ends, 'enrollment-point/sql-server', 'tcp/1433', '2309', '2403');
