// biome-ignore-all lint/suspicious/noControlCharactersInRegex: what is sent to a terminal is control characters
import {EventEmitter} from 'node:events';
import {PassThrough, Writable} from 'node:stream';
import type {ReadStream, WriteStream} from 'node:tty';
import test from 'ava';
import {LiveScreen} from '#portolan/cli/live-screen.js';

function setUp({rows = 5, columns = 20} = {}) {
	const written: string[] = [];
	const output = Object.assign(
		new Writable({
			write(chunk: Buffer, _encoding, done) {
				written.push(chunk.toString());
				done();
			},
		}),
		{rows, columns, isTTY: true},
	);
	const modes: boolean[] = [];
	const input = Object.assign(new EventEmitter(), {
		isTTY: true,
		setRawMode: (mode: boolean) => modes.push(mode),
		resume: () => {},
		pause: () => {},
	});
	const errors = new PassThrough();
	const shown = {lines: ['one', 'two'] as readonly string[]};
	let quits = 0;
	let foot = '';
	const screen = new LiveScreen(output as unknown as WriteStream, input as unknown as ReadStream, errors, {
		draw: (_size, last) => {
			foot = last;
			return shown.lines;
		},
		onQuit: () => {
			quits++;
		},
	});
	/** What was written since the last call. */
	const take = () => written.splice(0).join('');
	return {screen, output, input, errors, modes, shown, take, quits: () => quits, foot: () => foot};
}

test.serial('it begins on a screen of its own, and leaves it as it was', (t) => {
	const {screen, take, modes, errors} = setUp();
	screen.start();
	t.regex(take(), /^\x1b\[\?1049h\x1b\[\?25l\x1b\[2J.*\x1b\[1;1H\x1b\[2Kone\x1b\[2;1H\x1b\[2Ktwo/s);
	screen.tell('a line');
	screen.stop();
	t.true(take().endsWith('\x1b[?7h\x1b[?25h\x1b[?1049l'));
	t.deepEqual(modes, [true, false]);
	t.is((errors.read() as Buffer).toString(), 'a line\n');
	screen.redraw();
	screen.stop();
	t.is(take(), '');
});

test.serial('only lines that changed are written', (t) => {
	const {screen, take, shown} = setUp();
	screen.start();
	take();
	screen.redraw();
	t.is(take(), '');
	shown.lines = ['one', 'three'];
	screen.redraw();
	t.is(take(), '\x1b[?7l\x1b[2;1H\x1b[2Kthree\x1b[?7h');
	screen.stop();
});

test.serial('another size draws everything anew', (t) => {
	const {screen, take, output, shown} = setUp();
	screen.start();
	take();
	output.rows = 1;
	shown.lines = ['one', 'two', 'three'];
	output.emit('resize');
	t.is(take(), '\x1b[2J\x1b[?7l\x1b[1;1H\x1b[2Kone\x1b[?7h');
	screen.stop();
});

test.serial('q and Ctrl-C end it, other keys do nothing', (t) => {
	const {screen, input, quits} = setUp();
	screen.start();
	input.emit('data', Buffer.from('x\x1b[A'));
	t.is(quits(), 0);
	input.emit('data', Buffer.from('q'));
	input.emit('data', Buffer.from('\x03'));
	t.is(quits(), 2);
	screen.stop();
	input.emit('data', Buffer.from('q'));
	t.is(quits(), 2);
});

test.serial('lines for the operator are shown at the foot, and bounded', (t) => {
	const {screen, errors, foot} = setUp();
	screen.tell('before');
	screen.start();
	t.is(foot(), 'q ends the watch');
	for (let line = 1; line <= 120; line++) screen.tell(`line ${line}`);
	t.is(foot(), 'line 120');
	screen.stop();
	const lines = (errors.read() as Buffer).toString().trimEnd().split('\n');
	t.is(lines.length, 1 + 1 + 100);
	t.deepEqual(lines.slice(0, 3), ['before', 'portolan: 20 earlier lines are left out', 'line 21']);
});

test.serial(
	'the terminal is given back before an error that nobody caught is printed, and when the process ends',
	(t) => {
		for (const event of ['uncaughtExceptionMonitor', 'exit'] as const) {
			const before = process.listenerCount(event);
			const {screen, take} = setUp();
			screen.start();
			take();
			t.is(process.listenerCount(event), before + 1);
			process
				.listeners(event as 'exit')
				.at(-1)!
				.call(process, 0);
			t.true(take().endsWith('\x1b[?1049l'), event);
			screen.stop();
			t.is(process.listenerCount(event), before);
		}
	},
);
