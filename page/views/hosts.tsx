import {useMemo} from 'preact/hooks';
import {useModel} from '../context.js';
import type {Host} from '../model/hosts.js';
import {everyEdge, wordsOf} from '../model/search.js';
import {EdgeList, HostLink} from '../parts/edge-list.js';
import {ExpectationMark} from '../parts/expectation.js';
import {ChoiceField, Filters, SearchField} from '../parts/filters.js';
import {FindingLine} from '../parts/finding.js';
import {countText, formatCount, formatOctets} from '../parts/numbers.js';
import {PlainTable} from '../parts/plain-table.js';
import {type Column, PAGE_ROWS, Pager, pageOf, Table} from '../parts/table.js';
import {hrefOf, useNavigation} from '../use-address.js';

const columns: ReadonlyArray<Column<Host>> = [
	{name: 'label', title: 'Host', isOrder: true, cell: ({label}) => <HostLink label={label} />},
	{name: 'addresses', title: 'Addresses', cell: ({addresses}) => addresses.join(', ')},
	{name: 'roles', title: 'Roles', isOrder: true, cell: ({roles}) => roles.join(', ')},
	{name: 'seen', title: 'Seen as', cell: ({seenAs}) => seenAs?.name ?? ''},
	{name: 'findings', title: 'Findings', isNumber: true, isOrder: true, cell: ({findings}) => count(findings.length)},
	{name: 'unexpected', title: 'Unexpected', isNumber: true, isOrder: true, cell: ({unexpected}) => count(unexpected)},
	{name: 'failed', title: 'Failed', isNumber: true, isOrder: true, cell: ({failed}) => count(failed)},
	{name: 'opened', title: 'Opened', isNumber: true, isOrder: true, cell: ({opened}) => count(opened)},
	{name: 'received', title: 'Received', isNumber: true, isOrder: true, cell: ({received}) => count(received)},
	{name: 'octets', title: 'Octets', isNumber: true, isOrder: true, cell: ({octets}) => formatOctets(octets)},
];

const count = (value: number): string => (value === 0 ? '' : formatCount(value));

const orders: Readonly<Record<string, (host: Host) => string | number>> = {
	label: ({label}) => label.replace(/\d+/g, (digits) => digits.padStart(6, '0')),
	roles: ({roles}) => roles.join(' '),
	findings: ({findings}) => findings.length,
	unexpected: ({unexpected}) => unexpected,
	failed: ({failed}) => failed,
	opened: ({opened}) => opened,
	received: ({received}) => received,
	octets: ({octets}) => octets,
};

export function Hosts() {
	const {chosen} = useNavigation();
	const label = chosen['host'] ?? '';
	return label === '' ? <AllHosts /> : <HostPage key={label} label={label} />;
}

function AllHosts() {
	const model = useModel();
	const {chosen} = useNavigation();
	const {q = '', role = '', sort = '-findings'} = chosen;
	const hosts = [...model.hosts.values()];
	const rows = useMemo(() => {
		const words = wordsOf(q);
		const found = hosts.filter(
			(host) =>
				(role === '' || (role === 'unknown' ? host.roles.length === 0 : host.roles.includes(role))) &&
				words.every((word) => searchText(host).includes(word)),
		);
		const key = orders[sort.replace(/^-/, '')];
		const sign = sort.startsWith('-') ? -1 : 1;
		if (key === undefined) return found;
		return found.sort((a, b) => {
			const [x, y] = [key(a), key(b)];
			return x < y ? -sign : x > y ? sign : 0;
		});
	}, [model, q, role, sort]);
	const page = pageOf(chosen, rows.length);
	const roles = [...new Set(hosts.flatMap((host) => host.roles))].sort();
	return (
		<>
			<h1>Hosts</h1>
			<p class="lead">Hosts that the captures show, by their name in the inventory or by their address.</p>
			<Filters names={['q', 'role']}>
				<SearchField title="Search hosts" hint="name, address, role" />
				<ChoiceField
					title="Role"
					name="role"
					values={[...roles.map((name) => [name, name] as const), ['unknown', 'none: in no entry'] as const]}
				/>
			</Filters>
			<Pager rows={rows.length} all={hosts.length} noun="hosts" />
			<Table
				caption="Hosts"
				columns={columns}
				rows={rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)}
				rowKey={({label}) => label}
				order={sort}
			/>
		</>
	);
}

