import test from 'ava';
import {describeEvent} from '#portolan/watch/describe-event.js';
import type {WatchEvent} from '#portolan/watch/event.js';
import {expectationEvent, findingEvent, qualityEvent} from '../support/watch-events.js';

const described = test.macro<[event: WatchEvent, line: string]>({
	exec: (t, event, line) => t.is(describeEvent(event), line),
	title: (name, {event}) => `${event}: ${name}`,
});

test(
	'what it is, and why',
	described,
	findingEvent('finding-opened', {
		kind: 'failed',
		severity: 'warning',
		message: 'client1 -> sql01 tcp/1433: documented, but was not answered',
		diagnosis: {name: 'filtered', cause: 'a filter drops it', alternative: 'or not'},
	}),
	'12:00:00Z warning failed client -> sql-server tcp/1433: client1 -> sql01 tcp/1433: documented, but was not answered; likely: a filter drops it',
);
test(
	'without a port',
	described,
	findingEvent('finding-opened', {protocol: 'icmp', port: null, message: 'it is'}),
	'12:00:00Z error undocumented-port client -> sql-server icmp: it is',
);
test(
	'about none',
	described,
	findingEvent('finding-opened', {kind: 'mirror-silent', protocol: null, port: null, message: 'it is'}),
	'12:00:00Z error mirror-silent client -> sql-server: it is',
);
test(
	'what is new',
	described,
	findingEvent('finding-updated', {}, {reason: '3 pairs of hosts, were 2'}),
	'12:00:00Z error updated undocumented-port client -> sql-server tcp/1433: 3 pairs of hosts, were 2',
);
test(
	'why',
	described,
	findingEvent('finding-closed', {}, {reason: 'not seen for a day'}),
	'12:00:00Z error closed undocumented-port client -> sql-server tcp/1433: not seen for a day',
);
test(
	'a server',
	described,
	expectationEvent('expectation-met'),
	'12:00:00Z expectation met web -> sql-server (sql01): tcp/1433 is used',
);
test(
	'a server',
	described,
	expectationEvent('expectation-lost', {message: 'not seen for 15 min'}),
	'12:00:00Z expectation lost web -> sql-server (sql01): not seen for 15 min',
);
test('drops', described, qualityEvent(), '12:00:00Z warning capture-drops: the kernel lost 12 packets');
test(
	'hostile names stay in their line',
	described,
	qualityEvent({message: 'evil\x1b[2J\r\nhost\u202e\u2028'}),
	'12:00:00Z warning capture-drops: evil\uFFFD[2J\uFFFD\uFFFDhost\uFFFD\uFFFD',
);
