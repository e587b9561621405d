import test from 'ava';
import fc from 'fast-check';
import {CodedColumn, decodeAll, decodeFramed, decodeNumbers, decodePositions, decodeSparse} from '#page/numbers.js';
import {
	encodeColumn,
	encodeFramed,
	encodeNumbers,
	encodePositions,
	encodeSparse,
} from '#portolan/report/html/columns.js';

const number = fc.oneof(fc.nat(300), fc.maxSafeNat());

test('LEB128, as DWARF 5 has it in section 7.6', (t) => {
	t.is(
		encodeNumbers([2, 127, 128, 129, 12857]),
		Buffer.from([2, 127, 0x80, 1, 0x81, 1, 0xb9, 0x64]).toString('base64'),
	);
});

test('numbers', (t) => {
	fc.assert(
		fc.property(fc.array(number), (numbers) => {
			const text = encodeNumbers(numbers);
			t.deepEqual([...decodeNumbers(text, numbers.length)], numbers);
			t.deepEqual([...decodeAll(text)], numbers);
		}),
	);
});

test('the greatest double ends, too', (t) => {
	t.is(decodeNumbers(encodeNumbers([Number.MAX_VALUE]), 1)[0], Number.MAX_VALUE);
});

test('positions', (t) => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.nat(1e6)), (positions) => {
			const ascending = positions.toSorted((a, b) => a - b);
			t.deepEqual([...decodePositions(encodePositions(ascending))], ascending);
		}),
	);
	t.is(encodePositions([]), '');
});

test('columns', (t) => {
	const value = fc.oneof(fc.constantFrom('a', 'b', null), fc.record({list: fc.array(fc.string())}));
	fc.assert(
		fc.property(fc.array(value), (rows) => {
			const column = new CodedColumn(
				encodeColumn(rows, (row) => row),
				rows.length,
			);
			t.deepEqual(
				rows.map((_, row) => column.at(row)),
				rows,
			);
		}),
	);
});

test('columns that have values in some rows', (t) => {
	const rows = [null, {by: 'ftp', frame: {capture: 0, packet: 7}}, null, {by: 'ftp', frame: {capture: 1, packet: 2}}];
	t.deepEqual(
		[...decodeSparse(encodeSparse(rows, (row) => row?.by))],
		[
			[1, 'ftp'],
			[3, 'ftp'],
		],
	);
	t.deepEqual(
		[...decodeFramed(encodeFramed(rows, (row) => row))],
		[
			[1, rows[1]!],
			[3, rows[3]!],
		],
	);
});
