import {useModel} from './context.js';
import {formatCount} from './parts/numbers.js';
import {SeverityMark, StatusKey} from './parts/status.js';
import {Captures} from './views/captures.js';
import {HeatMap, statusesIn} from './views/matrix.js';
import {Verdict} from './views/overview.js';
import {Unjudged} from './views/unjudged.js';

/** What is put on paper, whatever the screen shows: the verdict, the matrix, every finding, what could not be judged, the captures. */
export function PrintReport() {
	const {data, matrix} = useModel();
	const {words, findings, edges} = data;
	const isOne = data.report.captures.length <= 1;
	return (
		<>
			<Verdict />
			<dl class="facts">
				{words.summary.map(([name, value], index) => (
					<>
						<dt key={index}>{name}</dt>
						<dd>{value}</dd>
					</>
				))}
			</dl>
			<h2>Who talks to whom</h2>
			<StatusKey shown={statusesIn(matrix, 'seen')} />
			<HeatMap matrix={matrix} selected={undefined} only="seen" />
			<h2>Findings</h2>
			{findings.map((finding, index) => (
				<section key={index} class="print-finding">
					<p>
						<SeverityMark severity={finding.severity} /> <b>{finding.kind}</b> {finding.message}
					</p>
					{finding.diagnosis === null ? null : (
						<p>
							likely: {finding.diagnosis.cause}; or: {finding.diagnosis.alternative}
						</p>
					)}
					<p class="quiet">
						{finding.from} → {finding.to}
						{finding.rule === null ? '' : `; ${finding.ruleWord} ${finding.rule}`}
						{finding.sourcePlace === null ? '' : `, ${finding.sourcePlace}`}
						{finding.packetsText === '' ? '' : `; ${finding.packetsText}`}
						{isOne || finding.packetsText === '' ? '' : ' (capture:packet)'}
					</p>
				</section>
			))}
			{findings.length === 0 ? <p>None.</p> : null}
			<Unjudged />
			<Captures />
			<p class="quiet">The {formatCount(edges.count)} edges are not printed.</p>
		</>
	);
}
