import Table from 'cli-table3';

/** Rows for a terminal: columns under each other, indented by two, without a frame and without spaces at the end. */
export function alignColumns(rows: ReadonlyArray<readonly string[]>): string {
	if (rows.length === 0) return '';
	const none = '';
	const table = new Table({
		chars: {
			top: none,
			'top-mid': none,
			'top-left': none,
			'top-right': none,
			bottom: none,
			'bottom-mid': none,
			'bottom-left': none,
			'bottom-right': none,
			left: '  ',
			'left-mid': none,
			mid: none,
			'mid-mid': none,
			right: none,
			'right-mid': none,
			middle: '  ',
		},
		style: {'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true},
	});
	for (const row of rows) table.push([...row]);
	return table.toString().replace(/[ \t]+$/gm, '');
}

/** Comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula is marked as text. */
export function csvTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: string): string {
	const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
