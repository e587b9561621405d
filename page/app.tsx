import type {FunctionComponent} from 'preact';
import type {View} from './address.js';
import {useModel} from './context.js';
import {formatCount} from './parts/numbers.js';
import {hrefOf, NavigationProvider, useAddress} from './use-address.js';
import {Captures} from './views/captures.js';
import {EdgesView} from './views/edges.js';
import {Findings} from './views/findings.js';
import {GraphView} from './views/graph.js';
import {Hosts} from './views/hosts.js';
import {MatrixView} from './views/matrix.js';
import {Overview} from './views/overview.js';
import {Rules} from './views/rules.js';
import {TimeLine} from './views/time.js';
import {Unjudged} from './views/unjudged.js';

const shown: Readonly<Record<View, FunctionComponent>> = {
	overview: Overview,
	findings: Findings,
	matrix: MatrixView,
	graph: GraphView,
	time: TimeLine,
	edges: EdgesView,
	hosts: Hosts,
	rules: Rules,
	unjudged: Unjudged,
	captures: Captures,
};

const titles: Readonly<Record<View, string>> = {
	overview: 'Overview',
	findings: 'Findings',
	matrix: 'Matrix',
	graph: 'Graph',
	time: 'Time line',
	edges: 'Edges',
	hosts: 'Hosts',
	rules: 'Rules',
	unjudged: 'Not judged',
	captures: 'Captures',
};

export function App() {
	const navigation = useAddress();
	const {data} = useModel();
	const counts: Partial<Record<View, number>> = {findings: data.findings.length, edges: data.edges.count};
	const Shown = shown[navigation.view];
	return (
		<NavigationProvider value={navigation}>
			<button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
				Skip to the content
			</button>
			<nav class="views" aria-label="Views">
				<p class="brand">portolan</p>
				<ul>
					{(Object.keys(titles) as View[]).map((view) => (
						<li key={view}>
							<a href={hrefOf(view)} aria-current={view === navigation.view ? 'page' : undefined}>
								{titles[view]}
								{counts[view] === undefined ? null : <span class="count">{formatCount(counts[view])}</span>}
							</a>
						</li>
					))}
				</ul>
			</nav>
			<main id="main" tabIndex={-1}>
				<Shown />
			</main>
		</NavigationProvider>
	);
}
