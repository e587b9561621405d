import {useMemo} from 'preact/hooks';
import {parseTime} from '#portolan/net/time.js';
import {useModel} from '../context.js';
import type {Model} from '../model/model.js';
import {type EdgeOrder, edgeOrders} from '../model/order.js';
import {type EdgeFilter, wordsOf} from '../model/search.js';
import {statuses, statusTitles} from '../model/status.js';
import {decodePositions, type NumberColumn} from '../numbers.js';
import {EdgeDetails} from '../parts/edge.js';
import {HostLink} from '../parts/edge-list.js';
import {ChoiceField, Filters, SearchField} from '../parts/filters.js';
import {formatCount, formatOctets, shortTime} from '../parts/numbers.js';
import {StatusMark} from '../parts/status.js';
import {type Column, PAGE_ROWS, Pager, pageOf, Table} from '../parts/table.js';
import {useNavigation} from '../use-address.js';

const filters = ['q', 'status', 'reason', 'outcome', 'protocol', 'from', 'to', 'host', 'since', 'until', 'finding'];

export function EdgesView() {
	const model = useModel();
	const {chosen} = useNavigation();
	const {edges, data} = model;
	const sort = chosen['sort'] ?? 'status';
	const wanted = filters.map((name) => chosen[name] ?? '').join('\n');
	const found = useMemo(() => findRows(model, chosen), [model, wanted]);
	const rows = useMemo(() => inOrder(model, found, sort), [model, found, sort]);
	const page = pageOf(chosen, rows.length);
	const shown = [...rows.subarray((page - 1) * PAGE_ROWS, page * PAGE_ROWS)];
	const finding = data.findings.find(({id}) => id === chosen['finding']);
	return (
		<>
			<h1>Edges</h1>
			<p class="lead">All flows that share initiator, responder, protocol and responder port are one edge.</p>
			<Filters names={filters}>
				<SearchField title="Search edges" hint="host, role, tcp/443, rule" />
				<ChoiceField
					title="Status"
					name="status"
					values={statuses
						.filter((status) => edges.statuses.includes(statuses.indexOf(status)))
						.map((status) => [status, statusTitles[status]])}
				/>
				<ChoiceField title="Reason" name="reason" values={plain(edges.reasons.values)} />
				<ChoiceField title="Outcome" name="outcome" values={plain(edges.outcomes.values)} />
				<ChoiceField
					title="Protocol"
					name="protocol"
					values={plain(edges.services.values.map(({protocol}) => protocol))}
				/>
				<ChoiceField title="From role" name="from" values={plain(data.roles)} />
				<ChoiceField title="To role" name="to" values={plain(data.roles)} />
				<SearchField title="Active since" name="since" hint={timeHint(model, false)} />
				<SearchField title="Active until" name="until" hint={timeHint(model, true)} />
			</Filters>
			{finding === undefined ? null : <p class="chosen">Of the finding: {finding.message}</p>}
			{(chosen['host'] ?? '') === '' ? null : <p class="chosen">Of the host {chosen['host']}</p>}
			<Pager rows={rows.length} all={edges.count} noun="edges" />
			<Table
				caption="Edges"
				columns={columnsOf(model)}
				rows={shown}
				rowKey={String}
				rowName={(row) => `${edges.pairText(row)} ${edges.serviceText(row)}`}
				rowClass={(row) => `row-${statuses[edges.statuses[row]!]}`}
				details={(row) => <EdgeDetails edge={edges.edge(row)} row={row} />}
				order={sort}
			/>
		</>
	);
}

function columnsOf({edges, data}: Model): ReadonlyArray<Column<number>> {
	const {first, last} = data.report.window;
	// What all times begin with is told once.
	const day = first !== null && first.slice(0, 10) === last?.slice(0, 10) ? first.slice(0, 10) : '';
	const time = (micros: NumberColumn) => (row: number) =>
		shortTime(edges.timeText(micros.at(row))).replace(`${day} `, '');
	return [
		{
			name: 'status',
			title: 'Status',
			isOrder: true,
			cell: (row) => <StatusMark status={statuses[edges.statuses[row]!]!} />,
		},
		{
			name: 'initiator',
			title: 'Initiator',
			isOrder: true,
			cell: (row) => <HostLink label={edges.initiatorText(row)} />,
		},
		{
			name: 'responder',
			title: 'Responder',
			isOrder: true,
			cell: (row) => <HostLink label={edges.responderText(row)} />,
		},
		{name: 'service', title: 'Service', isOrder: true, cell: (row) => edges.serviceText(row)},
		{name: 'reason', title: 'Reason', isOrder: true, cell: (row) => edges.reasons.at(row)},
		{name: 'outcome', title: 'Outcome', isOrder: true, cell: (row) => edges.outcomes.at(row)},
		{name: 'rule', title: 'Rule', isOrder: true, cell: (row) => serviceOfRule(edges.rules.at(row))},
		{name: 'flows', title: 'Flows', isNumber: true, isOrder: true, cell: (row) => formatCount(edges.flows.at(row))},
		{name: 'octets', title: 'Octets', isNumber: true, isOrder: true, cell: (row) => formatOctets(edges.octets(row))},
		{name: 'first', title: day === '' ? 'First' : `First (${day})`, isOrder: true, cell: time(edges.firsts)},
		{name: 'last', title: 'Last', isOrder: true, cell: time(edges.lasts)},
	];
}

function serviceOfRule(rule: string | null): string {
	return rule === null ? '' : rule.slice(rule.lastIndexOf('/') + 1);
}

function plain(values: readonly string[]): ReadonlyArray<readonly [string, string]> {
	return [...new Set(values)].sort().map((value) => [value, value]);
}

function timeHint({data}: Model, isEnd: boolean): string {
	const {first, last} = data.report.window;
	return (isEnd ? last : first)?.slice(0, 19) ?? '';
}

function findRows({search, data}: Model, chosen: Readonly<Record<string, string>>): Uint32Array {
	const field = (name: string) => chosen[name] ?? '';
	const filter: EdgeFilter = {
		words: wordsOf(field('q')),
		status: field('status'),
		reason: field('reason'),
		outcome: field('outcome'),
		protocol: field('protocol'),
		from: field('from'),
		to: field('to'),
		host: field('host'),
		since: timeOf(field('since'), '0'),
		until: timeOf(field('until'), '9'),
	};
	const rows = search.rows(filter);
	if (field('finding') === '') return rows;
	const finding = data.findings.find(({id}) => id === field('finding'));
	const own = new Set(finding === undefined ? [] : decodePositions(finding.edges));
	return rows.filter((row) => own.has(row));
}

/** A time as far as it is given: what is left out is the first or the last that it could be. `undefined` for anything else. */
function timeOf(text: string, fill: '0' | '9'): number | undefined {
	const given = text.trim().replace(' ', 'T').replace(/Z$/, '');
	if (given === '') return undefined;
	const least = '0000-01-01T00:00:00.000000';
	const greatest = '9999-12-28T23:59:59.999999';
	return parseTime(`${given}${(fill === '0' ? least : greatest).slice(given.length)}Z`);
}

function inOrder({sorter}: Model, rows: Uint32Array, sort: string): Uint32Array {
	const order = edgeOrders.find((known) => known === sort.replace(/^-/, ''));
	return order === undefined ? rows : sorter.sorted(rows, order satisfies EdgeOrder, sort.startsWith('-'));
}
