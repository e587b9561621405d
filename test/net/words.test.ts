import test from 'ava';
import {nearest} from '#portolan/net/nearest.js';
import {isEphemeral, PortSet, parsePortRange} from '#portolan/net/port.js';
import {protocolName, protocolNumber} from '#portolan/net/protocol.js';
import {DAY, formatDuration, formatTime, HOUR, MINUTE, parseDuration, SECOND} from '#portolan/net/time.js';

const range = test.macro({
	exec: (t, text: string, expected: readonly [number, number] | RegExp) => {
		const result = parsePortRange(text);
		if (expected instanceof RegExp) t.regex(String(result), expected);
		else t.deepEqual(result, {first: expected[0], last: expected[1]});
	},
	title: (_, text) => `port range "${text}"`,
});

test(range, '443', [443, 443]);
test(range, ' 49152-65535 ', [49_152, 65_535]);
test(range, '1', [1, 1]);
test(range, '0', /port 0 is out of range/);
test(range, '65536', /port 65536 is out of range/);
test(range, '80-65536', /port 65536 is out of range/);
test(range, '90-80', /reversed: write 80-90/);
test(range, 'http', /"http" is not a port/);
test(range, '80-', /is not a port/);
test(range, '-1', /is not a port/);
test(range, '', /is not a port/);

test('ports that hosts pick for themselves', (t) => {
	t.deepEqual([1023, 1024, 5000, 5001, 32_767, 32_768, 65_535].map(isEphemeral), [
		false,
		true,
		true,
		false,
		false,
		true,
		true,
	]);
});

test('a port set keeps protocols apart', (t) => {
	const set = new PortSet();
	set.add(6, {first: 80, last: 81});
	t.true(set.has(6, 81));
	t.false(set.has(6, 82));
	t.false(set.has(17, 80));
});

test('protocols have names, and numbers where they have none', (t) => {
	t.is(protocolName(6), 'tcp');
	t.is(protocolName(253), 'ip-253');
	t.is(protocolNumber('esp'), 50);
	t.is(protocolNumber('ip-253'), 253);
	t.is(protocolNumber('ip-256'), undefined);
	t.is(protocolNumber('toString'), undefined);
});

const time = test.macro({
	exec: (t, micros: number, expected: string) => t.is(formatTime(micros), expected),
	title: (_, micros, expected) => `${micros} is ${expected}`,
});

test(time, 0, '1970-01-01T00:00:00.000000Z');
test(time, 1_767_225_600_000_001, '2026-01-01T00:00:00.000001Z');
test(time, 1_767_225_600_999_999, '2026-01-01T00:00:00.999999Z');
test(time, -1, '1969-12-31T23:59:59.999999Z');
test(time, 2 ** 64, '+275760-09-13T00:00:00.000000Z');

test('durations for people', (t) => {
	t.deepEqual([0, 1500, 16.6406 * SECOND, 90 * SECOND, HOUR, 26 * HOUR, DAY + 5 * SECOND].map(formatDuration), [
		'0 s',
		'0.002 s',
		'16.641 s',
		'1 min 30 s',
		'1 h',
		'1 d 2 h',
		'1 d',
	]);
});

test('durations from people', (t) => {
	t.deepEqual(['90s', '15min', '15m', '24h', '7d', '7 d'].map(parseDuration), [
		90 * SECOND,
		15 * MINUTE,
		15 * MINUTE,
		DAY,
		7 * DAY,
		7 * DAY,
	]);
	t.deepEqual(['', '15', 'h', '-1h', '1w'].map(parseDuration), [undefined, undefined, undefined, undefined, undefined]);
});

test('the nearest word is the one that was meant', (t) => {
	const roles = ['site-server', 'sql-server', 'management-point'];
	t.is(nearest('sitte-server', roles), 'site-server');
	t.is(nearest('managementpoint', roles), 'management-point');
	t.is(nearest('printer', roles), undefined);
	t.is(nearest('', roles), undefined);
});
