import test from 'ava';
import {parse} from 'csv-parse/sync';
import {formatCsv, formatFindingsCsv} from '#portolan/report/csv.js';
import {formatNdjson} from '#portolan/report/ndjson.js';
import type {Report} from '#portolan/report/report.js';
import {edgeOf, emptyReport, findingOf, reportNaming, reportOf} from '../support/report.js';
import {run, site} from '../support/run.js';

/** Strictly as RFC 4180 has it. */
const rowsOf = (text: string): Record<string, string>[] =>
	parse(text, {columns: true, record_delimiter: '\r\n', relax_quotes: false});

for (const name of ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '"x', 'a,b', 'a\r\nb', '', 'ü']) {
	test(`cells that are ${JSON.stringify(name)}`, (t) => {
		const report = reportNaming(name);
		const shown = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
		const edges = rowsOf(formatCsv(report));
		t.is(edges.length, report.edges.length);
		t.is(edges[0]!['initiator_name'], shown);
		t.is(edges[1]!['waiver'], shown);
		const findings = rowsOf(formatFindingsCsv(report));
		t.is(findings.length, report.findings.length);
		t.is(findings[1]!['likely_cause'], shown);
	});
}

test('a table without rows has its columns', (t) => {
	t.regex(formatCsv(emptyReport), /^initiator,initiator_name,[\w,]+\r\n$/);
	t.regex(formatFindingsCsv(emptyReport), /^id,severity,kind,[\w,]+\r\n$/);
});

test('hosts and services of a finding, each once', (t) => {
	const edges = [edgeOf(), edgeOf({port: 81}), edgeOf({port: null, scan: {responders: 70, ports: 2}})];
	const [row] = rowsOf(formatFindingsCsv(reportOf(edges, [findingOf({edges: [0, 1, 2]})])));
	t.like(row, {services: 'tcp/80; tcp/81; tcp scan', hosts: 'a -> b; a -> 70 hosts', flows: '3', packets: '1:7'});
});

test('of very many hosts a cell names some', (t) => {
	const edges = Array.from({length: 120}, (_, index) => edgeOf({port: index}));
	const [row] = rowsOf(formatFindingsCsv(reportOf(edges, [findingOf({edges: [...edges.keys()]})])));
	t.regex(row!['services']!, /tcp\/99; and 20 more$/);
});

const listed = ['captures', 'packs', 'edges', 'findings', 'expectations', 'waivers', 'quality'] as const;
const types = {
	captures: 'capture',
	packs: 'pack',
	edges: 'edge',
	findings: 'finding',
	expectations: 'expectation',
	waivers: 'waiver',
	quality: 'quality',
};

/** What the lines say, as the report that they were made of. */
function reportOfLines(text: string): unknown {
	const lines = text
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as {type: string; position: number});
	const fieldsOf = (type: string) =>
		lines
			.filter((line) => line.type === type)
			.map(({type: _, position, ...fields}, index) =>
				position === undefined || position === index ? fields : undefined,
			);
	const one = (type: string) => fieldsOf(type)[0] ?? null;
	return {
		...(one('report') as object),
		...Object.fromEntries(listed.map((name) => [name, fieldsOf(types[name])])),
		baseline: one('baseline'),
		summary: one('summary'),
	};
}

test('the lines of ndjson are the report', async (t) => {
	for (const report of [emptyReport, reportNaming('x\ny\u2028')])
		t.deepEqual(reportOfLines(formatNdjson(report)), report);
	const {stdout} = await run(['check', 'samples/violations.pcap.gz', ...site, '-f', 'json']);
	const report = JSON.parse(stdout) as Report;
	const text = formatNdjson(report);
	t.deepEqual(reportOfLines(text), report);
	t.is(rowsOf(formatCsv(report)).length, report.edges.length);
	const order = text
		.trimEnd()
		.split('\n')
		.map((line) => (JSON.parse(line) as {type: string}).type);
	t.deepEqual(
		[...new Set(order)],
		['report', 'capture', 'pack', 'edge', 'finding', 'expectation', 'quality', 'summary'],
	);
	t.true(text.split('\n').every((line) => line === '' || line.startsWith('{"type":')));
});
