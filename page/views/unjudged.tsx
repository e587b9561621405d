import {useMemo} from 'preact/hooks';
import {useModel} from '../context.js';
import type {Edges} from '../model/edges.js';
import {type Status, statusCode, statusTitles} from '../model/status.js';
import {formatCount} from '../parts/numbers.js';
import {PlainTable} from '../parts/plain-table.js';
import {StatusMark} from '../parts/status.js';
import {hrefOf} from '../use-address.js';

/** What the reasons of edges mean, of which nothing can be said. */
const meanings: Readonly<Record<string, string>> = {
	'unknown-initiator': 'the initiator is in no entry of the inventory',
	'unknown-responder': 'the responder is in no entry of the inventory',
	'unknown-hosts': 'both hosts are in no entry of the inventory',
	'direction-unknown': 'documented one way only, and the capture does not tell who opened it',
	'negotiation-unseen': 'the port may have been negotiated where the capture does not show it',
};

/** What could not be judged, and why: of edges, of documented services, and of packets. */
export function Unjudged() {
	const {data, edges} = useModel();
	const {report, words} = data;
	const reasons = useMemo(() => unjudgedReasons(edges), [edges]);
	const hidden = useMemo(() => {
		const counts = new Map<string, number>();
		for (const {pairs} of report.expectations) {
			for (const {status, reason} of pairs) {
				if (status === 'not-observable') counts.set(reason, (counts.get(reason) ?? 0) + 1);
			}
		}
		return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
	}, [report]);
	const undecoded = report.captures.flatMap(({path, undecoded: stops, tunnelled}) => [
		...Object.entries(stops).map(([reason, count]) => ({path, reason, count})),
		...Object.entries(tunnelled.undecoded).map(([reason, count]) => ({
			path,
			reason: `${reason}, inside of a tunnel`,
			count,
		})),
	]);
	return (
		<>
			<h1>Not judged</h1>
			<p class="lead">
				What the captures, or the inventory, do not tell enough of, and why. It is neither compliant nor not.
			</p>
			<h2>Edges</h2>
			{reasons.length === 0 ? (
				<p class="quiet">Every edge could be judged.</p>
			) : (
				<PlainTable
					caption="Edges that could not be judged"
					heads={['Status', 'Reason', 'Meaning', 'Edges']}
					numbers={1}
					isSmall
				>
					{reasons.map(({status, reason, count}) => (
						<tr key={`${status} ${reason}`}>
							<td>
								<StatusMark status={status} />
							</td>
							<td>
								<a href={hrefOf('edges', {status, reason})}>{reason}</a>
							</td>
							<td>{meanings[reason] ?? statusTitles[status]}</td>
							<td class="number">{formatCount(count)}</td>
						</tr>
					))}
				</PlainTable>
			)}
			<h2>Documented services</h2>
			{words.unseen.map((line) => (
				<p key={line}>{line}</p>
			))}
			{hidden.length === 0 ? (
				<p class="quiet">Every documented service could have been seen.</p>
			) : (
				<PlainTable
					caption="Why documented services could not be observed"
					heads={['Reason', 'Host pairs listed']}
					numbers={1}
					isSmall
				>
					{hidden.map(([reason, count]) => (
						<tr key={reason}>
							<td>{reason}</td>
							<td class="number">{formatCount(count)}</td>
						</tr>
					))}
				</PlainTable>
			)}
			<p>
				<a href={hrefOf('rules', {status: 'not-observable'})}>All services that are not observable here</a>
			</p>
			<h2>Packets</h2>
			{undecoded.length === 0 ? (
				<p class="quiet">Every packet was decoded.</p>
			) : (
				<PlainTable
					caption="Packets that were not decoded"
					heads={['Capture', 'Not decoded', 'Packets']}
					numbers={1}
					isSmall
				>
					{undecoded.map(({path, reason, count}) => (
						<tr key={`${path} ${reason}`}>
							<td>{path}</td>
							<td>{reason}</td>
							<td class="number">{formatCount(count)}</td>
						</tr>
					))}
				</PlainTable>
			)}
			<p class="screen-only">
				<a href={hrefOf('captures')}>How good the capture is</a>
			</p>
		</>
	);
}

function unjudgedReasons(edges: Edges): ReadonlyArray<{status: Status; reason: string; count: number}> {
	return (['unknown-host', 'inconclusive'] as const).flatMap((status) => {
		const code = statusCode(status);
		const counts = new Map<string, number>();
		for (let row = 0; row < edges.count; row++) {
			if (edges.statuses[row] !== code) continue;
			const reason = edges.reasons.at(row);
			counts.set(reason, (counts.get(reason) ?? 0) + 1);
		}
		return [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => ({status, reason, count}));
	});
}
