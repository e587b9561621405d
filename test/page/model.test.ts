import test from 'ava';
import {Model} from '#page/model/model.js';
import {edgeOrders} from '#page/model/order.js';
import {everyEdge, wordsOf} from '#page/model/search.js';
import {statuses} from '#page/model/status.js';
import {encodeReport} from '#portolan/report/html/encode.js';
import type {Report} from '#portolan/report/report.js';
import {edgeOf, emptyReport, findingOf, reportNaming, reportOf} from '../support/report.js';
import {run, site} from '../support/run.js';
import {scriptModule} from '../support/scripts.js';

const {largeReport} = await scriptModule<{largeReport: (options: {edges: number}) => Report}>('page/large-report.js');

/** As the page has it: through JSON. */
function modelOf(report: Report): Model {
	return new Model(JSON.parse(JSON.stringify(encodeReport(report))));
}

const samples = ['blocked.pcap', 'violations.pcap.gz', 'midstream.pcap.gz', 'onesided.pcapng.gz'];
for (const sample of samples) {
	test(`${sample}: every edge is on the page as it is in the report`, async (t) => {
		const {stdout} = await run(['check', `samples/${sample}`, ...site, '-f', 'json']);
		const report = JSON.parse(stdout) as Report;
		const {edges} = modelOf(report);
		t.is(edges.count, report.edges.length);
		for (const [row, edge] of report.edges.entries()) t.deepEqual(edges.edge(row), edge);
	});
}

test('edges of a large report, and of none', (t) => {
	const report = largeReport({edges: 500});
	const {edges} = modelOf(report);
	for (const [row, edge] of report.edges.entries()) t.deepEqual(edges.edge(row), edge);
	const empty = modelOf(emptyReport);
	t.is(empty.edges.count, 0);
	t.deepEqual([empty.matrix.cells.length, empty.hosts.size], [0, 0]);
});

test('times that run backwards, counts without end', (t) => {
	const strange = edgeOf({
		first: '+275760-09-13T00:00:00.000000Z',
		last: '-000001-01-01T00:00:00.000000Z',
		flows: 2 ** 53,
		outcomes: {answered: 2 ** 53},
	});
	t.deepEqual(modelOf(reportOf([strange, edgeOf()], [])).edges.edge(0), strange);
});

const large = largeReport({edges: 2000});
const model = modelOf(large);

test('a search finds what holds every word, in any case', (t) => {
	for (const text of [
		'HOST-000001',
		'tcp/443',
		'role-03 smb',
		'undocumented-port refused',
		'10.0.0.7',
		'no such word',
		'',
	]) {
		const words = wordsOf(text);
		const expected = large.edges.flatMap((edge, row) => {
			const {initiator, responder, protocol, port, rule, nearest, reason, outcome, applications, networks} = edge;
			const fields = [
				...[initiator, responder].map(({name, address, roles}) => `${name ?? ''} ${address} ${roles.join(' ')} `),
				`${protocol}/${port}`,
				rule ?? '',
				`${nearest?.rule} ${nearest?.difference}`,
				reason,
				outcome,
				applications.join(' '),
				networks.join(' '),
				statuses[model.edges.statuses[row]!]!,
			];
			return words.every((word) => fields.some((field) => field.includes(word))) ? [row] : [];
		});
		t.deepEqual([...model.search.rows({...everyEdge, words})], expected, text);
		if (text !== 'no such word') t.true(expected.length > 0, text);
	}
});

test('filters', (t) => {
	const {search, edges} = model;
	const host = large.edges[0]!.initiator.name!;
	const rowsOf = (isWanted: (edge: Report['edges'][number]) => boolean) =>
		large.edges.flatMap((edge, row) => (isWanted(edge) ? [row] : []));
	t.deepEqual(
		[...search.rows({...everyEdge, outcome: 'refused'})],
		rowsOf(({outcome}) => outcome === 'refused'),
	);
	t.deepEqual(
		[...search.rows({...everyEdge, protocol: 'udp'})],
		rowsOf(({protocol}) => protocol === 'udp'),
	);
	t.deepEqual(
		[...search.rows({...everyEdge, status: 'unexpected', reason: 'undocumented-port'})],
		rowsOf(({verdict}) => verdict === 'unexpected'),
	);
	t.deepEqual(
		[...search.rows({...everyEdge, host})],
		rowsOf(({initiator, responder}) => initiator.name === host || responder.name === host),
	);
	const since = edges.start + edges.lasts.at(3);
	t.deepEqual(
		[...search.rows({...everyEdge, since})],
		rowsOf(({last}) => last >= large.edges[3]!.last),
	);
	t.is(search.rows({...everyEdge, from: 'nobody'}).length, 0);
});

