import type {FunctionComponent} from 'preact';
import type {View} from './address.js';
import {useModel} from './context.js';
import {formatCount} from './parts/numbers.js';
import {hrefOf, NavigationProvider, useAddress} from './use-address.js';
import {EdgesView} from './views/edges.js';
import {Findings} from './views/findings.js';
import {Overview} from './views/overview.js';

const shown: Partial<Record<View, FunctionComponent>> = {overview: Overview, findings: Findings, edges: EdgesView};
const titles: Record<View, string> = {
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
	const Shown = shown[navigation.view] ?? Overview;
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
