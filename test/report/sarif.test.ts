import test from 'ava';
import type {Report} from '#portolan/report/report.js';
import {messageText, uriOf} from '#portolan/report/sarif/location.js';
import {MAX_RESULTS} from '#portolan/report/sarif/run.js';
import {formatSarif} from '#portolan/report/sarif/sarif.js';
import {captureOf, edgeOf, findingOf, reportNaming, reportOf} from '../support/report.js';
import {runIn, sarifProblems} from '../support/sarif.js';

const runOf = (report: Report) => runIn(formatSarif(report));
const place = {file: 'rules/pack.yaml', line: 12};

test('a finding stands at the row of its rule, or at the captures that show it', (t) => {
	const {results, tool} = runOf(
		reportOf(
			[edgeOf(), edgeOf({firstFrame: {capture: 1, packet: 2}})],
			[
				findingOf({rule: 'pack/client/server/http', place, edges: [0, 1]}),
				findingOf({id: '1111111111111111', edges: [0, 1]}),
				findingOf({id: '2222222222222222', severity: 'note', kind: 'waiver-unused', edges: [], evidence: []}),
			],
			{captures: [captureOf('one.pcap'), captureOf('two.pcap')]},
		),
	);
	const places = results.map(({locations}) =>
		locations.map(({physicalLocation: {artifactLocation, region}}) => [artifactLocation.uri, region?.startLine]),
	);
	const both = [
		['one.pcap', undefined],
		['two.pcap', undefined],
	];
	t.deepEqual(places, [[['rules/pack.yaml', 12]], both, both]);
	t.deepEqual(
		results.map(({level}) => level),
		['error', 'error', 'note'],
	);
	for (const {ruleId, ruleIndex} of results) t.is(tool.driver.rules[ruleIndex]!.id, ruleId);
});

test('results are told apart by the id of the finding', (t) => {
	const {results} = runOf(reportOf([edgeOf()], [findingOf(), findingOf({id: '1111111111111111'})]));
	t.deepEqual(
		results.map(({partialFingerprints}) => partialFingerprints),
		[
			{primaryLocationLineHash: '0123456789abcdef:1', 'portolanFinding/v1': '0123456789abcdef'},
			{primaryLocationLineHash: '1111111111111111:1', 'portolanFinding/v1': '1111111111111111'},
		],
	);
});

test('what is waived is suppressed, with owner and end', (t) => {
	const waived = {verdict: 'waived', waiver: 'w1', nearest: {rule: 'r', difference: 'd'}} as const;
	const waiver = {id: 'w1', owner: 'ops', reason: 'moving', ticket: 'T-1', from: null, until: '2027-01-01', edges: 2};
	const {results} = runOf(
		reportOf([edgeOf(waived), edgeOf(waived), edgeOf({...waived, port: 81})], [findingOf({rule: 'r', place})], {
			waivers: [waiver],
		}),
	);
	t.deepEqual(
		results.map(({suppressions}) => suppressions?.[0]?.justification),
		[undefined, 'moving', 'moving'],
	);
	t.like(results[1]!.suppressions![0]!.properties, {owner: 'ops', until: '2027-01-01', ticket: 'T-1'});
	t.is(results[1]!.locations[0]!.physicalLocation.region?.startLine, 12);
	t.is(new Set(results.map((result) => result.partialFingerprints['portolanFinding/v1'])).size, 3);
});

test('where a result is suppressed the others say that they are not', (t) => {
	const waived = edgeOf({verdict: 'waived', waiver: 'w1'});
	const {results} = runOf(reportOf([waived], [findingOf({edges: []})]));
	t.deepEqual(
		results.map(({suppressions}) => suppressions?.length),
		[0, 1],
	);
	t.is(runOf(reportOf([edgeOf()], [findingOf()])).results[0]!.suppressions, undefined);
});

