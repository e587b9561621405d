import type {ExpectationStatus} from '#portolan/policy/finding.js';
import type {ReportExpectation} from '#portolan/report/report.js';
import {servicesOf} from '#portolan/report/words/service.js';
import {useModel} from '../context.js';
import {wordsOf} from '../model/search.js';
import {HostLink} from '../parts/edge-list.js';
import {coverageStatuses, ExpectationMark} from '../parts/expectation.js';
import {ChoiceField, Filters, SearchField} from '../parts/filters.js';
import {formatCount} from '../parts/numbers.js';
import {PlainTable} from '../parts/plain-table.js';
import {type Column, PAGE_ROWS, Pager, pageOf, Table} from '../parts/table.js';
import {hrefOf, useNavigation} from '../use-address.js';

const columns: ReadonlyArray<Column<ReportExpectation>> = [
	{name: 'status', title: 'Status', isOrder: true, cell: ({status}) => <ExpectationMark status={status} />},
	{name: 'level', title: 'Level', isOrder: true, cell: ({level}) => level},
	{name: 'from', title: 'From', isOrder: true, cell: ({from}) => from},
	{name: 'to', title: 'To', isOrder: true, cell: ({to}) => to},
	{name: 'service', title: 'Service', isOrder: true, cell: servicesOf},
	{name: 'ports', title: 'Ports', isOrder: true, cell: ({ports}) => ports},
	{name: 'pairs', title: 'Host pairs', cell: ({counts}) => countsText(counts)},
	{name: 'source', title: 'Source', cell: sourceText},
];

const orders: Readonly<Record<string, (expectation: ReportExpectation) => string | number>> = {
	status: ({status}) => worst.indexOf(status),
	level: ({level}) => ['required', 'usual', 'on-demand', 'install'].indexOf(level),
	from: ({from}) => from,
	to: ({to}) => to,
	service: servicesOf,
	ports: ({ports}) => ports.replace(/\d+/g, (digits) => digits.padStart(5, '0')),
};

const worst: readonly ExpectationStatus[] = [
	'missing',
	'failed',
	'fallback',
	'not-observable',
	'not-exercised',
	'seen',
];

/** What became of every documented service between hosts of the inventory. */
export function Rules() {
	const {data} = useModel();
	const {chosen} = useNavigation();
	const {expectations} = data.report;
	const {q = '', status = '', level = '', from = '', to = '', sort = 'status'} = chosen;
	const words = wordsOf(q);
	const found = expectations.filter(
		(expectation) =>
			(status === '' || expectation.status === status) &&
			(level === '' || expectation.level === level) &&
			(from === '' || expectation.from === from) &&
			(to === '' || expectation.to === to) &&
			words.every((word) => searchText(expectation).includes(word)),
	);
	const rows = sorted(found, sort);
	const open = rows.findIndex(({rule}) => rule === chosen['open']);
	const page =
		chosen['page'] === undefined && open >= 0 ? Math.floor(open / PAGE_ROWS) + 1 : pageOf(chosen, rows.length);
	const ends = (of: (expectation: ReportExpectation) => string) =>
		[...new Set(expectations.map(of))].sort().map((name) => [name, name] as const);
	return (
		<>
			<h1>Rules</h1>
			<p class="lead">What became of every service that is documented between hosts of the inventory.</p>
			<Coverage expectations={expectations} />
			{data.words.unseen.map((line) => (
				<p key={line}>{line}</p>
			))}
			<Filters names={['q', 'status', 'level', 'from', 'to']}>
				<SearchField title="Search rules" hint="role, service, port, host" />
				<ChoiceField title="Status" name="status" values={coverageStatuses.map((name) => [name, name])} />
				<ChoiceField title="Level" name="level" values={ends(({level: name}) => name)} />
				<ChoiceField title="From role" name="from" values={ends((expectation) => expectation.from)} />
				<ChoiceField title="To role" name="to" values={ends((expectation) => expectation.to)} />
			</Filters>
			<Pager rows={rows.length} all={expectations.length} noun="documented services" />
			<Table
				caption="Documented services"
				columns={columns}
				rows={rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)}
				rowKey={({rule}) => rule}
				details={(expectation) => <ExpectationDetails expectation={expectation} />}
				order={sort}
			/>
		</>
	);
}

