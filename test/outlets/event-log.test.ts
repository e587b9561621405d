import * as fs from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '#portolan/net/problem.js';
import {DAY, HOUR, SECOND} from '#portolan/net/time.js';
import {EventFile, type FileSystem} from '#portolan/outlets/event-files.js';
import {EventLog, usualRotation} from '#portolan/outlets/event-log.js';
import {QUEUE_BOUND} from '#portolan/outlets/outlet.js';
import type {Rotation} from '#portolan/outlets/rotation.js';
import {FakeClock, settled} from '../support/fake-clock.js';
import {eventsUpTo, NOON} from '../support/watch-events.js';

const root = fs.mkdtempSync(path.join(tmpdir(), 'portolan-events-'));
test.after.always(() => fs.rmSync(root, {recursive: true}));
let folders = 0;

interface Setup {
	readonly rotation?: Partial<Rotation>;
	readonly before?: string;
	/** Replaces parts of the file system. */
	readonly fileSystem?: Partial<FileSystem>;
}

function setUp({rotation = {}, before, fileSystem = {}}: Setup = {}) {
	const folder = path.join(root, String(folders++));
	fs.mkdirSync(folder);
	const file = path.join(folder, 'events.ndjson');
	if (before !== undefined) {
		fs.writeFileSync(file, before);
		fs.utimesSync(file, NOON / SECOND, NOON / SECOND);
	}
	const clock = new FakeClock(NOON);
	const told: string[] = [];
	const context = {clock, tell: (line: string) => told.push(line.replace(folder + path.sep, ''))};
	const log = new EventLog(new EventFile(file, {...fs, ...fileSystem}), context, {...usualRotation, ...rotation});
	const names = () => fs.readdirSync(folder).sort();
	const sequences = (name = 'events.ndjson') =>
		fs
			.readFileSync(path.join(folder, name), 'utf8')
			.split('\n')
			.filter((line) => line.startsWith('{'))
			.map((line) => (JSON.parse(line) as {sequence: number}).sequence);
	return {folder, file, clock, told, log, names, sequences, context};
}

/** A disk with room for so many octets; beyond that it takes what fits, and then nothing. */
function disk(room: number) {
	const state = {room};
	const writeSync = (file: number, octets: Uint8Array, start = 0) => {
		if (state.room === 0) throw Object.assign(new Error('no space left on device'), {code: 'ENOSPC'});
		const count = Math.min(state.room, octets.length - start);
		state.room -= count;
		return fs.writeSync(file, octets, start, count);
	};
	const ftruncateSync = (file: number, length = 0) => {
		state.room += fs.fstatSync(file).size - length;
		fs.ftruncateSync(file, length);
	};
	return {state, fileSystem: {writeSync: writeSync as typeof fs.writeSync, ftruncateSync}};
}

const line = (sequence: number) => `${JSON.stringify(eventsUpTo(sequence).at(-1))}\n`;

test('an event is in the file at once, as a line of JSON', async (t) => {
	const {log, file, told} = setUp();
	const [first, second] = eventsUpTo(2);
	log.emit(first!);
	await settled();
	t.is(fs.readFileSync(file, 'utf8'), line(1));
	log.emit(second!);
	await settled();
	t.is(fs.readFileSync(file, 'utf8'), line(1) + line(2));
	t.deepEqual(log.state, {queued: 0, delivered: 2, lost: 0, problem: undefined});
	t.deepEqual(told, []);
});

test('a file that is there is gone on with', async (t) => {
	const {log, sequences, names} = setUp({before: line(1)});
	log.emit(eventsUpTo(2)[1]!);
	await settled();
	t.deepEqual(sequences(), [1, 2]);
	t.deepEqual(names(), ['events.ndjson']);
});