test('a capture that is given twice is one artifact', (t) => {
	const twice = edgeOf({firstFrame: {capture: 1, packet: 2}});
	const report = reportOf([twice], [findingOf({evidence: []})], {captures: [captureOf('a.pcap'), captureOf('a.pcap')]});
	const {artifacts, results} = runOf(report);
	t.is(artifacts.length, 1);
	t.is(results[0]!.locations[0]!.physicalLocation.artifactLocation.index, 0);
	t.deepEqual(sarifProblems(JSON.parse(formatSarif(report))), []);
});

test('what a stranger does is one result, however many ports', (t) => {
	const strange = {verdict: 'waived', waiver: 'w1', reason: 'unknown-initiator'} as const;
	const edges = [1, 2, 3].map((port) => edgeOf({...strange, port}));
	const {results} = runOf(reportOf([...edges, edgeOf({...strange, protocol: 'icmp', port: null, icmpType: 8})], []));
	t.deepEqual(
		results.map(({ruleId, properties}) => [ruleId, properties['services']]),
		[
			['unknown-host', ['tcp/1', 'tcp/2', 'tcp/3']],
			['unknown-host', ['icmp type 8']],
		],
	);
});

test('a capture that was not read to its end is no successful run', (t) => {
	const {invocations} = runOf(reportOf([], [], {captures: [captureOf('a.pcap', 'cut off')]}));
	t.false(invocations[0]!.executionSuccessful);
	t.like(invocations[0]!.toolExecutionNotifications, [{level: 'error', message: {text: 'a.pcap: cut off'}}]);
});

test('of more results than GitHub takes the least severe are left out, and that is said', (t) => {
	const many = Array.from({length: MAX_RESULTS}, (_, index) =>
		findingOf({id: index.toString(16).padStart(16, '0'), severity: 'warning', edges: []}),
	);
	const {results, invocations} = runOf(
		reportOf([], [...many, findingOf({edges: []}), findingOf({severity: 'note', edges: []})]),
	);
	t.is(results.length, MAX_RESULTS);
	t.is(results[0]!.level, 'error');
	t.false(results.some(({level}) => level === 'note'));
	t.regex(invocations[0]!.toolExecutionNotifications.at(-1)!.message.text, /^2 more results are left out/);
});

test('a result has ten locations at most', (t) => {
	const edges = Array.from({length: 30}, (_, capture) => edgeOf({firstFrame: {capture, packet: 1}}));
	const evidence = edges.map(({firstFrame}) => ({frame: firstFrame, shows: 'a SYN'}));
	const captures = edges.map((_, index) => captureOf(`${index}.pcap`));
	const {results} = runOf(reportOf(edges, [findingOf({edges: [...edges.keys()], evidence})], {captures}));
	t.is(results[0]!.locations.length, 10);
	t.is(results[0]!.relatedLocations.length, 10);
});

for (const name of [
	'<b>',
	'a b:c',
	'C:\\captures\\x.pcap',
	'/x/ü.pcap',
	'[x](1) {0}',
	'',
	'\ud800',
	'%41',
	'..//',
	'-',
]) {
	test(`the schema takes hosts and files that are called ${JSON.stringify(name)}`, (t) => {
		t.deepEqual(sarifProblems(JSON.parse(formatSarif(reportNaming(name)))), []);
	});
}

const uri = test.macro<[path: string, uri: string]>({
	exec: (t, path, expected) => t.is(uriOf(path), expected),
	title: (_, path) => `the URI of ${path}`,
});
test(uri, 'samples/a b.pcap', 'samples/a%20b.pcap');
test(uri, 'a:b.pcap', 'a%3Ab.pcap');
test(uri, '/var/x#1.pcap', 'file:///var/x%231.pcap');
test(uri, 'C:\\x\\y.pcap', 'file:///C:/x/y.pcap');
test(uri, 'x\\y.pcap', 'x/y.pcap');
test(uri, '../x.pcap', '../x.pcap');

test('messages have no placeholders and no links', (t) => {
	t.is(messageText('{0} [x](1) \\'), '{{0}} \\[x\\](1) \\\\');
	t.is(messageText('[::1] is a host'), '[::1] is a host');
});
