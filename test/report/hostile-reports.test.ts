import test from 'ava';
import {UsageError} from '#portolan/net/problem.js';
import {formatJson} from '#portolan/report/json.js';
import {readReport} from '#portolan/report/read-report.js';
import type {Report} from '#portolan/report/report.js';
import {reportOf, talk} from '../support/reports.js';

const report = reportOf([talk('a1 > b1 tcp/22'), talk('a1 > b1 tcp/443')]);
const text = formatJson(report);
/** The report as JSON, with other fields. */
const changed = (fields: object) => JSON.stringify({...report, ...fields});
const edge = (fields: object) => changed({edges: [{...report.edges[0], ...fields}]});
const finding = (fields: object) => changed({findings: [{...report.findings[0], ...fields}]});

test('what was written is read', (t) => t.deepEqual(readReport(text, 'r.json'), JSON.parse(text)));
test('with a byte-order mark', (t) => t.deepEqual(readReport(`\uFEFF${text}`, 'r.json'), JSON.parse(text)));
test('fields that are added later may be anything', (t) => {
	const later = {...report, later: [1], edges: report.edges.map((each) => ({...each, later: {}}))};
	t.deepEqual(readReport(JSON.stringify(later), 'r.json'), JSON.parse(JSON.stringify(later)));
});

const refused = test.macro<[json: string, message: string | RegExp]>({
	exec: (t, json, message) => {
		const error = t.throws(() => readReport(json, 'r.json'), {instanceOf: UsageError});
		if (typeof message === 'string') t.is(error?.message, `r.json: ${message}`);
		else t.regex(error!.message, message);
	},
	title: (name) => `refused: ${name}`,
});

test('nothing', refused, '', /^r\.json: this is no whole JSON document: /);
test('a text', refused, 'what was found', /^r\.json: this is no whole JSON document: /);
test('a report that breaks off', refused, text.slice(0, text.length / 2), /^r\.json: this is no whole JSON document: /);
test('two reports behind each other', refused, text + text, /^r\.json: this is no whole JSON document: /);
test('a list', refused, '[]', 'this is no report of portolan: the document must be object');
test('null', refused, 'null', 'this is no report of portolan: the document must be object');
test(
	'any other document',
	refused,
	'{}',
	"this is no report of portolan: the document must have required property 'schema'",
);
test(
	'flows',
	refused,
	changed({schema: 'portolan/flows/1'}),
	'this is no report of portolan: /schema must be equal to constant (portolan/report/1)',
);
test(
	'a report of another generation',
	refused,
	changed({schema: 'portolan/report/2'}),
	'this is no report of portolan: /schema must be equal to constant (portolan/report/1)',
);
test('no edges', refused, changed({edges: undefined}), /the document must have required property 'edges'$/);
test('edges by name', refused, changed({edges: {}}), /\/edges must be array$/);
test(
	'an edge without an end',
	refused,
	edge({initiator: undefined}),
	/\/edges\/0 must have required property 'initiator'$/,
);
test('a port in words', refused, edge({port: 'ssh'}), /\/edges\/0\/port must be integer,null$/);
test('fewer packets than none', refused, edge({initiatorPackets: -1}), /\/edges\/0\/initiatorPackets must be >= 0$/);
test(
	'roles in one word',
	refused,
	edge({initiator: {address: '', name: null, roles: 'a'}}),
	/\/initiator\/roles must be array$/,
);
test('another severity', refused, finding({severity: 'fatal'}), /\/findings\/0\/severity must be equal to one of/);
test('half an edge', refused, finding({edges: [0.5]}), /\/findings\/0\/edges\/0 must be integer$/);
test('an edge before the first', refused, finding({edges: [-1]}), /\/findings\/0\/edges\/0 must be >= 0$/);
test(
	'an edge behind the last',
	refused,
	finding({edges: [0, 2]}),
	/\/findings\/0\/edges names edge 2, and there are 2; /,
);
test(
	'an edge where there are none',
	refused,
	changed({edges: []}),
	/\/findings\/0\/edges names edge 0, and there are 0; /,
);
test('a number beyond all numbers', refused, finding({edges: [1e300]}), /names edge 1e\+300, and there are 2; /);
test('deep nesting', refused, `${'['.repeat(200_000)}`, /no whole JSON document/);

test('names of prototypes are names', (t) => {
	const names = finding({from: '__proto__', to: 'constructor'}).replace('{', '{"__proto__": {"polluted": true}, ');
	t.like(readReport(names, 'r.json').findings[0], {from: '__proto__', to: 'constructor'});
	t.false('polluted' in {});
});

test('a report of very many edges is read whole', (t) => {
	const edges = Array.from({length: 20_000}, () => report.edges[0]!);
	const findings = [{...report.findings[0]!, edges: edges.map((_, index) => index)}];
	const read: Report = readReport(JSON.stringify({...report, edges, findings}), 'r.json');
	t.is(read.edges.length, 20_000);
});
