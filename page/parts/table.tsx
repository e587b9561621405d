import type {ComponentChildren} from 'preact';
import {useNavigation} from '../use-address.js';
import {formatCount} from './numbers.js';
import {Scroll} from './scroll.js';

/** Rows on one page of a table. */
export const PAGE_ROWS = 100;

export interface Column<Row> {
	readonly name: string;
	readonly title: string;
	readonly isNumber?: boolean;
	/** It can be ordered by this column. */
	readonly isOrder?: boolean;
	readonly cell: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
	readonly caption: string;
	readonly columns: ReadonlyArray<Column<Row>>;
	readonly rows: readonly Row[];
	readonly rowKey: (row: Row) => string | number;
	readonly rowClass?: (row: Row) => string;
	/** What a row opens into; a row is opened by its key, which the address has as `open`. */
	readonly details?: (row: Row) => ComponentChildren;
	/** What a row is called where it is opened. */
	readonly rowName?: (row: Row) => string;
	readonly order?: string;
}

/** A table whose order, and which of whose rows is open, stand in the address. */
export function Table<Row>(props: TableProps<Row>) {
	const {caption, columns, rows, rowKey, rowClass, details, rowName, order = ''} = props;
	const {chosen, choose} = useNavigation();
	const isDescending = order.startsWith('-');
	const ordered = order.replace(/^-/, '');
	const width = columns.length + (details === undefined ? 0 : 1);
	return (
		<Scroll label={caption}>
			<table>
				<caption class="hidden">{caption}</caption>
				<thead>
					<tr>
						{details === undefined ? null : (
							<th scope="col" class="opener">
								<span class="hidden">Details</span>
							</th>
						)}
						{columns.map(({name, title, isNumber, isOrder}) => (
							<th
								key={name}
								scope="col"
								class={isNumber === true ? 'number' : ''}
								aria-sort={ordered === name ? (isDescending ? 'descending' : 'ascending') : undefined}
							>
								{isOrder === true ? (
									<button
										type="button"
										class="order"
										onClick={() => choose({sort: nextOrder(name, ordered, isDescending, isNumber === true), page: ''})}
									>
										{title}
										<span aria-hidden="true">{ordered === name ? (isDescending ? ' ▾' : ' ▴') : ''}</span>
									</button>
								) : (
									title
								)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.flatMap((row) => {
						const key = String(rowKey(row));
						const isOpen = chosen['open'] === key;
						return [
							<tr key={key} class={`${rowClass?.(row) ?? ''}${isOpen ? ' open' : ''}`}>
								{details === undefined ? null : (
									<td class="opener">
										<button
											type="button"
											aria-expanded={isOpen}
											aria-label={`Details of ${rowName?.(row) ?? key}`}
											onClick={() => choose({open: isOpen ? '' : key})}
										>
											{isOpen ? '−' : '+'}
										</button>
									</td>
								)}
								{columns.map(({name, isNumber, cell}) => (
									<td key={name} class={isNumber === true ? 'number' : `column-${name}`}>
										{cell(row)}
									</td>
								))}
							</tr>,
							isOpen && details !== undefined ? (
								<tr key={`${key}-details`} class="details">
									<td colSpan={width}>{details(row)}</td>
								</tr>
							) : null,
						];
					})}
					{rows.length === 0 ? (
						<tr>
							<td class="none" colSpan={width}>
								Nothing matches.
							</td>
						</tr>
					) : null}
				</tbody>
			</table>
		</Scroll>
	);
}

/** The first click on numbers puts the largest first, on texts the first of the alphabet; the next one turns it round. */
function nextOrder(name: string, ordered: string, isDescending: boolean, isNumber: boolean): string {
	const isDown = ordered === name ? !isDescending : isNumber;
	return isDown ? `-${name}` : name;
}

/** The page of rows that the address names, from 1. */
export function pageOf(chosen: Readonly<Record<string, string>>, rows: number): number {
	const page = Number(chosen['page'] ?? 1);
	return Number.isInteger(page) ? Math.max(1, Math.min(page, pagesOf(rows))) : 1;
}

function pagesOf(rows: number): number {
	return Math.max(1, Math.ceil(rows / PAGE_ROWS));
}

/** How many rows there are, and the way to the others. */
export function Pager({rows, all, noun}: {readonly rows: number; readonly all: number; readonly noun: string}) {
	const {chosen, choose} = useNavigation();
	const page = pageOf(chosen, rows);
	const pages = pagesOf(rows);
	const go = (to: number) => choose({page: to === 1 ? '' : String(to), open: ''});
	const button = (title: string, to: number, isOff: boolean) => (
		<button type="button" disabled={isOff} onClick={() => go(to)}>
			{title}
		</button>
	);
	const counted = rows === all ? formatCount(all) : `${formatCount(rows)} of ${formatCount(all)}`;
	return (
		<div class="pager">
			<p role="status">
				{counted} {noun}
				{pages > 1 ? `, page ${formatCount(page)} of ${formatCount(pages)}` : ''}
			</p>
			{pages > 1 ? (
				<nav aria-label="Pages">
					{button('First', 1, page === 1)}
					{button('Previous', page - 1, page === 1)}
					{button('Next', page + 1, page === pages)}
					{button('Last', pages, page === pages)}
				</nav>
			) : null}
		</div>
	);
}