test('a line that a crash cut off stays, and the next event has a line of its own', async (t) => {
	const {log, file, told} = setUp({before: line(1) + line(2).slice(0, 30)});
	for (const event of eventsUpTo(4).slice(2)) log.emit(event);
	await settled();
	t.is(fs.readFileSync(file, 'utf8'), `${line(1)}${line(2).slice(0, 30)}\n${line(3)}${line(4)}`);
	t.deepEqual(told, ['events.ndjson: its last line is not whole; events go on below it']);
});

test('a file that is moved away or deleted while it is written begins anew', async (t) => {
	const {log, folder, file, sequences} = setUp();
	const [first, second, third] = eventsUpTo(3);
	log.emit(first!);
	await settled();
	fs.renameSync(file, path.join(folder, 'moved'));
	log.emit(second!);
	await settled();
	t.deepEqual(sequences(), [2]);
	fs.rmSync(file);
	log.emit(third!);
	await settled();
	t.deepEqual(sequences(), [3]);
	t.deepEqual(sequences('moved'), [1]);
});

test('a file that is full is put aside, and so many old ones are kept', async (t) => {
	const {log, names, sequences, told} = setUp({rotation: {maxOctets: 2.5 * line(1).length, kept: 2}});
	for (const event of eventsUpTo(9)) log.emit(event);
	await settled();
	t.deepEqual(names(), ['events-20261130T120000Z.3.ndjson', 'events-20261130T120000Z.4.ndjson', 'events.ndjson']);
	t.deepEqual(sequences('events-20261130T120000Z.3.ndjson'), [5, 6]);
	t.deepEqual(sequences('events-20261130T120000Z.4.ndjson'), [7, 8]);
	t.deepEqual(sequences(), [9]);
	t.deepEqual(told, []);
});

test('an event that is longer than a file may be has a file of its own', async (t) => {
	const {log, names, sequences} = setUp({rotation: {maxOctets: 10}});
	for (const event of eventsUpTo(2)) log.emit(event);
	await settled();
	t.deepEqual(names(), ['events-20261130T120000Z.ndjson', 'events.ndjson']);
	t.deepEqual(sequences(), [2]);
});

test('a file is put aside when its period is over, by the next event', async (t) => {
	const {log, clock, names, sequences} = setUp({rotation: {period: HOUR}});
	const events = eventsUpTo(4);
	log.emit(events[0]!);
	await settled();
	await clock.advance(HOUR - 1);
	log.emit(events[1]!);
	await settled();
	t.deepEqual(names(), ['events.ndjson']);
	await clock.advance(1);
	t.deepEqual(names(), ['events.ndjson']);
	log.emit(events[2]!);
	await settled();
	t.deepEqual(names(), ['events-20261130T130000Z.ndjson', 'events.ndjson']);
	log.emit(events[3]!);
	await settled();
	t.deepEqual(sequences(), [3, 4]);
});

test('a file of an earlier period is put aside after a restart too', async (t) => {
	const {log, clock, names} = setUp({before: line(1)});
	await clock.advance(DAY);
	log.emit(eventsUpTo(2)[1]!);
	await settled();
	t.deepEqual(names(), ['events-20261201T120000Z.ndjson', 'events.ndjson']);
});

test('where no new file can be begun, events go on in the one that there is, and that is told once', async (t) => {
	const renameSync = () => {
		throw Object.assign(new Error('in use'), {code: 'EBUSY'});
	};
	const {log, names, sequences, told} = setUp({rotation: {maxOctets: 10}, fileSystem: {renameSync}});
	for (const event of eventsUpTo(3)) log.emit(event);
	await settled();
	t.deepEqual(names(), ['events.ndjson']);
	t.deepEqual(sequences(), [1, 2, 3]);
	t.deepEqual(told, ['events.ndjson: no new file could be begun (EBUSY); events go on in this one']);
});

