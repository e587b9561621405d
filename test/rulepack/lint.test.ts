import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {lintFile} from '#portolan/rulepack/lint/lint-file.js';
import {shippedPacks} from '#portolan/rulepack/load.js';
import {lint} from '../support/lint.js';
import {ROOT} from '../support/run.js';

/** A pack without a mistake, with something of everything that a pack can have. */
const clean = `pack: test
version: "1"
source: {document: Ports, url: "https://example.com/ports", date: "2024-02-29"}
roles: {client: {}, server: {}, database: {}, spare: {includes: [server]}}
parameters: {sql: {default: 1433}, agent: {default: $sql}}
options:
  tls: {scope: host}
  mode: {values: [plain, strict]}
services:
  web: {tcp: [80, 8080]}
  rpc: {tcp: 49152-65535, dynamic: true}
conduits:
  - from: client
    to: server
    any-of: [[web, tls]]
    services: {fast: {udp: 80, expect: required, within: 1h, falls-back-to: [web]}, web: {expect: usual}, tls: {tcp: [443, 8443], expect: usual}}
  - {from: server, to: database, when: {to.tls: true}, services: {sql: {tcp: $sql}, agent: {udp: $agent}}}
  - {from: server, to: client, when: {site.mode: strict}, services: {rpc: {}}}
  - {from: client, to: database, services: {old: {tcp: 21}}}
  - {from: server, to: spare, direction: <->, one-way: {opens: server, when: {site.mode: plain}}, services: {copy: {tcp: 2, until: "2203"}}}
port-pairs: [{role: server, services: [web, tls], pairs: [[8080, 8443]], otherwise: 363}]
`;

const others = {
	'base.yaml':
		'pack: base\nversion: "1"\nroles: {archive: {}}\nconduits: [{from: archive, to: archive, services: {copy: {tcp: 3}}}]\n',
	'circle.yaml': 'pack: circle\nversion: "1"\nextends: ./pack.yaml\n',
	'broken.yaml': 'pack: [\n',
};

interface Mistake {
	readonly name: string;
	/** What stands in the clean pack, and what is put in its place. */
	readonly right: string;
	readonly wrong: string;
	readonly problems: readonly string[];
}

/** Blocks with an empty line between them: `# name`, lines of the pack with `- ` and then with `+ `, what lint says. */
function readMistakes(): Mistake[] {
	const text = readFileSync(path.join(ROOT, 'test/rulepack/mistakes.txt'), 'utf8');
	return text
		.trim()
		.split('\n\n')
		.map((block) => {
			const [title = '', ...lines] = block.split('\n');
			const marked = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
			return {
				name: title.slice(2),
				right: marked('- ').join('\n'),
				wrong: marked('+ ').join('\n'),
				problems: lines.filter((line) => !/^[+-] /.test(line)),
			};
		});
}

const finds = test.macro<[Mistake]>({
	exec: (t, {right, wrong, problems}) => {
		t.true(clean.includes(right));
		t.deepEqual(
			lint(
				t,
				clean.replace(right, () => wrong),
				others,
			),
			problems,
		);
	},
	title: (_, {name, problems}) => `lint finds ${name}: ${problems[0]}`,
});

test('a clean pack has no problems', (t) => {
	t.deepEqual(lint(t, clean), []);
});

for (const mistake of readMistakes()) test(finds, mistake);

test('every pack that is shipped is clean', (t) => {
	t.deepEqual(shippedPacks().flatMap(lintFile), []);
});

test('a port that is none makes no second problem of its row', (t) => {
	const pack = `pack: p
version: "1"
source: {document: d}
roles: {a: {}, b: {}}
conduits:
  - {from: a, to: b, services: {x: {tcp: 80}, y: {tcp: 0}}}
`;
	t.deepEqual(lint(t, pack), ['6:56: port 0 is out of range: ports go from 1 to 65535']);
});
