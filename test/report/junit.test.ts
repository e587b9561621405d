import test from 'ava';
import {formatJunit} from '#portolan/report/junit/junit.js';
import type {Report, ReportExpectation} from '#portolan/report/report.js';
import {captureOf, edgeOf, findingOf, reportNaming, reportOf} from '../support/report.js';
import {elementsOf, parseXml, type XmlElement} from '../support/xml.js';

function row(fields: Partial<ReportExpectation>): ReportExpectation {
	const rule = fields.rule ?? 'pack/client/server/http';
	const status = fields.status ?? 'seen';
	return {
		rule,
		alternatives: [rule],
		from: 'client',
		to: 'server',
		service: 'http',
		ports: 'tcp/80',
		level: 'usual',
		status,
		counts: {[status]: 1},
		pairs: status === 'seen' ? [] : [{initiator: 'a', responder: 'b', status, reason: `because ${status}`}],
		source: {document: 'Ports', line: 4, anchor: null},
		place: {file: 'pack.yaml', line: 9},
		...fields,
	};
}

/** The names of what is in a case: `failure`, `skipped` ... */
const resultsOf = (root: XmlElement) =>
	elementsOf(root, 'testcase').map(({children}) => children.map(({name}) => name).join(' '));

function parse(report: Report): XmlElement {
	const root = parseXml(formatJunit(report));
	for (const suite of [root, ...elementsOf(root, 'testsuite')]) {
		for (const [attribute, name] of Object.entries({
			tests: 'testcase',
			failures: 'failure',
			errors: 'error',
			skipped: 'skipped',
		})) {
			if (Number(suite.attributes[attribute]) !== elementsOf(suite, name).length)
				throw new Error(`${attribute} is wrong`);
		}
	}
	return root;
}

test('a suite of the captures, one for each conduit, one of what no row is about', (t) => {
	const root = parse(
		reportOf([edgeOf()], [findingOf()], {
			expectations: [
				row({}),
				row({rule: 'pack/server/db/sql', from: 'server', to: 'db'}),
				row({rule: 'more/client/server/dns'}),
			],
		}),
	);
	t.deepEqual(
		root.children.map(({attributes: {name, tests}}) => `${name} ${tests}`),
		['captures 1', 'client -> server 2', 'server -> db 1', 'undocumented 1'],
	);
	t.like(elementsOf(root, 'testcase')[1]!.attributes, {
		name: 'http tcp/80 (usual)',
		classname: 'pack.client.server',
		file: 'pack.yaml',
		line: '9',
	});
	t.is(root.children[0]!.attributes['timestamp'], '2026-01-02T03:04:05');
});

test('seen and replaced by a fallback pass, missing and failed fail, what could not be seen or was not used is skipped', (t) => {
	const statuses = ['seen', 'fallback', 'missing', 'failed', 'not-observable', 'not-exercised'] as const;
	const expectations = statuses.map((status) => row({rule: `pack/client/server/${status}`, status}));
	const root = parse(reportOf([], [], {expectations}));
	t.deepEqual(resultsOf(root), ['', '', 'system-out', 'failure', 'failure', 'skipped', 'skipped']);
	t.is(elementsOf(root, 'failure')[0]!.attributes['message'], 'missing: because missing');
});

test('the findings of a row stand in its case and nowhere else', (t) => {
	const rule = 'pack/client/server/http';
	const diagnosis = {name: 'filtered', cause: 'a filter', alternative: 'another way'} as const;
	const failed = findingOf({kind: 'failed', severity: 'warning', rule, message: 'no answer', diagnosis});
	const report = (more: Partial<Report>) =>
		parse(reportOf([edgeOf()], [failed], {expectations: [row({status: 'failed'})], ...more}));
	const root = report({});
	t.deepEqual(resultsOf(root), ['', 'failure']);
	t.like(elementsOf(root, 'failure')[0]!.attributes, {message: 'no answer', type: 'failed'});
	t.regex(
		elementsOf(root, 'failure')[0]!.text,
		/likely: a filter\nor: another way\nclient -> server\nrule .*\npacket 7/,
	);
	// Some pairs work: the row is seen and has a finding all the same.
	t.deepEqual(resultsOf(report({expectations: [row({})]})), ['', 'failure']);
	t.deepEqual(resultsOf(report({failOn: 'error'})), ['', 'skipped']);
	t.deepEqual(resultsOf(report({failOn: 'never'})), ['', 'skipped']);
});

test('what a baseline or a waiver sets aside is skipped', (t) => {
	const root = parse(
		reportOf([], [], {
			expectations: [row({status: 'failed'})],
			baseline: {known: 1, setAside: 1, occurring: [], stale: []},
		}),
	);
	t.deepEqual(resultsOf(root), ['', 'skipped']);
	t.regex(elementsOf(root, 'skipped')[0]!.attributes['message']!, /set aside by the baseline or a waiver/);
});

test('a finding that does not count is skipped', (t) => {
	t.deepEqual(resultsOf(parse(reportOf([edgeOf()], [findingOf({severity: 'note'})]))), ['', 'skipped']);
});

test('a capture that was not read to its end is an error', (t) => {
	const root = parse(reportOf([], [], {captures: [captureOf('a.pcap', 'cut off'), captureOf('b.pcap')]}));
	t.deepEqual(resultsOf(root), ['error', '']);
	t.is(elementsOf(root, 'error')[0]!.text, 'cut off');
});

test('names of cases are the same in the next capture', (t) => {
	const named = (message: string) =>
		elementsOf(parse(reportOf([edgeOf()], [findingOf({message})])), 'testcase').map(
			({attributes}) => attributes['name'],
		);
	t.deepEqual(named('a -> b tcp/80: 3 flows'), named('c -> d tcp/80: 5 flows'));
});

for (const [name, shown] of [
	['<b>', '<b>'],
	[']]>', ']]>'],
	['"\'&amp;', '"\'&amp;'],
	['\t\n\r', '\t\n\r'],
	['\u0000\u001b\u009b', '\ufffd\ufffd\ufffd'],
	['\ud800', '\ufffd'],
	['\uffff', '\ufffd'],
	['😀', '😀'],
	['', ''],
] as const) {
	test(`well-formed with hosts that are called ${JSON.stringify(name)}`, (t) => {
		const root = parse(reportNaming(name));
		t.is(elementsOf(root, 'failure')[0]!.attributes['message'], shown);
	});
}

test('the check of well-formedness finds breaches', (t) => {
	const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
	for (const broken of [
		'<a>',
		'<a></b>',
		'<a x="1" x="2"/>',
		'<a>&</a>',
		'<a>]]></a>',
		'<a/><a/>',
		'<a x="<"/>',
		'<a>\u0001</a>',
		'',
	]) {
		t.throws(() => parseXml(head + broken), undefined, broken);
	}
	t.is(parseXml(`${head}<a x="&#10;">&lt;<b/></a>`).attributes['x'], '\n');
});
