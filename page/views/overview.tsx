import {useModel} from '../context.js';
import {FindingLine} from '../parts/finding.js';
import {hrefOf} from '../use-address.js';

/** Findings that the overview names. */
const LISTED = 8;

export function Overview() {
	const {data} = useModel();
	const {words, findings} = data;
	return (
		<>
			<header class={`verdict verdict-${words.state.toLowerCase().replace(' ', '-')}`}>
				<h1>
					{words.state}: <span class="counts">{words.counts}</span>
				</h1>
				<p>
					{words.capture} against {words.packs} ({words.threshold})
				</p>
			</header>
			<dl class="summary">
				{words.summary.map(([name, value], index) => (
					<div key={`${name}${index}`}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
			<section>
				<h2>Findings</h2>
				<ul class="lines">
					{findings.slice(0, LISTED).map((finding) => (
						<FindingLine key={finding.id} finding={finding} />
					))}
				</ul>
				{findings.length > LISTED ? (
					<p>
						<a href={hrefOf('findings')}>All {findings.length} findings</a>
					</p>
				) : null}
			</section>
		</>
	);
}
