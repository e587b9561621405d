import {useModel} from '../context.js';
import {Inputs} from '../parts/inputs.js';
import {countText, formatCount} from '../parts/numbers.js';
import {PlainTable} from '../parts/plain-table.js';
import {Scroll} from '../parts/scroll.js';

/** Comments of a capture that are shown. */
const LISTED = 100;

/** What the report rests on: captures and how good they are, packs, inventory, waivers, baseline. */
export function Captures() {
	const {data} = useModel();
	const {report, words} = data;
	const {captures, packs, inventory, waivers, tool, window} = report;
	const comments = captures.flatMap(({path, comments: own}) => (own ?? []).map((comment) => ({path, ...comment})));
	return (
		<>
			<h1>Captures</h1>
			<p class="lead">
				{window.first === null ? 'No packets.' : `${window.first} to ${window.last}.`} Written by {tool.name}{' '}
				{tool.version}.
			</p>
			<Scroll label="Captures">
				<table>
					<caption class="hidden">Captures</caption>
					<thead>
						<tr>
							<th scope="col" class="number">
								No.
							</th>
							<th scope="col">Capture</th>
							<th scope="col">Format</th>
							<th scope="col" class="number">
								Packets
							</th>
							<th scope="col" class="number">
								Decoded
							</th>
							<th scope="col">Not decoded</th>
							<th scope="col" class="number">
								Lost
							</th>
							<th scope="col">Read</th>
							<th scope="col">Window</th>
						</tr>
					</thead>
					<tbody>
						{captures.map((capture, index) => (
							<tr key={index}>
								<td class="number">{index + 1}</td>
								<td>{capture.path}</td>
								<td>
									{capture.format}
									{capture.compression === 'none' ? '' : `, ${capture.compression}`}
								</td>
								<td class="number">{formatCount(capture.packets)}</td>
								<td class="number">{formatCount(capture.decoded)}</td>
								<td>{countsText(capture.undecoded)}</td>
								<td class="number">{(capture.drops ?? null) === null ? 'not told' : formatCount(capture.drops!)}</td>
								<td>{capture.complete ? 'to its end' : `not to its end: ${capture.problem}`}</td>
								<td>{capture.first === null ? 'no packets' : `${capture.first} to ${capture.last}`}</td>
							</tr>
						))}
					</tbody>
				</table>
			</Scroll>
			<h2>How good the capture is</h2>
			<ul class="plain">
				{words.quality.map((line) => (
					<li key={line}>{line}</li>
				))}
			</ul>
			<Inputs />
			<h2>Rule packs</h2>
			<PlainTable caption="Rule packs" heads={['Pack', 'Version', 'Title', 'Set for the site', 'Fingerprint']}>
				{packs.map(({name, version, title, parameters, fingerprint}) => (
					<tr key={name}>
						<td>{name}</td>
						<td>{version}</td>
						<td>{title ?? ''}</td>
						<td>
							{Object.entries(parameters)
								.map(([key, value]) => `${key}=${value}`)
								.join(', ')}
						</td>
						<td>
							<code>{fingerprint}</code>
						</td>
					</tr>
				))}
			</PlainTable>
			<h2>Inventory</h2>
			<p>
				{countText(inventory.hosts, 'host')} and {countText(inventory.networks, 'network')}; fingerprint{' '}
				<code>{inventory.fingerprint}</code>
			</p>
			<h2>Waivers</h2>
			{waivers.length === 0 ? (
				<p class="quiet">None were granted.</p>
			) : (
				<PlainTable
					caption="Waivers"
					heads={['Waiver', 'Owner', 'Reason', 'Ticket', 'From', 'Until', 'Edges']}
					numbers={1}
				>
					{waivers.map(({id, owner, reason, ticket, from, until, edges}) => (
						<tr key={id}>
							<td>{id}</td>
							<td>{owner}</td>
							<td>{reason}</td>
							<td>{ticket ?? ''}</td>
							<td>{from ?? ''}</td>
							<td>{until}</td>
							<td class="number">{formatCount(edges)}</td>
						</tr>
					))}
				</PlainTable>
			)}
			{words.known.length === 0 ? null : (
				<>
					<h2>Known already</h2>
					<ul class="plain">
						{words.known.map((line) => (
							<li key={line}>{line}</li>
						))}
					</ul>
				</>
			)}
			{comments.length === 0 ? null : (
				<>
					<h2>Comments in the captures</h2>
					<PlainTable caption="What people wrote into the captures" heads={['Capture', 'About', 'Comment']} isSmall>
						{comments.slice(0, LISTED).map(({path, packet, text}, index) => (
							<tr key={index}>
								<td>{path}</td>
								<td>{packet === null ? 'the file' : `packet ${packet}`}</td>
								<td>{text}</td>
							</tr>
						))}
					</PlainTable>
				</>
			)}
		</>
	);
}

function countsText(counts: Readonly<Record<string, number>>): string {
	return Object.entries(counts)
		.map(([reason, count]) => `${formatCount(count)} ${reason}`)
		.join(', ');
}
