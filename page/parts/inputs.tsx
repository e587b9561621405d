import {useModel} from '../context.js';
import {formatCount} from './numbers.js';
import {Scroll} from './scroll.js';

/** The files that the report was made from, by their hashes; nothing for a report that does not name them. */
export function Inputs() {
	const {data} = useModel();
	const {inputs} = data.report;
	if (inputs === null) return null;
	return (
		<>
			<h2>Inputs</h2>
			<Scroll label="Files that the report was made from">
				<table>
					<caption class="hidden">Files that the report was made from</caption>
					<thead>
						<tr>
							<th scope="col">Kind</th>
							<th scope="col">File</th>
							<th scope="col" class="number">
								Octets
							</th>
							<th scope="col">SHA-256</th>
						</tr>
					</thead>
					<tbody>
						{inputs.files.map(({kind, path, octets, sha256}) => (
							<tr key={`${kind} ${path}`}>
								<td>{kind}</td>
								<td>{path}</td>
								<td class="number">{octets === null ? '' : formatCount(octets)}</td>
								<td>{sha256 === null ? 'not hashed' : <code class="hash">{sha256}</code>}</td>
							</tr>
						))}
					</tbody>
				</table>
			</Scroll>
		</>
	);
}
