import {useMemo} from 'preact/hooks';
import {useModel} from '../context.js';
import {type Status, statusCode} from '../model/status.js';
import {FindingLine} from '../parts/finding.js';
import {formatCount} from '../parts/numbers.js';
import {StatusKey} from '../parts/status.js';
import {hrefOf} from '../use-address.js';
import {HeatMap, statusesIn} from './matrix.js';
import {Coverage} from './rules.js';

/** Findings that the overview names. */
const LISTED = 10;

export function Overview() {
	const {data, matrix, edges} = useModel();
	const {words, findings, report} = data;
	return (
		<>
			<Verdict />
			<Numbers />
			<dl class="facts">
				{words.summary.map(([name, value], index) => (
					<>
						<dt key={index}>{name}</dt>
						<dd>{value}</dd>
					</>
				))}
			</dl>
			{matrix.cells.length === 0 ? null : (
				<section>
					<h2>
						<a href={hrefOf('matrix')}>Who talks to whom</a>
					</h2>
					<StatusKey shown={statusesIn(matrix, 'seen')} />
					<HeatMap matrix={matrix} selected={undefined} only="seen" />
				</section>
			)}
			<section>
				<h2>
					<a href={hrefOf('findings')}>Findings</a>
				</h2>
				{findings.length === 0 ? <p class="quiet">None.</p> : null}
				<ul class="lines">
					{findings.slice(0, LISTED).map((finding) => (
						<FindingLine key={finding.id} finding={finding} />
					))}
				</ul>
				{findings.length > LISTED ? (
					<p>
						<a href={hrefOf('findings')}>All {formatCount(findings.length)} findings</a>
						{edges.count === 0 ? null : (
							<>
								, and <a href={hrefOf('time')}>when they occurred</a>
							</>
						)}
					</p>
				) : null}
			</section>
			{report.expectations.length === 0 ? null : (
				<section>
					<h2>
						<a href={hrefOf('rules')}>Documented services</a>
					</h2>
					<Coverage expectations={report.expectations} />
					{words.unseen.map((line) => (
						<p key={line}>{line}</p>
					))}
				</section>
			)}
			<section>
				<h2>
					<a href={hrefOf('captures')}>How good the capture is</a>
				</h2>
				<ul class="plain">
					{words.quality.map((line) => (
						<li key={line}>{line}</li>
					))}
				</ul>
			</section>
		</>
	);
}

/** What a report says first. */
export function Verdict() {
	const {words} = useModel().data;
	return (
		<header class={`verdict verdict-${words.state.toLowerCase().replace(' ', '-')}`}>
			<h1>
				{words.state}: <span class="counts">{words.counts}</span>
			</h1>
			<p>
				<b>{words.capture}</b> against <b>{words.packs}</b>
			</p>
			<p class="quiet">{words.threshold}</p>
		</header>
	);
}

function Numbers() {
	const {data, edges} = useModel();
	const {summary} = data.report;
	const working = useMemo(() => countOf(edges.statuses, statusCode('expected')), [edges]);
	const numbers: ReadonlyArray<readonly [title: string, value: number, status: Status, href: string]> = [
		['unexpected edges', summary.unexpected, 'unexpected', hrefOf('edges', {status: 'unexpected'})],
		['failed edges', summary.failed ?? 0, 'failed', hrefOf('edges', {status: 'failed'})],
		['missing services', summary.missing ?? 0, 'missing', hrefOf('rules', {status: 'missing'})],
		['with unknown hosts', summary.unknownHost, 'unknown-host', hrefOf('edges', {status: 'unknown-host'})],
		['inconclusive', summary.inconclusive, 'inconclusive', hrefOf('edges', {status: 'inconclusive'})],
		['expected and not failed', working, 'expected', hrefOf('edges', {status: 'expected'})],
	];
	return (
		<ul class="numbers">
			{numbers.map(([title, value, status, href]) => (
				<li key={status} class={value === 0 ? 'zero' : `status-${status}`}>
					<a href={href}>
						<b>{formatCount(value)}</b> {title}
					</a>
				</li>
			))}
		</ul>
	);
}

function countOf(codes: Uint8Array, wanted: number): number {
	let count = 0;
	for (let row = 0; row < codes.length; row++) if (codes[row] === wanted) count++;
	return count;
}
