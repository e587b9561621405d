import test from 'ava';
import {UsageError} from '#portolan/net/problem.js';
import {makeBaseline} from '#portolan/report/baseline/make-baseline.js';
import {readBaseline} from '#portolan/report/baseline/read-baseline.js';
import {formatJson} from '#portolan/report/json.js';
import {reportOf, talk} from '../../support/reports.js';

const edges = [
	talk('x > b1 tcp/443'),
	talk('a2 > b1 tcp/22', {flows: 7}),
	talk('a1 > b2 tcp/22'),
	talk('a1 > b1 tcp/22'),
	talk('a1 > b1 tcp/2'),
	talk('a3 > c1 udp/9'),
	talk('b1 > c1 icmp'),
];
const document = makeBaseline(reportOf(edges));
const text = formatJson(document);

test('it is sorted by kind, roles and port, and its pairs by name', (t) => {
	t.deepEqual(
		document.known.map(
			({kind, from, to, protocol, port, pairs}) => `${kind} ${from} ${to} ${protocol}/${port}: ${pairs}`,
		),
		[
			'undocumented-port a b tcp/2: a1 -> b1',
			'undocumented-port a b tcp/22: a1 -> b1,a1 -> b2,a2 -> b1',
			'undocumented-port a c udp/9: a3 -> c1',
			'undocumented-port b c icmp/8: b1 -> c1',
			'unknown-host unknown b null/null: 10.9.9.9 -> b1',
		],
	);
});

test('neither order nor time nor counts change an octet', (t) => {
	const others = edges.toReversed().map((edge) => ({...edge, flows: edge.flows + 3, last: edge.last + 1}));
	t.is(formatJson(makeBaseline(reportOf(others, {from: 100, until: 200, path: 'other.pcap'}))), text);
});

test('a pair is one, on however many addresses', (t) => {
	const {known} = makeBaseline(reportOf([talk('a1 > b1 tcp/22'), {...talk('a1 > b1 tcp/22'), networks: ['vlan 10']}]));
	t.deepEqual(
		known.map(({pairs}) => pairs),
		[['a1 -> b1']],
	);
});

test('nothing is wrong', (t) => {
	t.is(formatJson(makeBaseline(reportOf([]))), '{\n  "schema": "portolan/baseline/1",\n  "known": []\n}\n');
});

test('what was written is read', (t) => t.deepEqual(readBaseline(text, 'b.json'), document));

test('what somebody wrote without a rule, a protocol or a port has none', (t) => {
	const short = {...document, known: [{id: 'x', kind: 'unknown-host', from: 'unknown', to: 'b', pairs: []}]};
	t.like(readBaseline(JSON.stringify(short), 'b.json').known, [{protocol: null, port: null, rule: null}]);
});

const refused = test.macro<[json: string, message: RegExp]>({
	exec: (t, json, message) => {
		const error = t.throws(() => readBaseline(json, 'b.json'), {instanceOf: UsageError});
		t.regex(error!.message, message);
	},
	title: (name) => `refused: ${name}`,
});
const known = (fields: object) => JSON.stringify({...document, known: [{...document.known[0], ...fields}]});

test('nothing', refused, '', /^b\.json: this is no whole JSON document: /);
test('half of one', refused, text.slice(0, 200), /^b\.json: this is no whole JSON document: /);
test(
	'a report',
	refused,
	formatJson(reportOf([])),
	/^b\.json: this is no baseline of portolan: the document must have required property 'known'$/,
);
test(
	'of another generation',
	refused,
	text.replace('/1"', '/2"'),
	/\/schema must be equal to constant \(portolan\/baseline\/1\)$/,
);
test('an entry without an id', refused, known({id: undefined}), /\/known\/0 must have required property 'id'$/);
test('an entry without pairs', refused, known({pairs: undefined}), /\/known\/0 must have required property 'pairs'$/);
test(
	'a kind that is none',
	refused,
	known({kind: 'odd'}),
	/\/known\/0\/kind must be equal to one of the allowed values$/,
);
test('a port in words', refused, known({port: 'ssh'}), /\/known\/0\/port must be integer,null$/);
