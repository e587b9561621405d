import {useMemo, useState} from 'preact/hooks';
import {useModel} from '../context.js';
import {type Graph, type Link, layOut, type Node} from '../model/graph.js';
import type {Cell} from '../model/matrix.js';
import {type Status, statusCode, statuses} from '../model/status.js';
import {ChoiceField, Filters} from '../parts/filters.js';
import {formatCount} from '../parts/numbers.js';
import {PlainTable} from '../parts/plain-table.js';
import {Scroll} from '../parts/scroll.js';
import {StatusKey, StatusMark} from '../parts/status.js';
import {PAGE_ROWS, Pager, pageOf} from '../parts/table.js';
import {hrefOf, useNavigation} from '../use-address.js';
import {describeCell} from './matrix.js';

const problems: readonly Status[] = ['unexpected', 'failed', 'missing'];

const shows: Readonly<Record<string, (cell: Cell) => boolean>> = {
	'': ({status}) => status !== 'unseen',
	problems: ({counts}) => problems.some((problem) => counts[problem] !== undefined),
	documented: () => true,
};

export function GraphView() {
	const {matrix} = useModel();
	const {chosen} = useNavigation();
	const {only = '', role = ''} = chosen;
	const graph = useMemo(() => layOut(matrix, shows[only] ?? shows['']!), [matrix, only]);
	const links = graph.links
		.filter(({cell}) => role === '' || cell.from === role || cell.to === role)
		.toSorted((a, b) => statusCode(a.cell.status) - statusCode(b.cell.status));
	const page = pageOf(chosen, links.length);
	return (
		<>
			<h1>Graph</h1>
			<p class="lead">
				Roles that mostly open stand on the left, those that are mostly opened to on the right. A line leads to whom is
				opened to; it is as wide as there are flows, and coloured by the worst that was seen.
			</p>
			<Filters names={['only', 'role']}>
				<ChoiceField
					title="Show"
					name="only"
					values={[
						['problems', 'problems only'],
						['documented', 'also what did not show'],
					]}
				/>
				<ChoiceField
					title="Role"
					name="role"
					values={graph.nodes.map((node) => [node.role, node.role] as const).toSorted()}
				/>
			</Filters>
			<StatusKey shown={statuses.filter((status) => graph.links.some(({cell}) => cell.status === status))} />
			<Picture graph={graph} role={role} only={only} />
			<h2>{role === '' ? 'The same as a table' : `What ${role} opens and is opened to`}</h2>
			<Pager rows={links.length} all={graph.links.length} noun="pairs of roles" />
			<PlainTable
				caption="Pairs of roles, the worst first"
				heads={['Worst', 'From', 'To', 'What was seen', 'Edges', 'Flows']}
				numbers={2}
				isSmall
			>
				{links.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS).map(({cell}) => (
					<tr key={`${cell.from} ${cell.to}`}>
						<td>
							<StatusMark status={cell.status} />
						</td>
						<td>{cell.from}</td>
						<td>{cell.to}</td>
						<td>
							<a href={hrefOf('matrix', {from: cell.from, to: cell.to})}>
								{describeCell(cell).replace(`${cell.from} to ${cell.to}: `, '')}
							</a>
						</td>
						<td class="number">{formatCount(cell.edges)}</td>
						<td class="number">{formatCount(cell.flows)}</td>
					</tr>
				))}
			</PlainTable>
		</>
	);
}

function Picture({graph, role, only}: {readonly graph: Graph; readonly role: string; readonly only: string}) {
	const [pointed, setPointed] = useState('');
	const chosen = pointed === '' ? role : pointed;
	const isLit = ({cell}: Link) => chosen === '' || cell.from === chosen || cell.to === chosen;
	// What is worst is drawn last, above the others.
	const links = graph.links.toSorted((a, b) => statusCode(b.cell.status) - statusCode(a.cell.status));
	const lit = new Set(chosen === '' ? graph.nodes : links.filter(isLit).flatMap(({from, to}) => [from, to]));
	return (
		<Scroll label="Graph of roles">
			<svg class="graph" viewBox={`0 0 ${graph.width} ${graph.height}`}>
				<title>Roles and what they open</title>
				<defs>
					{statuses.map((status) => (
						<marker
							key={status}
							id={`arrow-${status}`}
							viewBox="0 0 8 8"
							refX="13"
							refY="4"
							markerWidth="8"
							markerHeight="8"
							markerUnits="userSpaceOnUse"
							orient="auto"
						>
							<path d="M0 0.5 L8 4 L0 7.5 Z" class={`arrow status-${status}`} />
						</marker>
					))}
				</defs>
				{/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: no line is focusable; the table below has them all */}
				<g aria-hidden="true">
					{links.map((link) => (
						<path
							key={`${link.cell.from} ${link.cell.to}`}
							d={link.path}
							class={`link status-${link.cell.status}${isLit(link) ? '' : ' faded'}`}
							stroke-width={1.2 + 0.9 * Math.log10(1 + link.cell.flows)}
							marker-end={`url(#arrow-${link.cell.status})`}
						>
							<title>{describeCell(link.cell)}</title>
						</path>
					))}
				</g>
				{graph.nodes.map((node) => (
					<RoleNode
						key={node.role}
						node={node}
						href={hrefOf('graph', {role: node.role === role ? '' : node.role, only})}
						isChosen={node.role === role}
						isFaded={!lit.has(node)}
						worst={worstOf(node, graph)}
						onPoint={setPointed}
					/>
				))}
			</svg>
		</Scroll>
	);
}

interface RoleNodeProps {
	readonly node: Node;
	readonly href: string;
	readonly isChosen: boolean;
	readonly isFaded: boolean;
	readonly worst: Status;
	readonly onPoint: (role: string) => void;
}

function RoleNode({node, href, isChosen, isFaded, worst, onPoint}: RoleNodeProps) {
	const {role, side, x, y} = node;
	const isLeft = side === 'left';
	return (
		<a
			href={href}
			class={`node${isFaded ? ' faded' : ''}${isChosen ? ' chosen' : ''}`}
			aria-current={isChosen ? 'true' : undefined}
			onPointerEnter={() => onPoint(role)}
			onPointerLeave={() => onPoint('')}
			onFocus={() => onPoint(role)}
			onBlur={() => onPoint('')}
		>
			<rect x={isLeft ? x - 310 : x - 8} y={y - 13} width="318" height="26" class="target" />
			<circle cx={x} cy={y} r="5" class={`status-${worst}`} />
			<text x={isLeft ? x - 12 : x + 12} y={y} dy="0.34em" text-anchor={isLeft ? 'end' : 'start'}>
				{role}
			</text>
		</a>
	);
}

/** Of what it opens and is opened to; what unknown hosts do says the least of a role. */
function worstOf({role}: Node, {links}: Graph): Status {
	const own = links.filter(({cell}) => cell.from === role || cell.to === role).map(({cell}) => cell.status);
	const known = own.filter((status) => status !== 'unknown-host');
	return statuses[Math.min(...(known.length > 0 ? known : own).map(statusCode))] ?? 'unseen';
}