test('a full disk gives half a line back, events wait, and are written when there is room', async (t) => {
	const {state, fileSystem} = disk(line(1).length + 20);
	const {log, file, clock, told, sequences} = setUp({fileSystem});
	const events = eventsUpTo(4);
	for (const event of events.slice(0, 3)) log.emit(event);
	await settled();
	t.is(fs.readFileSync(file, 'utf8'), line(1));
	t.deepEqual(log.state, {queued: 2, delivered: 1, lost: 0, problem: 'events cannot be written (ENOSPC)'});
	await clock.advance(5 * SECOND);
	t.deepEqual(told, ['events.ndjson: events cannot be written (ENOSPC); events wait until it works']);
	state.room = 1e6;
	await clock.advance(SECOND);
	t.deepEqual(sequences(), [1, 2, 3]);
	log.emit(events[3]!);
	await settled();
	t.deepEqual(sequences(), [1, 2, 3, 4]);
	t.deepEqual(told.slice(1), ['events.ndjson: works again']);
	t.is(log.state.problem, undefined);
});

test('what is beyond the bound is lost and counted, and what waited comes whole', async (t) => {
	const {state, fileSystem} = disk(0);
	const {log, clock, told, sequences} = setUp({fileSystem});
	const events = eventsUpTo(QUEUE_BOUND + 312);
	for (const event of events) log.emit(event);
	await settled();
	t.like(log.state, {queued: QUEUE_BOUND, delivered: 0, lost: 312});
	state.room = 1e9;
	await clock.advance(SECOND);
	t.deepEqual(
		sequences(),
		Array.from({length: QUEUE_BOUND}, (_, index) => index + 1),
	);
	t.deepEqual(told, [
		'events.ndjson: events cannot be written (ENOSPC); events wait until it works',
		'events.ndjson: 10000 events wait already; those that come now are lost',
		'events.ndjson: works again; 312 events could not be delivered',
	]);
});

test('more events than may wait are written all the same, where nothing is wrong', async (t) => {
	const {log, sequences, told} = setUp();
	for (const event of eventsUpTo(QUEUE_BOUND + 300)) log.emit(event);
	await settled();
	t.is(sequences().length, QUEUE_BOUND + 300);
	t.deepEqual(told, []);
});

test('closing makes a last attempt, and counts what it does not get rid of', async (t) => {
	const full = disk(0);
	const {log, clock, told} = setUp({fileSystem: full.fileSystem});
	for (const event of eventsUpTo(3)) log.emit(event);
	await settled();
	await log.close();
	t.deepEqual(log.state, {queued: 0, delivered: 0, lost: 3, problem: 'events cannot be written (ENOSPC)'});
	t.deepEqual(told.slice(1), ['events.ndjson: closed; 3 events could not be delivered']);
	t.deepEqual(clock.waits, []);
	log.emit(eventsUpTo(1)[0]!);
	await settled();
	t.is(log.state.lost, 4);

	const freed = disk(0);
	const later = setUp({fileSystem: freed.fileSystem});
	later.log.emit(eventsUpTo(1)[0]!);
	await settled();
	freed.state.room = 1e6;
	await later.log.close();
	t.deepEqual(later.sequences(), [1]);
	t.is(later.log.state.lost, 0);
});

test('a file that cannot be opened is wrong usage', async (t) => {
	const {context, folder} = setUp();
	t.throws(() => EventLog.open(path.join(folder, 'nowhere/events.ndjson'), context), {
		instanceOf: UsageError,
		message: /events\.ndjson: events cannot be written there \(ENOENT\)$/,
	});
	t.throws(() => EventLog.open(folder, context), {instanceOf: UsageError, message: /EISDIR/});
	t.notThrows(() => EventLog.open(path.join(folder, 'new.ndjson'), context));
});

(fs.existsSync('/dev/full') ? test : test.skip)('a device that is full is a disk that is full', async (t) => {
	const {context, told} = setUp();
	const log = EventLog.open('/dev/full', context);
	log.emit(eventsUpTo(1)[0]!);
	await settled();
	t.is(log.state.queued, 1);
	t.deepEqual(told, ['/dev/full: events cannot be written (ENOSPC); events wait until it works']);
	await log.close();
});
