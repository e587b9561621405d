import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {parse} from 'yaml';
import {FanOut} from '#portolan/outlets/fan-out.js';
import {watchMetrics} from '#portolan/outlets/metrics.js';
import {readSyslogAddress} from '#portolan/outlets/syslog-address.js';
import {syslogMessage} from '#portolan/outlets/syslog-message.js';
import {readWebhookAddress} from '#portolan/outlets/webhook-address.js';
import {webhookHeaders, webhookMessage} from '#portolan/outlets/webhook-message.js';
import {describeEvent, eventText} from '#portolan/watch/describe-event.js';
import {type WatchEvent, watchEventKinds} from '#portolan/watch/event.js';
import {ROOT} from '../support/run.js';
import {readSchema} from '../support/schema.js';
import {eventsUpTo, watchStatus} from '../support/watch-events.js';

const text = readFileSync(path.join(ROOT, 'docs/watch.md'), 'utf8').replaceAll('\r\n', '\n');

/** What stands in the fences of a language, below a heading. */
function blocks(heading: string, language: string): string[] {
	const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
	return [...section.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)]
		.filter(([, name]) => name === language)
		.map(([, , content]) => content!);
}

const [first, others] = blocks('Events', 'json') as [string, string];
const opened = JSON.parse(first) as WatchEvent;
const events = [opened, ...others.split('\n').map((line) => JSON.parse(line) as WatchEvent)];

test('there is an example of each kind of event, and it fits the schema', (t) => {
	t.deepEqual(
		events.map(({event}) => event),
		[...watchEventKinds],
	);
	const {problemsOf} = readSchema('watch-event');
	for (const event of events) t.deepEqual(problemsOf(JSON.stringify(event)), []);
});

test('the lines of the example are what is written of it', (t) => {
	t.deepEqual(blocks('Events', 'text'), [describeEvent(opened)]);
	const address = readSyslogAddress('syslog://log.example');
	const sender = {hostname: 'probe1', processId: '4711'};
	t.deepEqual(blocks('Syslog', 'text'), [syslogMessage(opened, eventText(opened), address, sender, 2048).toString()]);
});

test('the check of signatures takes what is genuine, and nothing else', async (t) => {
	const [code] = blocks('Webhook', 'js') as [string];
	const {isGenuine} = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
		isGenuine: (headers: Readonly<Record<string, string>>, body: string, secret: string, now?: number) => boolean;
	};
	const now = 1_796_040_000;
	const message = webhookMessage(eventsUpTo(3));
	const headers = webhookHeaders(message, now, readWebhookAddress('https://hooks.example', 'secret').key);
	t.true(isGenuine(headers, message.body, 'secret', now + 299));
	t.false(isGenuine(headers, message.body, 'secret', now + 301));
	t.false(isGenuine(headers, `${message.body} `, 'secret', now));
	t.false(isGenuine(headers, message.body, 'another', now));
	t.false(isGenuine({...headers, 'webhook-id': 'x'}, message.body, 'secret', now));
	t.false(isGenuine(webhookHeaders(message, now, undefined), message.body, 'secret', now));
	t.false(isGenuine({}, message.body, 'secret', now));
	t.false(isGenuine(headers, message.body, 'secret'));
});

test('alert rules ask for metrics that there are', (t) => {
	const rules = parse(readFileSync(path.join(ROOT, 'docs/portolan-alerts.yaml'), 'utf8')) as {
		groups: ReadonlyArray<{rules: ReadonlyArray<{alert: string; expr: string}>}>;
	};
	const metrics = watchMetrics(watchStatus(), new FanOut([], {tell: () => {}}), {version: '1', residentOctets: 1});
	const names = new Set(metrics.map(({name}) => name));
	const asked = rules.groups.flatMap((group) => group.rules.flatMap(({expr}) => expr.match(/\bportolan_\w+/g) ?? []));
	t.true(asked.length >= 10);
	t.deepEqual(
		asked.filter((name) => !names.has(name)),
		[],
	);
});

test('the service runs a command that there is', async (t) => {
	const unit = readFileSync(path.join(ROOT, 'docs/portolan-watch.service'), 'utf8');
	const [, words = ''] = /^ExecStart=\/usr\/bin\/portolan watch %i (.*)$/m.exec(unit) ?? [];
	const {watchCommand} = await import('#portolan/cli/watch/command.js');
	const known = watchCommand().options.map(({long}) => long);
	const used = words.split(' ').filter((word) => word.startsWith('-'));
	t.true(used.length > 3);
	t.deepEqual(
		used.filter((option) => !known.includes(option)),
		[],
	);
});
