import {useEffect, useMemo, useRef} from 'preact/hooks';
import type {PageData} from '#portolan/report/html/page-data.js';
import {useModel} from '../context.js';
import type {Cell} from '../model/matrix.js';
import {everyEdge} from '../model/search.js';
import {statuses, statusTitles} from '../model/status.js';
import {hrefOf} from '../use-address.js';
import {EdgeList} from './edge-list.js';
import {ExpectationMark} from './expectation.js';
import {FindingLine} from './finding.js';
import {formatCount} from './numbers.js';
import {StatusMark} from './status.js';

/** Rules, findings and edges of one role towards another. */
export function CellPanel(props: {readonly cell: Cell; readonly data: PageData; readonly isFocused: boolean}) {
	const {cell, data, isFocused} = props;
	const {from, to, counts, expectations, findings} = cell;
	const {search, sorter} = useModel();
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		if (isFocused) heading.current?.focus();
	}, []);
	const rows = useMemo(
		() => sorter.sorted(search.rows({...everyEdge, from, to}), 'status', false),
		[search, sorter, from, to],
	);
	return (
		<section class="panel" aria-labelledby="cell-heading">
			<header>
				<h2 id="cell-heading" ref={heading} tabIndex={-1}>
					{from} → {to}
				</h2>
				<a class="close" href={hrefOf('matrix')} aria-label="Close the cell">
					×
				</a>
			</header>
			<ul class="counts">
				{statuses.flatMap((status) =>
					counts[status] === undefined
						? []
						: [
								<li key={status}>
									<StatusMark status={status} /> <b>{formatCount(counts[status])}</b>
									<span class="hidden"> {statusTitles[status]}</span>
								</li>,
							],
				)}
			</ul>
			<h3>Findings</h3>
			{findings.length === 0 ? <p class="quiet">None.</p> : null}
			<ul class="lines">
				{findings.map((index) => (
					<FindingLine key={index} finding={data.findings[index]!} />
				))}
			</ul>
			<h3>Documented services</h3>
			{expectations.length === 0 ? <p class="quiet">Nothing is documented between these roles.</p> : null}
			<ul class="lines">
				{expectations.map((index) => {
					const {rule, ports, service, level, status} = data.report.expectations[index]!;
					return (
						<li key={index}>
							<ExpectationMark status={status} /> <a href={hrefOf('rules', {from, to, open: rule})}>{service}</a>{' '}
							{ports} <span class="quiet">({level})</span>
						</li>
					);
				})}
			</ul>
			<h3>Edges</h3>
			{rows.length === 0 ? (
				<p class="quiet">None.</p>
			) : (
				<EdgeList caption="Edges of the cell, the worst first" rows={[...rows]} more={hrefOf('edges', {from, to})} />
			)}
		</section>
	);
}
