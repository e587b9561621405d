import test from 'ava';
import {Columns, ForeignColumns, SharedColumns} from '#portolan/capture/columns.js';

function some(columns: Columns) {
	return [columns.uint8(5), columns.float64(3), columns.uint32(7), columns.uint16(2), columns.int32(4)] as const;
}

test('columns are empty and as long as they were asked for', (t) => {
	for (const columns of [new Columns(), new SharedColumns()]) {
		t.deepEqual(
			some(columns).map((column) => [...column]),
			[5, 3, 7, 2, 4].map((length) => Array<number>(length).fill(0)),
		);
	}
});

test('no two of a dozen begin at the same place of a page', (t) => {
	const columns = new Columns();
	const places = Array.from({length: 12}, () => columns.uint32(4096).byteOffset % 4096);
	t.is(new Set(places).size, places.length);
	t.true(places.every((place) => place % 64 === 0));
});

test('what one thread writes, another one reads', (t) => {
	const own = new SharedColumns();
	const written = some(own);
	for (const [index, column] of written.entries()) column[1] = index + 1;
	const read = some(new ForeignColumns(structuredClone(own.memories)));
	t.deepEqual(read, written);
	written[2][6] = 9;
	t.is(read[2][6], 9);
});

test('columns that were not made are refused', (t) => {
	const own = new SharedColumns();
	own.uint8(5);
	t.throws(() => new ForeignColumns(own.memories).uint32(5), {instanceOf: RangeError});
	const all = new ForeignColumns(own.memories);
	all.uint8(5);
	t.throws(() => all.uint8(5), {instanceOf: RangeError});
});