/** Bars of how many documented services were seen, and what became of the others; one for each pack. */
export function Coverage({expectations}: {readonly expectations: readonly ReportExpectation[]}) {
	const packs = new Map<string, ReportExpectation[]>();
	for (const expectation of expectations) {
		const pack = expectation.rule.split('/').slice(0, -3).join('/');
		const known = packs.get(pack);
		if (known === undefined) packs.set(pack, [expectation]);
		else known.push(expectation);
	}
	return (
		<div class="coverage">
			{[...packs].map(([pack, own]) => {
				const counts = coverageStatuses.flatMap((status) => {
					const count = own.filter((expectation) => expectation.status === status).length;
					return count === 0 ? [] : [[status, count] as const];
				});
				return (
					<figure key={pack}>
						<figcaption>
							<b>{pack}</b>: {formatCount(own.length)} documented services
						</figcaption>
						<div class="bar" aria-hidden="true">
							{counts.map(([status, count]) => (
								<span key={status} class={`part part-${status}`} style={{flexGrow: count}} />
							))}
						</div>
						<ul class="key">
							{counts.map(([status, count]) => (
								<li key={status}>
									<a href={hrefOf('rules', {status, q: pack})}>
										<ExpectationMark status={status} /> {formatCount(count)}
									</a>
								</li>
							))}
						</ul>
					</figure>
				);
			})}
		</div>
	);
}

function ExpectationDetails({expectation}: {readonly expectation: ReportExpectation}) {
	const {rule, alternatives, source, place, pairs, counts, from, to} = expectation;
	const told = pairs.length;
	const all = Object.entries(counts).reduce((sum, [status, count]) => (status === 'seen' ? sum : sum + count), 0);
	return (
		<>
			<dl>
				<dt>{alternatives.length > 1 ? 'rules, any of them' : 'rule'}</dt>
				<dd>
					{(alternatives.length > 0 ? alternatives : [rule]).map((id, index) => (
						<span key={id}>
							{index > 0 ? ', ' : ''}
							<a href={hrefOf('edges', {q: id})}>{id}</a>
						</span>
					))}
				</dd>
				<dt>source</dt>
				<dd>
					{source.document}
					{source.line === null ? (source.anchor === null ? '' : `, ${source.anchor}`) : `, line ${source.line}`}
				</dd>
				{place === null ? null : (
					<>
						<dt>in the pack</dt>
						<dd>
							{place.file}:{place.line}
						</dd>
					</>
				)}
				<dt>matrix</dt>
				<dd>
					<a href={hrefOf('matrix', {from, to})}>
						{from} → {to}
					</a>
				</dd>
			</dl>
			{told === 0 ? null : (
				<PlainTable
					caption={`Host pairs that are not plainly seen${all > told ? `: ${told} of ${formatCount(all)}` : ''}`}
					isCaptionShown
					heads={['Status', 'Initiator', 'Responder', 'Reason']}
					isSmall
				>
					{pairs.map(({initiator, responder, status, reason}) => (
						<tr key={`${initiator} ${responder} ${status}`}>
							<td>
								<ExpectationMark status={status} />
							</td>
							<td>
								<HostLink label={initiator} />
							</td>
							<td>
								<HostLink label={responder} />
							</td>
							<td>{reason}</td>
						</tr>
					))}
				</PlainTable>
			)}
		</>
	);
}

/** `3 seen, 1 missing`. */
function countsText(counts: ReportExpectation['counts']): string {
	return coverageStatuses
		.flatMap((status) => (counts[status] === undefined ? [] : [`${formatCount(counts[status])} ${status}`]))
		.join(', ');
}

function sourceText({source}: ReportExpectation): string {
	return source.line === null ? (source.anchor ?? '') : `line ${source.line}`;
}

function searchText({rule, alternatives, from, to, ports, level, status, pairs}: ReportExpectation): string {
	const hosts = pairs.map(({initiator, responder}) => `${initiator} ${responder}`);
	return [rule, ...alternatives, from, to, ports, level, status, ...hosts].join(' ').toLowerCase();
}

function sorted(expectations: readonly ReportExpectation[], sort: string): readonly ReportExpectation[] {
	const key = orders[sort.replace(/^-/, '')];
	if (key === undefined) return expectations;
	const sign = sort.startsWith('-') ? -1 : 1;
	return expectations.toSorted((a, b) => {
		const [x, y] = [key(a), key(b)];
		return x < y ? -sign : x > y ? sign : 0;
	});
}
