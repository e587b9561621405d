import test from 'ava';
import fc from 'fast-check';
import {metricsText} from '#portolan/outlets/metrics-text.js';

const text = (labels: Record<string, string>, help = 'Help.') =>
	metricsText([{name: 'portolan_x', type: 'gauge', help, samples: [{labels, value: 1.5}]}]);

test('a metric has its help, its type and its samples', (t) => {
	t.is(text({}), '# HELP portolan_x Help.\n# TYPE portolan_x gauge\nportolan_x 1.5\n');
	t.is(text({a: 'b', c: 'd'}).split('\n')[2], 'portolan_x{a="b",c="d"} 1.5');
	t.is(text({}, 'a\\b\nc').split('\n')[0], String.raw`# HELP portolan_x a\\b\nc`);
});

test('a metric without samples is left out', (t) => {
	t.is(metricsText([{name: 'portolan_x', type: 'counter', help: 'Help.', samples: []}]), '');
});

/** Reads a sample line as Prometheus does: a label's value ends at a quote that no backslash escapes. */
function readLabel(line: string): string | undefined {
	const match = /^portolan_x\{a="((?:[^"\\\n]|\\["\\n])*)"\} 1\.5$/u.exec(line);
	return match?.[1]?.replaceAll(/\\(["\\n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

test('whatever a label says, it is read back, and stays within its line', (t) => {
	const value = fc.oneof(
		fc.string({unit: 'binary', maxLength: 100}),
		fc.string({unit: fc.constantFrom('"', '\\', '\n', '}', '{', ',', 'n', '\r', '\ud800'), maxLength: 100}),
	);
	t.notThrows(() =>
		fc.assert(
			fc.property(value, (label) => {
				const lines = text({a: label}).split('\n');
				return lines.length === 4 && readLabel(lines[2]!) === label.replaceAll(/\p{Cs}/gu, '\uFFFD');
			}),
		),
	);
});

test('a very long label is cut between characters', (t) => {
	t.is(readLabel(text({a: '😀'.repeat(200)}).split('\n')[2]!), '😀'.repeat(120));
});
