import test from 'ava';
import {DAY} from '#portolan/net/time.js';
import {problemsOf} from '../../support/problems.js';
import {readAll, waiver} from '../../support/waivers.js';

const NEW_YEAR_2027 = Date.parse('2027-01-01T00:00:00Z') * 1000;

test('all that can be said', (t) => {
	const {place, ...rest} = waiver(
		'id: web-8080',
		'ticket: NET-17',
		'from: 2026-11-01',
		'max-hosts: 3',
		'scope: {kind: undocumented-port, from: a, to: unknown, initiators: [a1, 10.0.0.1], responders: b1, service: tcp/8080, rule: test/a/b/web}',
	);
	t.deepEqual(rest, {
		id: 'web-8080',
		owner: 'net',
		reason: 'old',
		ticket: 'NET-17',
		from: Date.parse('2026-11-01T00:00:00Z') * 1000,
		until: NEW_YEAR_2027 - 1,
		maxHosts: 3,
		scope: {
			kind: 'undocumented-port',
			from: 'a',
			to: 'unknown',
			initiators: ['a1', '10.0.0.1'],
			responders: ['b1'],
			service: {protocolIdentifier: 6, port: 8080},
			rule: 'test/a/b/web',
		},
	});
	t.like(place, {file: 'waivers.yaml', line: 2});
});

test('what need not be said', (t) => {
	const {ticket, from, maxHosts, scope} = waiver('scope: {service: gre}');
	t.deepEqual([ticket, from, maxHosts], [undefined, Number.NEGATIVE_INFINITY, undefined]);
	t.like(scope, {
		kind: undefined,
		from: undefined,
		rule: undefined,
		service: {protocolIdentifier: 47, port: undefined},
	});
	t.deepEqual([scope.initiators, scope.responders], [[], []]);
	t.like(waiver('scope: {service: tcp/0}').scope.service, {port: 0});
	t.like(waiver('scope: {service: udp}').scope.service, {protocolIdentifier: 17, port: undefined});
});

test('a day is a whole day in UTC', (t) => {
	const {from, until} = waiver('from: 2026-02-28', 'until: 2026-02-28');
	t.is(until - from, DAY - 1);
	t.is(waiver('until: 2028-02-29').until, Date.parse('2028-03-01T00:00:00Z') * 1000 - 1);
});

test('an empty list', (t) => t.deepEqual(readAll('waivers: []'), []));

const refused = test.macro<[text: string, ...problems: string[]]>({
	exec: (t, text, ...problems) =>
		t.deepEqual(
			problemsOf(t, () => readAll(text)),
			problems,
		),
	title: (name) => `refused: ${name}`,
});
/** A file with one waiver, other fields in the places of its own. */
const one = (fields: Readonly<Record<string, string | undefined>>) => {
	const all = {id: 'w', owner: 'net', reason: 'old', until: '2026-12-31', scope: '{from: a}', ...fields};
	const lines = Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
	return `waivers:\n  - ${lines.join('\n    ')}\n`;
};

