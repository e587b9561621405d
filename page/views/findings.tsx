import type {PageFinding} from '#portolan/report/html/page-data.js';
import {useModel} from '../context.js';
import {wordsOf} from '../model/search.js';
import {ChoiceField, Filters, SearchField} from '../parts/filters.js';
import {FindingDetails} from '../parts/finding.js';
import {SeverityMark} from '../parts/status.js';
import {type Column, PAGE_ROWS, Pager, pageOf, Table} from '../parts/table.js';
import {useNavigation} from '../use-address.js';

const severities = ['error', 'warning', 'note'] as const;

const columns: ReadonlyArray<Column<PageFinding>> = [
	{name: 'severity', title: 'Severity', isOrder: true, cell: ({severity}) => <SeverityMark severity={severity} />},
	{name: 'kind', title: 'Kind', isOrder: true, cell: ({kind}) => kind},
	{
		name: 'message',
		title: 'Finding',
		isOrder: true,
		cell: ({message, diagnosis}) => (
			<>
				{message}
				{diagnosis === null ? null : <p class="quiet">likely: {diagnosis.cause}</p>}
			</>
		),
	},
	{name: 'from', title: 'From', isOrder: true, cell: ({from}) => <Roles names={from} />},
	{name: 'to', title: 'To', isOrder: true, cell: ({to}) => <Roles names={to} />},
	{name: 'packets', title: 'Evidence', cell: ({packetsText}) => packetsText},
];

/** Roles of one host, which may break between them. */
export function Roles({names}: {readonly names: string}) {
	return <>{names.split('+').flatMap((name, index) => (index === 0 ? [name] : ['+', <wbr key={name} />, name]))}</>;
}

const orders: Readonly<Record<string, (finding: PageFinding) => string | number>> = {
	severity: ({severity}) => severities.indexOf(severity),
	kind: ({kind}) => kind,
	message: ({message}) => message,
	from: ({from}) => from,
	to: ({to}) => to,
};

export function Findings() {
	const {data} = useModel();
	const {chosen} = useNavigation();
	const {q = '', severity = '', kind = '', sort = ''} = chosen;
	const words = wordsOf(q);
	const found = data.findings.filter(
		(finding) =>
			(severity === '' || finding.severity === severity) &&
			(kind === '' || finding.kind === kind) &&
			words.every((word) => searchText(finding).includes(word)),
	);
	const rows = sorted(found, sort);
	// An opened finding is on the page that is shown, wherever it stands.
	const open = rows.findIndex(({id}) => id === chosen['open']);
	const page =
		chosen['page'] === undefined && open >= 0 ? Math.floor(open / PAGE_ROWS) + 1 : pageOf(chosen, rows.length);
	const kinds = [...new Set(data.findings.map((finding) => finding.kind))].sort();
	return (
		<>
			<h1>Findings</h1>
			<p class="lead">
				{data.words.counts} ({data.words.threshold}).
			</p>
			<Filters names={['q', 'severity', 'kind']}>
				<SearchField title="Search findings" hint="host, role, port, words" />
				<ChoiceField title="Severity" name="severity" values={severities.map((name) => [name, name])} />
				<ChoiceField title="Kind" name="kind" values={kinds.map((name) => [name, name])} />
			</Filters>
			<Pager rows={rows.length} all={data.findings.length} noun="findings" />
			<Table
				caption="Findings"
				columns={columns}
				rows={rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)}
				rowKey={({id}) => id}
				rowName={({message}) => message}
				rowClass={(finding) => `row-${finding.severity}`}
				details={(finding) => <FindingDetails finding={finding} />}
				order={sort}
			/>
			{data.words.known.length === 0 ? null : (
				<section>
					<h2>Known already</h2>
					{data.words.known.map((line) => (
						<p key={line}>{line}</p>
					))}
				</section>
			)}
		</>
	);
}

function searchText({kind, severity, from, to, message, rule, diagnosis, id}: PageFinding): string {
	return [kind, severity, from, to, message, rule, diagnosis?.cause, diagnosis?.alternative, id]
		.join(' ')
		.toLowerCase();
}

function sorted(findings: readonly PageFinding[], sort: string): readonly PageFinding[] {
	const key = orders[sort.replace(/^-/, '')];
	if (key === undefined) return findings;
	const sign = sort.startsWith('-') ? -1 : 1;
	return findings.toSorted((a, b) => {
		const [x, y] = [key(a), key(b)];
		return x < y ? -sign : x > y ? sign : 0;
	});
}
