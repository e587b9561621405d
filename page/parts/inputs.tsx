import {useModel} from '../context.js';
import {formatCount} from './numbers.js';
import {Scroll} from './scroll.js';

/** A file that a report was made from. */
interface InputFile {
	readonly kind: string;
	readonly path: string;
	readonly octets: number | null;
	readonly sha256: string | null;
}

/** The files that the report was made from, by their hashes; nothing for a report that does not name them. */
export function Inputs() {
	const {data} = useModel();
	const {inputs} = data.report as {readonly inputs?: {readonly files: readonly InputFile[]} | null};
	if (inputs === undefined || inputs === null) return null;
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
