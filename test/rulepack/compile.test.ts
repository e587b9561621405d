import test from 'ava';
import {formatTargets} from '#portolan/rulepack/wording.js';
import {compile, head, pack} from '../support/packs.js';
import {problemsOf} from '../support/problems.js';

test('a rule has the id, the ports and the place of its row', (t) => {
	const {rules} = pack(
		'conduits:\n  - from: a\n    to: b\n    source: 7\n    services:\n      web: {tcp: [80, 443], source: 9}\n      ping: {icmp: 8}\n',
	);
	t.deepEqual(
		rules.map(({id, targets, source, place, isEitherWay}, index) => [
			id,
			formatTargets(rules[index]!),
			source.line,
			place.line,
			isEitherWay,
			targets.length,
		]),
		[
			['test/a/b/web', 'tcp/80,443', 9, 9, false, 1],
			['test/a/b/ping', 'icmp type 8', 7, 10, false, 1],
		],
	);
});

test('a row says over its service what is different', (t) => {
	const {rules} = pack(
		'services:\n  web: {title: Web, tcp: 80, expect: usual}\nconduits:\n  - {from: a, to: b, services: {web: {}}}\n  - {from: b, to: c, expect: required, services: {web: {tcp: 8080}}}\n  - {from: c, to: a, services: {web: {expect: install-only}}}\n',
	);
	t.deepEqual(
		rules.map((rule) => [rule.title.en, formatTargets(rule), rule.expectation!.level]),
		[
			['Web', 'tcp/80', 'usual'],
			['Web', 'tcp/8080', 'usual'],
			['Web', 'tcp/80', 'install-only'],
		],
	);
});

test('a bare service is taken as defined', (t) => {
	t.is(
		formatTargets(
			pack('services: {smb: {tcp: 445}}\nconduits:\n  - from: a\n    to: b\n    services:\n      smb:\n').rules[0]!,
		),
		'tcp/445',
	);
});

test('parameters give ports; an override takes the place of the default', (t) => {
	const text =
		'parameters:\n  sql: {default: 1433}\n  wsus: {default: [80, 8530]}\nconduits:\n  - {from: a, to: b, services: {sql: {tcp: $sql}, wsus: {tcp: [$wsus, 9000]}}}\n';
	t.deepEqual(pack(text).rules.map(formatTargets), ['tcp/1433', 'tcp/80,8530,9000']);
	const overridden = pack(text, {sql: '14330'});
	t.deepEqual(overridden.rules.map(formatTargets), ['tcp/14330', 'tcp/80,8530,9000']);
	t.true(overridden.parameters.get('sql')!.isOverridden);
});

test('the two arrows', (t) => {
	const direction = (text: string) =>
		pack(`conduits:\n  - {from: a, to: b, ${text}services: {x: {tcp: 1}}}\n`).rules[0]!.isEitherWay;
	t.deepEqual([direction(''), direction('direction: ->, '), direction('direction: <->, ')], [false, false, true]);
});

test('alternatives, fallbacks and what is due when', (t) => {
	const {rules} = pack(
		'conduits:\n  - from: a\n    to: b\n    any-of: [[web, tls]]\n    services:\n      fast: {tcp: 1, expect: usual, falls-back-to: [web], within: 20min}\n      web: {tcp: 80, expect: required, reach: each}\n      tls: {tcp: 443}\n',
	);
	t.like(
		rules.map(({expectation}) => expectation),
		[
			{level: 'usual', alternatives: ['fast'], fallbacks: ['web'], within: 1_200_000_000, reach: 'any'},
			{level: 'required', alternatives: ['tls', 'web'], within: 3_600_000_000, reach: 'each'},
			{level: 'on-demand', alternatives: ['tls', 'web'], within: Number.POSITIVE_INFINITY},
		],
	);
});

test('a forbidden service expects nothing', (t) => {
	const {rules} = pack(
		'conduits:\n  - {from: any, to: b, forbidden: Not needed, severity: note, services: {browser: {udp: 1434}}}\n',
	);
	t.like(rules[0], {forbidden: 'Not needed', severity: 'note', expectation: undefined});
});

