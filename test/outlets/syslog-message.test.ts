import test from 'ava';
import fc from 'fast-check';
import {readSyslogAddress} from '#portolan/outlets/syslog-address.js';
import {structuredData, syslogMessage, syslogSeverity} from '#portolan/outlets/syslog-message.js';
import type {WatchEvent} from '#portolan/watch/event.js';
import {expectationEvent, findingEvent, qualityEvent} from '../support/watch-events.js';

const address = readSyslogAddress('syslog://log.example');
const sender = {hostname: 'probe1', processId: '4711'};

const message = (event: WatchEvent, text: string, longest = 2048) =>
	syslogMessage(event, text, address, sender, longest).toString();

test('a message has all that RFC 5424 asks for', (t) => {
	t.is(
		message(findingEvent('finding-opened'), 'what was found'),
		'<27>1 2026-11-30T12:00:00.000000Z probe1 portolan 4711 finding-opened ' +
			'[portolan@32473 sequence="1" id="f5f1c9a2b7d04e66" kind="undocumented-port" severity="error" from="client" to="sql-server" ' +
			'protocol="tcp" port="1433" rule="shop/client/sql-server/sql" pairs="1" initiator="client1" responder="sql01"] what was found',
	);
	t.is(
		message(expectationEvent('expectation-lost'), 'gone'),
		'<28>1 2026-11-30T12:00:00.000000Z probe1 portolan 4711 expectation-lost ' +
			'[portolan@32473 sequence="1" rule="shop/web/sql-server/sql" from="web" to="sql-server" host="sql01"] gone',
	);
	t.is(
		message(qualityEvent(), 'lost'),
		'<28>1 2026-11-30T12:00:00.000000Z probe1 portolan 4711 quality [portolan@32473 sequence="1" about="capture-drops" severity="warning"] lost',
	);
});

test('what is null is left out', (t) => {
	const event = findingEvent('finding-opened', {protocol: null, port: null, rule: null, hosts: []});
	t.notRegex(message(event, ''), /protocol=|port=|rule=|initiator=|responder=|null/);
});

const severity = test.macro<[event: WatchEvent, code: number]>({
	exec: (t, event, code) => t.is(syslogSeverity(event), code),
	title: (name, _, code) => `${name} has severity ${code}`,
});

test('an error', severity, findingEvent('finding-opened', {severity: 'error'}), 3);
test('a warning that is news', severity, findingEvent('finding-updated', {severity: 'warning'}), 4);
test('a note', severity, findingEvent('finding-opened', {severity: 'note'}), 5);
test('an error that is over', severity, findingEvent('finding-closed', {severity: 'error'}), 6);
test('a service that is there', severity, expectationEvent('expectation-met'), 6);
test('a service that is gone', severity, expectationEvent('expectation-lost'), 4);
test('trouble of the capture', severity, qualityEvent({severity: 'error'}), 3);

test('the facility and the name of the structured data are those of the address', (t) => {
	const local = readSyslogAddress('syslog://log.example?facility=local7&sd-id=chart@4242');
	const text = syslogMessage(qualityEvent(), 'x', local, sender, 2048).toString();
	t.true(text.startsWith(`<${23 * 8 + 4}>1 `));
	t.regex(text, / \[chart@4242 /);
});

test('what is not ASCII is announced, and what would end a line is gone', (t) => {
	t.true(message(qualityEvent(), 'plain text').endsWith('] plain text'));
	t.true(message(qualityEvent(), 'größer').endsWith('] \uFEFFgrößer'));
	t.true(message(qualityEvent(), 'a\nb\x1b[2J').endsWith('] \uFEFFa\uFFFDb\uFFFD[2J'));
});

test('a name that no header may have is left out', (t) => {
	const text = (hostname: string) =>
		syslogMessage(qualityEvent(), 'x', address, {hostname, processId: '1'}, 2048).toString();
	t.regex(text(''), /Z - portolan 1 /);
	t.regex(text('two words\n'), /Z twowords portolan 1 /);
	t.regex(text('x'.repeat(300)), /Z x{255} portolan 1 /);
});

test('a long text is cut between characters', (t) => {
	for (const longest of [300, 301, 302, 303, 304]) {
		const octets = syslogMessage(qualityEvent(), 'ü€😀'.repeat(200), address, sender, longest);
		t.true(octets.length <= longest && octets.length > longest - 4);
		t.false(octets.toString().includes('\uFFFD'));
		t.true(octets.toString().endsWith('...'));
	}
});

/** Takes structured data apart as RFC 5424 section 6.3 describes it; `undefined` for what is none. */
function readStructuredData(text: string): {id: string; fields: Array<[string, string]>} | undefined {
	const match = /^\[([^ =\]"]+)((?: [^ =\]"]+="(?:[^"\\\]]|\\["\\\]])*")*)\]$/s.exec(text);
	if (match === null) return undefined;
	const fields = [...match[2]!.matchAll(/ ([^ =\]"]+)="((?:[^"\\\]]|\\["\\\]])*)"/gs)].map(
		([, name, value]): [string, string] => [name!, value!.replaceAll(/\\(["\\\]])/g, '$1')],
	);
	return {id: match[1]!, fields};
}

test('whatever a value is, it is read back as it was, without control characters', (t) => {
	const value = fc.oneof(
		fc.string({unit: 'binary', maxLength: 30}),
		fc.string({unit: fc.constantFrom('"', '\\', ']', '[', '=', ' ', '\n', 'ü', '\u202e', '\x1b'), maxLength: 30}),
	);
	t.notThrows(() =>
		fc.assert(
			fc.property(fc.array(value, {maxLength: 5}), (values) => {
				const fields = values.map((text, index) => [`p${index}`, text] as const);
				const read = readStructuredData(structuredData('portolan@32473', fields));
				const clean = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
				return (
					read !== undefined &&
					read.id === 'portolan@32473' &&
					read.fields.length === fields.length &&
					read.fields.every(([name, text], index) => name === `p${index}` && text === clean(values[index]!))
				);
			}),
		),
	);
});

test('a value is cut where it is very long', (t) => {
	const [[, value] = []] = readStructuredData(structuredData('a@1', [['p', ']'.repeat(500)]]))!.fields;
	t.is(value, `${']'.repeat(117)}...`);
});
