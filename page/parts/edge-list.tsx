import {useModel} from '../context.js';
import {statuses} from '../model/status.js';
import {hrefOf} from '../use-address.js';
import {countText, formatCount, formatOctets} from './numbers.js';
import {PlainTable} from './plain-table.js';
import {StatusMark} from './status.js';

/** Edges that are listed where they are not what the view is about. */
const LISTED = 12;

export function HostLink({label}: {readonly label: string}) {
	return <a href={hrefOf('hosts', {host: label})}>{label}</a>;
}

/** The first of some edges, and the way to all of them where there is one. */
export function EdgeList(props: {readonly caption: string; readonly rows: readonly number[]; readonly more?: string}) {
	const {caption, rows, more} = props;
	const {edges} = useModel();
	return (
		<>
			<PlainTable
				caption={caption}
				isCaptionShown
				heads={['Status', 'Initiator', 'Responder', 'Service', 'Outcome', 'Flows', 'Octets']}
				numbers={2}
				isSmall
			>
				{rows.slice(0, LISTED).map((row) => (
					<tr key={row}>
						<td>
							<StatusMark status={statuses[edges.statuses[row]!]!} />
						</td>
						<td>
							<HostLink label={edges.initiatorText(row)} />
						</td>
						<td>
							<HostLink label={edges.responderText(row)} />
						</td>
						<td>{edges.serviceText(row)}</td>
						<td>{edges.outcomes.at(row)}</td>
						<td class="number">{formatCount(edges.flows.at(row))}</td>
						<td class="number">{formatOctets(edges.octets(row))}</td>
					</tr>
				))}
			</PlainTable>
			{more === undefined ? (
				rows.length > LISTED && (
					<p class="quiet">
						The first {LISTED} of {countText(rows.length, 'edge')}
					</p>
				)
			) : (
				<p>
					<a href={more}>
						{rows.length > LISTED
							? `All ${countText(rows.length, 'edge')}`
							: `${countText(rows.length, 'edge')} in the table of edges`}
					</a>
				</p>
			)}
		</>
	);
}