test('every problem is told at once, each at its place', (t) => {
	const text = `${head}parameters: {sql: {default: 1433}}
conduits:
  - from: site-sever
    to: b
    services:
      sql: {tcp: $sqll}
      web: {tcp: [0, 65536, 90-80, http]}
      mail: {}
      ping: {icmp: 300}
      odd: {ip: nothing, expect: allways, within: soon, reach: all, source: here}
  - {from: a, to: b, any-of: [[x, y]], falls-back: 1, services: {x: {tcp: 1}}}
  - {from: a, to: b, services: {x: {tcp: 2}}}
  - {from: a, services: []}
`;
	t.deepEqual(
		problemsOf(t, () => compile(text)),
		[
			'10:19: port 0 is out of range: ports go from 1 to 65535',
			'10:22: port 65536 is out of range: ports go from 1 to 65535',
			'10:29: the range 90-80 is reversed: write 80-90',
			'10:36: "http" is not a port (1 to 65535) or a range such as 49152-65535',
			'12:20: an ICMP type is a number from 0 to 255, such as 8 for an echo request',
			'13:17: "nothing" is not an IP protocol: write a number from 0 to 255 or a name such as esp',
			'13:34: the level "allways" is unknown; known are required, usual, on-demand, install-only',
			'13:51: "soon" is not a duration; write 90s, 15min, 24h or 7d',
			'13:64: the reach "all" is unknown; did you mean "any"?',
			'14:40: a conduit has no field "falls-back"; what may stand here: from, to, direction, one-way, services, any-of, all-of, when, sites, expect, reach, forbidden, severity, reviewed, since, until, note, source',
			'16:5: a conduit has no "to"; it needs one',
			'16:5: a conduit needs "services", at least one',
			'16:25: "services" must be a mapping (key: value), not a list',
		],
	);
	const references = text
		.replace('[0, 65536, 90-80, http]', '80')
		.replace('300', '8')
		.split('\n')
		.filter((line) => !/odd:|from: a, services/.test(line))
		.join('\n')
		.replace('falls-back: 1, ', '');
	t.deepEqual(
		problemsOf(t, () => compile(references)),
		[
			'6:11: role "site-sever" is not defined; known are a, b, c, internet, multicast, broadcast, unspecified, any, everyone',
			'9:18: parameter "sqll" is not defined; did you mean "sql"?',
			'11:7: service "mail" has no ports here and is not defined under "services"; there are none',
			'13:35: service "y" is not one of this conduit; did you mean "x"?',
			'14:33: rule test/a/b/x stands already in line 13',
		],
	);
});

const refused = test.macro<[text: string, problem: RegExp]>({
	exec: (t, text, problem) => t.regex(problemsOf(t, () => compile(text)).join('\n'), problem),
	title: (name) => `${name} is refused`,
});

test(
	'a port pair of a range',
	refused,
	'pack: a\nversion: 1\nport-pairs:\n  - {role: any, services: [b, c], pairs: [[80-81, 443]], otherwise: 1}\n',
	/4:43: a pair has two ports, such as \[80, 443\]/,
);
test('a pack that is a list', refused, '- a\n', /1:1: a rule pack must be a mapping/);
test('a pack without a name', refused, 'version: 1\n', /1:1: a rule pack has no "pack"/);
test(
	'a role with a capital',
	refused,
	'pack: x\nversion: 1\nroles: {Client: {}}\n',
	/3:9: "Client" is not a name in "roles": lower-case letters/,
);
test(
	'a role named __proto__',
	refused,
	'pack: x\nversion: 1\nroles: {__proto__: {}}\n',
	/3:9: "__proto__" is not a name in "roles"/,
);
test(
	'a service with a field of another name',
	refused,
	`${head}services: {x: {tpc: 1}}\n`,
	/4:16: service "x" has no field "tpc"; did you mean "tcp"\?/,
);
test('an empty list of ports', refused, `${head}services: {x: {tcp: []}}\n`, /4:21: "tcp" has an empty list of ports/);

test('ten thousand rows are compiled, and a mistake in the last has its place', (t) => {
	const rows = Array.from({length: 10_000}, (_, index) => `      s${index}: {tcp: ${(index % 65_535) + 1}}`);
	const text = `${head}conduits:\n  - from: a\n    to: b\n    services:\n${rows.join('\n')}\n`;
	t.is(compile(text).rules.length, 10_000);
	t.deepEqual(
		problemsOf(t, () => compile(`${text}      last: {tcp: 99999}\n`)),
		['10008:19: port 99999 is out of range: ports go from 1 to 65535'],
	);
});