test('orders are complete, turn round, and leave equal ones as they are', (t) => {
	const rows = model.search.rows(everyEdge);
	for (const order of edgeOrders) {
		const up = [...model.sorter.sorted(rows, order, false)];
		t.deepEqual(
			up.toSorted((a, b) => a - b),
			[...rows],
			order,
		);
	}
	const octets = [...model.sorter.sorted(rows, 'octets', true)].map((row) => large.edges[row]!.octets);
	t.deepEqual(
		octets,
		octets.toSorted((a, b) => b - a),
	);
	const byStatus = [...model.sorter.sorted(rows, 'status', false)];
	t.true(
		byStatus.every((row, index) => {
			const next = byStatus[index + 1];
			if (next === undefined) return true;
			const [a, b] = [model.edges.statuses[row]!, model.edges.statuses[next]!];
			return a < b || (a === b && row < next);
		}),
	);
	const services = [...model.sorter.sorted(rows, 'service', false)].map((row) => large.edges[row]!);
	t.true(services.findIndex(({port}) => port === 443) < services.findIndex(({port}) => port === 1433));
});

test('the matrix counts every edge, every missing pair and every finding', (t) => {
	const {cells} = model.matrix;
	const sum = (status: (typeof statuses)[number]) =>
		cells.reduce((total, {counts}) => total + (counts[status] ?? 0), 0);
	t.is(sum('unexpected'), large.summary.unexpected);
	t.is(sum('failed'), large.summary.failed);
	t.is(sum('expected'), large.summary.expected - large.summary.failed);
	t.is(sum('unknown-host'), large.summary.unknownHost);
	t.is(sum('missing'), large.summary.missing);
	t.deepEqual(
		[...new Set(cells.flatMap(({findings}) => findings))].sort((a, b) => a - b),
		[...large.findings.keys()],
	);
});

test('a host with several roles counts for the one that the rule is about', (t) => {
	const client = {address: '10.0.0.1', name: 'a', roles: ['client'], seenAs: null};
	const server = {address: '10.0.0.2', name: 'b', roles: ['web', 'files'], seenAs: null};
	const ends = {initiator: client, responder: server};
	const backwards = {initiator: server, responder: client};
	const cellsOf = (fields: Parameters<typeof edgeOf>[0]) =>
		modelOf(reportOf([edgeOf(fields)], [])).matrix.cells.map(({from, to}) => `${from} > ${to}`);
	const expected = {verdict: 'expected', reason: 'documented'} as const;
	t.deepEqual(cellsOf({...ends, ...expected, rule: 'p/client/files/smb'}), ['client > files']);
	t.deepEqual(cellsOf({...backwards, ...expected, rule: 'p/client/files/smb'}), ['files > client']);
	t.deepEqual(cellsOf({...ends, ...expected, rule: 'C:/rules/p.yaml/client/files/smb'}), ['client > files']);
	t.deepEqual(cellsOf({...ends, ...expected, rule: 'p/any/files/smb'}), ['client > files']);
	t.deepEqual(cellsOf({...ends, nearest: {rule: 'p/client/web/http', difference: ''}}), ['client > web']);
	t.deepEqual(cellsOf({...ends, nearest: {rule: 'p/printer/web/http', difference: ''}}), ['client > web']);
	t.deepEqual(cellsOf({...ends, nearest: {rule: 'p/printer/mail/smtp', difference: ''}}), [
		'client > files',
		'client > web',
	]);
	t.deepEqual(cellsOf(ends), ['client > files', 'client > web']);
	const nobody = {address: '10.0.0.3', name: null, roles: [], seenAs: null};
	t.deepEqual(cellsOf({initiator: nobody, responder: {...nobody, name: 'c'}}), ['unknown > no-role']);
});

test('hosts are gathered by their names, with all their addresses', (t) => {
	const end = (address: string, name: string | null) => ({address, name, roles: ['client'], seenAs: null});
	const {hosts} = modelOf(
		reportOf(
			[
				edgeOf({initiator: end('10.0.0.1', 'a'), responder: end('10.0.0.2', null)}),
				edgeOf({initiator: end('fd00::1', 'a'), responder: end('10.0.0.1', 'a')}),
			],
			[findingOf({edges: [1]})],
		),
	);
	t.deepEqual([...hosts.keys()], ['10.0.0.2', 'a']);
	const a = hosts.get('a')!;
	t.deepEqual([a.addresses, a.opened, a.received, a.findings], [['10.0.0.1', 'fd00::1'], 2, 1, [0]]);
	t.deepEqual(hosts.get('10.0.0.2')!.findings, []);
});

test('names that are hard to write', (t) => {
	for (const name of ['__proto__', 'constructor', '</script>', '']) {
		const {matrix, hosts, edges} = modelOf(reportNaming(name));
		t.is(edges.count, 3, name);
		t.true(matrix.cells.length > 0);
		t.true(hosts.has(name));
	}
});