function searchText({label, addresses, roles, seenAs}: Host): string {
	return [label, ...addresses, ...roles, seenAs?.name].join(' ').toLowerCase();
}

/** All that is told of one host. */
function HostPage({label}: {readonly label: string}) {
	const {hosts, edges, search, sorter, data} = useModel();
	const host = hosts.get(label);
	const [opened, received] = useMemo(() => {
		const rows = [...sorter.sorted(search.rows({...everyEdge, host: label}), 'status', false)];
		const isInitiator = (row: number) => edges.ends.label(edges.initiators.at(row)) === label;
		return [
			rows.filter(isInitiator),
			rows.filter((row) => edges.ends.label(edges.responders.at(row)) === label),
		] as const;
	}, [edges, search, sorter, label]);
	const services = data.report.expectations.flatMap((expectation) =>
		expectation.pairs.flatMap((pair) =>
			pair.initiator === label || pair.responder === label ? [{...pair, expectation}] : [],
		),
	);
	return (
		<>
			<p class="crumbs">
				<a href={hrefOf('hosts')}>Hosts</a>
			</p>
			<h1>{label}</h1>
			{host === undefined ? <p class="lead">The captures show nothing of it.</p> : <HostFacts host={host} />}
			<h2>Findings</h2>
			{host === undefined || host.findings.length === 0 ? <p class="quiet">None that has edges of it.</p> : null}
			<ul class="lines">
				{host?.findings.map((index) => (
					<FindingLine key={index} finding={data.findings[index]!} />
				))}
			</ul>
			<h2>What it opened</h2>
			{opened.length === 0 ? (
				<p class="quiet">Nothing.</p>
			) : (
				<EdgeList caption="Edges that it opened, the worst first" rows={opened} more={hrefOf('edges', {host: label})} />
			)}
			<h2>What was opened to it</h2>
			{received.length === 0 ? (
				<p class="quiet">Nothing.</p>
			) : (
				<EdgeList
					caption="Edges that were opened to it, the worst first"
					rows={received}
					more={hrefOf('edges', {host: label})}
				/>
			)}
			<h2>Documented services that are not plainly seen</h2>
			{services.length === 0 ? (
				<p class="quiet">None that are listed.</p>
			) : (
				<PlainTable
					caption="Documented services of the host that are not plainly seen"
					heads={['Status', 'Initiator', 'Responder', 'Service', 'Reason']}
					isSmall
				>
					{services.map(({status, initiator, responder, reason, expectation}) => (
						<tr key={`${expectation.rule} ${initiator} ${responder}`}>
							<td>
								<ExpectationMark status={status} />
							</td>
							<td>{initiator}</td>
							<td>{responder}</td>
							<td>
								<a href={hrefOf('rules', {open: expectation.rule, q: expectation.rule})}>{expectation.service}</a>{' '}
								{expectation.ports}
							</td>
							<td>{reason}</td>
						</tr>
					))}
				</PlainTable>
			)}
		</>
	);
}

function HostFacts({host}: {readonly host: Host}) {
	const {label, addresses, roles, isNamed, seenAs, opened, received, octets} = host;
	return (
		<dl class="facts">
			<dt>addresses</dt>
			<dd>{addresses.join(', ')}</dd>
			<dt>roles</dt>
			<dd>{roles.length > 0 ? roles.join(', ') : isNamed ? 'none' : 'unknown: it is in no entry of the inventory'}</dd>
			{seenAs === null ? null : (
				<>
					<dt>seen as</dt>
					<dd>
						{seenAs.name} ({seenAs.by}), which decides nothing
					</dd>
				</>
			)}
			<dt>edges</dt>
			<dd>
				<a href={hrefOf('edges', {host: label})}>
					{countText(opened, 'edge')} opened, {formatCount(received)} received
				</a>
				, {formatOctets(octets)}
			</dd>
		</dl>
	);
}