test('a list', refused, '- id: w', '1:1: a file of waivers must be a mapping (key: value), not a list');
test('nothing', refused, '{}', '1:1: a file of waivers has no "waivers"; it needs one');
test(
	'another word',
	refused,
	'waiver: []',
	'1:1: a file of waivers has no field "waiver"; did you mean "waivers"?',
	'1:1: a file of waivers has no "waivers"; it needs one',
);
test('waivers by name', refused, 'waivers: {w: {}}', '1:10: "waivers" must be a list, not a mapping');
test('a waiver in a word', refused, 'waivers: [w]', '1:11: a waiver must be a mapping (key: value), not "w"');
test(
	'a waiver of nothing',
	refused,
	'waivers:\n  - {}',
	'2:5: a waiver has no "id"; it needs one',
	'2:5: a waiver has no "owner"; it needs one',
	'2:5: a waiver has no "reason"; it needs one',
	'2:5: a waiver has no "scope"; it needs one',
	'2:5: a waiver has no "until"; it needs one',
);
test('nobody answers for it', refused, one({owner: undefined}), '2:5: a waiver has no "owner"; it needs one');
test('an owner of no letters', refused, one({owner: '""'}), '3:12: "owner" must be a text, not nothing');
test('it never ends', refused, one({until: undefined}), '2:5: a waiver has no "until"; it needs one');
test(
	'an unknown field',
	refused,
	one({untill: '2026-12-31'}),
	'7:5: a waiver has no field "untill"; did you mean "until"?',
);
test('a month', refused, one({until: '2026-12'}), '5:12: "2026-12" is no day; write one such as 2026-12-31');
test(
	'a day that no calendar has',
	refused,
	one({until: '2026-02-29'}),
	'5:12: "2026-02-29" is no day; write one such as 2026-12-31',
);
test(
	'a time of day',
	refused,
	one({until: '2026-12-31T10:00:00Z'}),
	'5:12: "2026-12-31T10:00:00Z" is no day; write one such as 2026-12-31',
);
test('another order', refused, one({from: '31.12.2026'}), '7:11: "31.12.2026" is no day; write one such as 2026-12-31');
test('it ends before it begins', refused, one({from: '2027-01-01'}), '5:12: waiver "w" ends before it begins');
test('for no host', refused, one({'max-hosts': '0'}), '7:16: "max-hosts" must be a whole number, 1 or more, not "0"');
test(
	'for half a host',
	refused,
	one({'max-hosts': '1.5'}),
	'7:16: "max-hosts" must be a whole number, 1 or more, not "1.5"',
);
test(
	'everything',
	refused,
	one({scope: '{}'}),
	'6:12: this scope waives everything; say at least roles, hosts, a service or a rule',
);
test(
	'everything of a kind',
	refused,
	one({scope: '{kind: failed}'}),
	'6:12: this scope waives everything; say at least roles, hosts, a service or a rule',
);
test(
	'no host of a list',
	refused,
	one({scope: '{from: a, initiators: []}'}),
	'6:34: "initiators" names no host; leave it out where it may be any',
);
test('a scope in a word', refused, one({scope: 'a'}), '6:12: "scope" must be a mapping (key: value), not "a"');
test(
	'an unknown word of a scope',
	refused,
	one({scope: '{form: a}'}),
	'6:12: this scope waives everything; say at least roles, hosts, a service or a rule',
	'6:13: "scope" has no field "form"; did you mean "from"?',
);
test(
	'an unknown kind',
	refused,
	one({scope: '{kind: undocumented-prot, from: a}'}),
	'6:19: the kind of finding to waive "undocumented-prot" is unknown; did you mean "undocumented-port"?',
);
test(
	'a host that is a mapping',
	refused,
	one({scope: '{initiators: [{a: b}]}'}),
	'6:26: an entry in "initiators" must be a text, not a mapping',
);
test(
	'an unknown protocol',
	refused,
	one({scope: '{service: tpc/80}'}),
	'6:22: "tpc" is no protocol; did you mean "tcp"?',
);
test(
	'a port in words',
	refused,
	one({scope: '{service: tcp/http}'}),
	'6:22: "http" is no port; write such as tcp/8080',
);
test('no port', refused, one({scope: '{service: tcp/}'}), '6:22: "" is no port; write such as tcp/8080');
test(
	'a port in hexadecimal',
	refused,
	one({scope: '{service: tcp/0x50}'}),
	'6:22: "0x50" is no port; write such as tcp/8080',
);
test('two ports', refused, one({scope: '{service: tcp/80/90}'}), '6:22: "80/90" is no port; write such as tcp/8080');
test('a range', refused, one({scope: '{service: tcp/80-90}'}), '6:22: "80-90" is no port; write such as tcp/8080');
test('port 65536', refused, one({scope: '{service: tcp/65536}'}), '6:22: "65536" is no port; write such as tcp/8080');
test('a port of ICMP', refused, one({scope: '{service: icmp/8}'}), '6:22: icmp has no ports; write icmp alone');
test(
	'the same twice',
	refused,
	`${one({})}${one({}).slice('waivers:\n'.length)}`,
	'7:5: waiver "w" stands already in line 2',
);
test(
	'every mistake at once',
	refused,
	one({until: 'never', 'max-hosts': 'many', scope: '{service: tcp/x}'}),
	'5:12: "never" is no day; write one such as 2026-12-31',
	'6:22: "x" is no port; write such as tcp/8080',
	'7:16: "max-hosts" must be a whole number, 1 or more, not "many"',
);
