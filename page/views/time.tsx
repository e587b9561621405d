import {useMemo} from 'preact/hooks';
import {formatDuration, formatTime, parseTime} from '#portolan/net/time.js';
import type {PageFinding} from '#portolan/report/html/page-data.js';
import {useModel} from '../context.js';
import type {Edges} from '../model/edges.js';
import {activityIn, activityOf, type Span, spanOf} from '../model/time.js';
import {decodePositions} from '../numbers.js';
import {ActivityChart} from '../parts/chart.js';
import {countText, formatCount, shortTime} from '../parts/numbers.js';
import {PlainTable} from '../parts/plain-table.js';
import {Scroll} from '../parts/scroll.js';
import {SeverityMark} from '../parts/status.js';
import {PAGE_ROWS, Pager, pageOf} from '../parts/table.js';
import {hrefOf, useNavigation} from '../use-address.js';

/** Rows of the table that says the same as the picture. */
const TOLD = 24;
/** Pieces that the line of a finding is cut into: narrower ones would be less than the eye tells apart. */
const LANE_PIECES = 120;

interface Lane {
	readonly finding: PageFinding;
	readonly rows: Uint32Array;
	/** Microseconds since the epoch, of all its edges. */
	readonly first: number;
	readonly last: number;
}

export function TimeLine() {
	const {edges, data} = useModel();
	const {chosen, choose} = useNavigation();
	const whole = useMemo(() => spanOf(edges), [edges]);
	const lanes = useMemo(() => lanesOf(data.findings, edges), [data, edges]);
	if (whole === undefined) {
		return (
			<>
				<h1>Time line</h1>
				<p class="lead">The captures show no edges.</p>
			</>
		);
	}
	const span = chosenSpan(chosen, whole);
	const isWhole = span === whole;
	const select = ({from, until}: Span) => choose({since: formatTime(from), until: formatTime(until), page: ''});
	const zoom = (factor: number, shift = 0) => {
		const length = Math.min(whole.until - whole.from, Math.max(1000, (span.until - span.from) * factor));
		const middle = (span.from + span.until) / 2 + shift * (span.until - span.from);
		const from = Math.round(Math.max(whole.from, Math.min(whole.until - length, middle - length / 2)));
		select({from, until: Math.round(from + length)});
	};
	const inSpan = lanes.filter((lane) => isWhole || isActiveIn(lane, edges, span));
	const page = pageOf(chosen, inSpan.length);
	return (
		<>
			<h1>Time line</h1>
			<p class="lead">
				{formatTime(span.from)} to {formatTime(span.until)}, {formatDuration(span.until - span.from)}. An edge is active
				from its first packet to its last. Times are UTC. Drag over a picture to look closer.
			</p>
			<fieldset class="filters">
				<legend class="hidden">Time shown</legend>
				<button type="button" onClick={() => zoom(0.5)}>
					Closer
				</button>
				<button type="button" disabled={isWhole} onClick={() => zoom(2)}>
					Further
				</button>
				<button type="button" disabled={isWhole} onClick={() => zoom(1, -0.5)}>
					Earlier
				</button>
				<button type="button" disabled={isWhole} onClick={() => zoom(1, 0.5)}>
					Later
				</button>
				<button type="button" disabled={isWhole} onClick={() => choose({since: '', until: '', page: ''})}>
					Whole window
				</button>
				<a href={hrefOf('edges', isWhole ? {} : {since: formatTime(span.from), until: formatTime(span.until)})}>
					Edges of this time
				</a>
			</fieldset>
			<Traffic edges={edges} span={span} onSelect={select} />
			<h2>Findings</h2>
			<Pager rows={inSpan.length} all={data.findings.length} noun="findings with edges in this time" />
			<Scroll label="Findings and when their edges were active">
				<table class="lanes">
					<caption class="hidden">Findings and when their edges were active</caption>
					<thead>
						<tr>
							<th scope="col">Severity</th>
							<th scope="col">Finding</th>
							<th scope="col">First</th>
							<th scope="col" class="lane">
								<span class="axis">
									<span>{shortTime(formatTime(span.from)).slice(11, 19)}</span>
									<span>{shortTime(formatTime(span.until)).slice(11, 19)}</span>
								</span>
							</th>
						</tr>
					</thead>
					<tbody>
						{inSpan.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS).map((lane) => (
							<tr key={lane.finding.id}>
								<td>
									<SeverityMark severity={lane.finding.severity} />
								</td>
								<td>
									<a href={hrefOf('findings', {open: lane.finding.id})}>
										{lane.finding.kind} {lane.finding.from} → {lane.finding.to}
										{lane.finding.port === null ? '' : ` ${lane.finding.protocol}/${lane.finding.port}`}
									</a>
								</td>
								<td class="time">{shortTime(formatTime(lane.first)).slice(11)}</td>
								<td class="lane">
									<LanePicture lane={lane} edges={edges} span={span} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</Scroll>
		</>
	);
}

/** How many edges were active, as pictures and as a table. */
export function Traffic(props: {readonly edges: Edges; readonly span: Span; readonly onSelect: (span: Span) => void}) {
	const {edges, span, onSelect} = props;
	const activity = useMemo(() => activityIn(edges, span), [edges, span.from, span.until]);
	const told = useMemo(() => activityIn(edges, span, TOLD), [edges, span.from, span.until]);
	const most = (column: Uint32Array) => column.reduce((a, b) => Math.max(a, b), 0);
	const isClean = most(activity.unexpected) + most(activity.failed) === 0;
	return (
		<>
			<h2>All edges</h2>
			<ActivityChart
				title={`Active edges over time: at most ${formatCount(most(activity.all))}. The table below says the same.`}
				activity={activity}
				span={span}
				series={[['all', 'expected']]}
				height={170}
				onSelect={onSelect}
			/>
			<h2>Unexpected and failed edges</h2>
			{isClean ? (
				<p class="quiet">None in this time.</p>
			) : (
				<>
					<ActivityChart
						title={`Unexpected and failed edges over time: at most ${most(activity.unexpected)} and ${most(activity.failed)}. The table below says the same.`}
						activity={activity}
						span={span}
						series={(['unexpected', 'failed'] as const).flatMap((status) =>
							most(activity[status]) === 0 ? [] : [[status, status] as const],
						)}
						height={130}
						onSelect={onSelect}
					/>
					<ul class="key">
						{(['unexpected', 'failed'] as const).map((status) =>
							most(activity[status]) === 0 ? null : (
								<li key={status}>
									<span class={`swatch color-${status}`} /> {status}
								</li>
							),
						)}
					</ul>
				</>
			)}
			<details>
				<summary>The same as a table</summary>
				<PlainTable
					caption="Active edges"
					isCaptionShown
					heads={['From', 'All', 'Unexpected', 'Failed']}
					numbers={3}
					isSmall
				>
					{[...told.times].map((time, piece) => (
						<tr key={time}>
							<td>{shortTime(formatTime(Math.round(time * 1_000_000)))}</td>
							<td class="number">{countText(told.all[piece]!, 'edge')}</td>
							<td class="number">{formatCount(told.unexpected[piece]!)}</td>
							<td class="number">{formatCount(told.failed[piece]!)}</td>
						</tr>
					))}
				</PlainTable>
			</details>
		</>
	);
}

interface LanePictureProps {
	readonly lane: Lane;
	readonly edges: Edges;
	readonly span: Span;
}

function LanePicture({lane, edges, span}: LanePictureProps) {
	const place = (time: number) =>
		(100 * (Math.max(span.from, Math.min(span.until, time)) - span.from)) / (span.until - span.from);
	const [begin, end] = [Math.max(lane.first, span.from), Math.min(lane.last, span.until)].map(place);
	return (
		<svg class={`lane-picture severity-${lane.finding.severity}`} width="100%" height="16" aria-hidden="true">
			<line x1={`${begin}%`} x2={`${end}%`} y1="8" y2="8" class="reach" />
			{marksIn(lane, edges, span).map(([first, pieces]) => (
				<rect
					key={first}
					x={`${(100 * first) / LANE_PIECES}%`}
					y="3"
					height="10"
					rx="1.5"
					style={{width: `max(3px, ${(100 * pieces) / LANE_PIECES}%)`}}
				/>
			))}
		</svg>
	);
}

/** In the order of time; what has no edges has no time. */
function lanesOf(findings: readonly PageFinding[], edges: Edges): Lane[] {
	const [firsts, lasts] = [edges.firsts.all, edges.lasts.all];
	return findings
		.flatMap((finding): Lane[] => {
			const rows = decodePositions(finding.edges);
			if (rows.length === 0) return [];
			let [first, last] = [Number.POSITIVE_INFINITY, 0];
			for (let index = 0; index < rows.length; index++) {
				first = Math.min(first, firsts[rows[index]!]!);
				last = Math.max(last, lasts[rows[index]!]!);
			}
			return [{finding, rows, first: edges.start + first, last: edges.start + last}];
		})
		.sort((a, b) => a.first - b.first);
}

/** Where its edges were active: pieces of the lane that follow each other, the first and how many. */
function marksIn(lane: Lane, edges: Edges, span: Span): Array<readonly [first: number, pieces: number]> {
	const isActive = activityOf(lane.rows, edges, span, LANE_PIECES);
	const marks: Array<readonly [number, number]> = [];
	for (let piece = 0; piece < LANE_PIECES; piece++) {
		if (isActive[piece] === 0) continue;
		const first = piece;
		while (piece < LANE_PIECES && isActive[piece] !== 0) piece++;
		marks.push([first, piece - first]);
	}
	return marks;
}

function isActiveIn({rows}: Lane, edges: Edges, {from, until}: Span): boolean {
	return rows.some((row) => edges.start + edges.lasts.at(row) >= from && edges.start + edges.firsts.at(row) <= until);
}

/** The time that the address names, as far as there is something in it; else all of it. */
function chosenSpan({since = '', until = ''}: Readonly<Record<string, string>>, whole: Span): Span {
	const [from, to] = [parseTime(since) ?? whole.from, parseTime(until) ?? whole.until];
	const isSensible = from < to && from < whole.until && to > whole.from;
	if (!isSensible || (from <= whole.from && to >= whole.until)) return whole;
	return {from: Math.max(from, whole.from), until: Math.min(to, whole.until)};
}
