import test from 'ava';
import {formatNamed, formats} from '#portolan/report/formats.js';
import {readReport} from '#portolan/report/read-report.js';
import type {Report} from '#portolan/report/report.js';
import {plain} from '../support/formats.js';
import {emptyReport, reportNaming} from '../support/report.js';

type Json = Record<string, unknown>;

/** A report with something in every list, changed by `change` before it is read. */
function readChanged(change: (report: Json) => void): Report {
	const document = JSON.parse(JSON.stringify(reportNaming('x'))) as Json;
	change(document);
	return readReport(JSON.stringify(document), 'r.json');
}

const refused = test.macro<[change: (report: Json) => void, message: RegExp]>({
	exec: (t, change, message) => t.throws(() => readChanged(change), {name: 'UsageError', message}) && undefined,
	title: (what) => `refused: ${what}`,
});

const first = (report: Json, list: string) => (report[list] as Json[])[0]!;

test(
	'no list of edges',
	refused,
	(report) => delete report['edges'],
	/r\.json: this is no report of portolan: the document must have required property 'edges'/,
);
test(
	'another document',
	refused,
	(report) => (report['schema'] = 'x'),
	/\/schema must be equal to constant \(portolan\/report\/1\)/,
);
test(
	'a severity of its own',
	refused,
	(report) => (first(report, 'findings')['severity'] = 'fatal'),
	/\/findings\/0\/severity must be equal to one of/,
);
test('a kind of its own', refused, (report) => (first(report, 'findings')['kind'] = 'odd'), /\/findings\/0\/kind/);
test(
	'an edge that is not there',
	refused,
	(report) => (first(report, 'findings')['edges'] = [9]),
	/\/findings\/0\/edges names edge 9, and there are 3; write the report again/,
);
test(
	'a capture that is not there',
	refused,
	(report) => (first(report, 'edges')['firstFrame'] = {capture: 1, packet: 1}),
	/\/edges\/0\/firstFrame\/capture names capture 1, and there are 1/,
);
test(
	'evidence in a capture that is not there',
	refused,
	(report) => (first(report, 'findings')['evidence'] = [{frame: {capture: 2, packet: 1}, shows: ''}]),
	/\/findings\/0\/evidence\/0\/frame\/capture names capture 2/,
);
test(
	'quality of a capture that is not there',
	refused,
	(report) => (first(report, 'quality')['captures'] = [3]),
	/\/quality\/0\/captures names capture 3/,
);
test(
	'a place without a line',
	refused,
	(report) => (first(report, 'findings')['place'] = {file: 'x'}),
	/\/findings\/0\/place/,
);

test('no JSON', (t) => {
	t.throws(() => readReport('{', 'r.json'), {message: /r\.json: this is no whole JSON document/});
	t.throws(() => readReport('[]', 'r.json'), {message: /the document must be object/});
});

test('a report that was written before there were places, waivers and baselines', (t) => {
	const report = readChanged((document) => {
		for (const name of ['waivers', 'baseline']) delete document[name];
		for (const finding of document['findings'] as Json[]) delete finding['place'];
		for (const expectation of document['expectations'] as Json[]) delete expectation['place'];
		for (const edge of document['edges'] as Json[]) delete edge['waiver'];
		delete (document['summary'] as Json)['waived'];
	});
	t.deepEqual([report.waivers, report.baseline, report.findings[0]!.place, report.summary.waived], [[], null, null, 0]);
	for (const name of formats) t.notThrows(() => formatNamed(name)(report, plain), name);
});

test('a report that was written before a baseline said what occurs', (t) => {
	const report = readChanged((document) => delete (document['baseline'] as Json)['occurring']);
	t.like(report.baseline, {setAside: 1, occurring: []});
	for (const name of formats) t.notThrows(() => formatNamed(name)(report, plain), name);
});

test('a later version may have more fields', (t) => {
	t.notThrows(() => readChanged((report) => Object.assign(report, {more: 1})));
	t.deepEqual(readReport(`\ufeff${JSON.stringify(emptyReport)}`, 'r.json'), emptyReport);
});

/** Every path to a value in a document; of a list the first item stands for all. */
function pathsOf(value: unknown, at: readonly string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [];
	const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
	return entries.flatMap(([key, inner]) => [[...at, key], ...pathsOf(inner, [...at, key])]);
}

test('whatever is not in a report, or is something else: it is refused, or every format can be written', (t) => {
	const whole = JSON.stringify(reportNaming('x'));
	for (const path of pathsOf(JSON.parse(whole))) {
		for (const other of [undefined, null, 7, 'text', [], {}]) {
			const document = JSON.parse(whole) as Json;
			const parent = path.slice(0, -1).reduce((at, key) => at[key] as Json, document);
			if (other === undefined) delete parent[path.at(-1)!];
			else parent[path.at(-1)!] = other;
			let report: Report;
			try {
				report = readReport(JSON.stringify(document), 'r.json');
			} catch (error) {
				t.is((error as Error).name, 'UsageError');
				continue;
			}
			for (const name of formats) {
				t.notThrows(() => formatNamed(name)(report, plain), `${name}: ${path.join('/')} is ${JSON.stringify(other)}`);
			}
		}
	}
});
