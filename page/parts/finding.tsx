import type {PageFinding} from '#portolan/report/html/page-data.js';
import {useModel} from '../context.js';
import {decodePositions} from '../numbers.js';
import {hrefOf} from '../use-address.js';
import {EdgeList} from './edge-list.js';
import {SeverityMark} from './status.js';

/** All that is known of a finding, in the words of the text report. */
export function FindingDetails({finding}: {readonly finding: PageFinding}) {
	const {data} = useModel();
	const {kind, from, to, rule, ruleWord, place, inventoryPlace, source, sourcePlace} = finding;
	const {diagnosis, evidence, filterText, id} = finding;
	const help = data.words.kinds[kind];
	const rows = [...decodePositions(finding.edges)];
	const context = [...decodePositions(finding.context)];
	const isOne = data.report.captures.length <= 1;
	return (
		<div class="finding-details">
			{diagnosis === null ? null : (
				<dl>
					<dt>likely</dt>
					<dd>{diagnosis.cause}</dd>
					<dt>or</dt>
					<dd>{diagnosis.alternative}</dd>
				</dl>
			)}
			<dl>
				<dt>roles</dt>
				<dd>
					{from} → {to}
				</dd>
				{rule === null ? null : (
					<>
						<dt>{ruleWord}</dt>
						<dd>
							<a href={hrefOf('rules', {q: rule})}>{rule}</a>
							{place === null ? '' : `, ${place.file}:${place.line}`}
						</dd>
					</>
				)}
				{inventoryPlace === null ? null : (
					<>
						<dt>in the inventory</dt>
						<dd>
							{inventoryPlace.file}:{inventoryPlace.line}
						</dd>
					</>
				)}
				{source === null ? null : (
					<>
						<dt>source</dt>
						<dd>
							{source.document}
							{sourcePlace === null ? '' : `, ${sourcePlace}`}
						</dd>
					</>
				)}
				{evidence.map(({frame, shows}) => (
					<>
						<dt>packet {isOne ? frame.packet : `${frame.capture + 1}:${frame.packet}`}</dt>
						<dd>{shows}</dd>
					</>
				))}
				{filterText === '' ? null : (
					<>
						<dt>Wireshark filter</dt>
						<dd>
							<code class="filter">{filterText}</code>
						</dd>
					</>
				)}
				{help === undefined ? null : (
					<>
						<dt>what to do</dt>
						<dd>{help.help}</dd>
					</>
				)}
				<dt>id</dt>
				<dd>
					<code>{id}</code>
				</dd>
			</dl>
			{rows.length === 0 ? null : (
				<EdgeList caption="Edges of the finding" rows={rows} more={hrefOf('edges', {finding: id})} />
			)}
			{context.length === 0 ? null : <EdgeList caption="Edges that it rests on" rows={context} />}
		</div>
	);
}

/** A finding as a line that leads to its details. */
export function FindingLine({finding}: {readonly finding: PageFinding}) {
	return (
		<li class="finding-line">
			<SeverityMark severity={finding.severity} /> <span class="kind">{finding.kind}</span>{' '}
			<a href={hrefOf('findings', {open: finding.id})}>{finding.message}</a>
			{finding.diagnosis === null ? null : <p class="quiet">likely: {finding.diagnosis.cause}</p>}
		</li>
	);
}
