import {useEffect, useRef} from 'preact/hooks';
import {useModel} from '../context.js';
import type {Cell, RoleMatrix} from '../model/matrix.js';
import {type Status, statuses, statusLetters, statusTitles} from '../model/status.js';
import {CellPanel} from '../parts/cell.js';
import {ChoiceField, Filters} from '../parts/filters.js';
import {formatCount} from '../parts/numbers.js';
import {Scroll} from '../parts/scroll.js';
import {StatusKey} from '../parts/status.js';
import {hrefOf, useNavigation} from '../use-address.js';

const problems: readonly Status[] = ['unexpected', 'failed', 'missing'];

export function MatrixView() {
	const {matrix, data} = useModel();
	const {chosen} = useNavigation();
	const {from = '', to = '', only = ''} = chosen;
	const selected = matrix.cell(from, to);
	// A cell that the address named when the page was opened is shown; one that was clicked takes the focus.
	const isOpening = useRef(true);
	useEffect(() => {
		isOpening.current = false;
	}, []);
	return (
		<>
			<h1>Matrix</h1>
			<p class="lead">
				Each cell is one role towards another: rows open, columns are opened to. A letter and a colour say the worst
				that was seen; the stronger the colour, the more of it. A host with several roles counts for the one that the
				rule is about, or for each where no rule says which.
			</p>
			<Filters names={['only']}>
				<ChoiceField
					title="Show"
					name="only"
					values={[
						['seen', 'what was seen or is missing'],
						['problems', 'problems only'],
						...problems.map((status) => [status, statusTitles[status]] as const),
					]}
				/>
			</Filters>
			<StatusKey shown={statusesIn(matrix, only)} />
			<div class="matrix-and-panel">
				<HeatMap matrix={matrix} selected={selected} only={only} />
				{selected === undefined ? null : (
					<CellPanel key={`${from} ${to}`} cell={selected} data={data} isFocused={!isOpening.current} />
				)}
			</div>
		</>
	);
}

interface HeatMapProps {
	readonly matrix: RoleMatrix;
	readonly selected: Cell | undefined;
	readonly only: string;
}

/** Role by role as a table of cells: one of them is in the order of tabulation, arrow keys lead to the others. */
export function HeatMap({matrix, selected, only}: HeatMapProps) {
	const table = useRef<HTMLTableElement>(null);
	const cells = matrix.cells.filter((cell) => matches(cell, only));
	const [home = matrix.cells[0]] = selected === undefined ? cells : [selected];
	const rows = matrix.from.filter((role) => cells.some((cell) => cell.from === role));
	const columns = matrix.to.filter((role) => cells.some((cell) => cell.to === role));
	const most = Math.max(1, ...matrix.cells.map((cell) => cell.counts[cell.status] ?? 0));
	useEffect(() => {
		const {current} = table;
		if (current !== null && document.activeElement?.closest('.matrix') !== current) {
			current.querySelector('.selected')?.scrollIntoView({block: 'nearest', inline: 'nearest'});
		}
	}, []);
	return (
		<Scroll label="Matrix of roles">
			<table
				ref={table}
				class={`matrix${columns.length > 24 ? ' dense' : ''}`}
				onKeyDown={(event) => moveFocus(event, table.current)}
			>
				<caption class="hidden">What each role opens to each other. Arrow keys move from cell to cell.</caption>
				<thead>
					<tr>
						<td class="corner">
							opens <span aria-hidden="true">↓</span> to <span aria-hidden="true">→</span>
						</td>
						{columns.map((role) => (
							<th key={role} scope="col">
								<span>{role}</span>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((from, row) => (
						<tr key={from}>
							<th scope="row">{from}</th>
							{columns.map((to, column) => {
								const cell = matrix.cell(from, to);
								if (cell === undefined || (cell !== selected && !matches(cell, only))) return <td key={to} />;
								const text = describeCell(cell);
								const style = {'--heat': `${heatOf(cell, most)}%`};
								return (
									<td key={to}>
										<a
											href={hrefOf('matrix', {from, to, only})}
											class={`cell status-${cell.status}${cell === selected ? ' selected' : ''}`}
											style={style}
											tabIndex={cell === home ? 0 : -1}
											aria-label={text}
											aria-current={cell === selected ? 'true' : undefined}
											title={text}
											data-row={row}
											data-column={column}
										>
											{lettersOf(cell)}
										</a>
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
		</Scroll>
	);
}

/** What letters and colours of the cells that are shown stand for. */
export function statusesIn(matrix: RoleMatrix, only: string): Status[] {
	const cells = matrix.cells.filter((cell) => matches(cell, only));
	const told = new Set(
		cells.flatMap((cell) => [cell.status, ...problems.filter((status) => cell.counts[status] !== undefined)]),
	);
	return statuses.filter((status) => told.has(status));
}

function matches(cell: Cell, only: string): boolean {
	if (only === '') return true;
	if (only === 'seen') return cell.status !== 'unseen';
	if (only === 'problems') return problems.some((status) => cell.counts[status] !== undefined);
	return cell.counts[only as Status] !== undefined;
}

/** All that is wrong; of a cell in which nothing is, what it is. */
function lettersOf({counts, status}: Cell): string {
	const wrong = problems.filter((problem) => counts[problem] !== undefined).map((problem) => statusLetters[problem]);
	return wrong.length > 0 ? wrong.join('') : statusLetters[status];
}

/** `client to distribution-point: 3 unexpected, 1 failed, 12 expected`. */
export function describeCell({from, to, counts}: Cell): string {
	const parts = statuses.flatMap((status) =>
		counts[status] === undefined ? [] : [`${formatCount(counts[status])} ${statusTitles[status]}`],
	);
	return `${from} to ${to}: ${parts.join(', ')}`;
}

/** How strong the colour is, in percent: with the logarithm, so that one thing among thousands is still seen. */
function heatOf({counts, status}: Cell, most: number): number {
	if (status === 'unseen') return 0;
	const share = Math.log1p(counts[status] ?? 0) / Math.log1p(most);
	const isWrong = problems.includes(status);
	return Math.round(isWrong ? 45 + 35 * share : 18 + 42 * share);
}

/** To the next cell in the direction of an arrow key; those between that hold nothing are passed over. */
function moveFocus(event: KeyboardEvent, table: HTMLTableElement | null): void {
	const {activeElement} = document;
	if (table === null || !(activeElement instanceof HTMLElement) || activeElement.dataset['row'] === undefined) return;
	const [row, column] = [Number(activeElement.dataset['row']), Number(activeElement.dataset['column'])];
	const cells = [...table.querySelectorAll<HTMLElement>('a.cell')];
	const place = (cell: HTMLElement) => [Number(cell.dataset['row']), Number(cell.dataset['column'])] as const;
	const inRow = cells.filter((cell) => place(cell)[0] === row);
	const inColumn = cells.filter((cell) => place(cell)[1] === column);
	const targets: Readonly<Record<string, HTMLElement | undefined>> = {
		ArrowRight: inRow.find((cell) => place(cell)[1] > column),
		ArrowLeft: inRow.findLast((cell) => place(cell)[1] < column),
		ArrowDown: inColumn.find((cell) => place(cell)[0] > row),
		ArrowUp: inColumn.findLast((cell) => place(cell)[0] < row),
		Home: inRow[0],
		End: inRow.at(-1),
	};
	const target = targets[event.key];
	if (target === undefined) return;
	event.preventDefault();
	for (const cell of cells) cell.tabIndex = cell === target ? 0 : -1;
	target.focus();
}
