import test from 'ava';
import {eventLine} from '#portolan/outlets/event-line.js';
import {findingKinds} from '#portolan/policy/finding.js';
import {severities} from '#portolan/rulepack/pack.js';
import {
	type ExpectationEvent,
	type FindingEvent,
	liveKinds,
	type QualityEvent,
	type WatchEvent,
	type WatchedFinding,
	type WatchedPair,
	watchEventKinds,
} from '#portolan/watch/event.js';
import {lookUp, readSchema} from '../support/schema.js';
import {expectationEvent, findingEvent, qualityEvent} from '../support/watch-events.js';

const {schema, problemsOf} = readSchema('watch-event');

/** The fields of a type: the compiler sees to it that none is left out and none is made up. */
type Fields<Type> = Readonly<Record<keyof Type, true>>;

const sameFields = test.macro<[pointer: string, fields: Readonly<Record<string, true>>]>({
	exec(t, pointer, fields) {
		const {properties, required, additionalProperties} = lookUp(schema, pointer) as {
			properties: object;
			required: readonly string[];
			additionalProperties: boolean;
		};
		t.deepEqual(Object.keys(properties), Object.keys(fields));
		t.deepEqual(required, Object.keys(fields));
		t.false(additionalProperties);
	},
	title: (what, pointer) => `${what}: the schema has the fields at ${pointer}, and asks for all`,
});

test('an event about a finding', sameFields, 'definitions/findingEvent', {
	sequence: true,
	time: true,
	event: true,
	finding: true,
	reason: true,
} satisfies Fields<FindingEvent>);
test('an event about a service', sameFields, 'definitions/expectationEvent', {
	sequence: true,
	time: true,
	event: true,
	rule: true,
	from: true,
	to: true,
	host: true,
	message: true,
} satisfies Fields<ExpectationEvent>);
test('an event about the watch', sameFields, 'definitions/qualityEvent', {
	sequence: true,
	time: true,
	event: true,
	about: true,
	severity: true,
	message: true,
} satisfies Fields<QualityEvent>);
test('a finding', sameFields, 'definitions/finding', {
	id: true,
	kind: true,
	severity: true,
	from: true,
	to: true,
	protocol: true,
	port: true,
	message: true,
	rule: true,
	diagnosis: true,
	pairs: true,
	hosts: true,
	opened: true,
	last: true,
} satisfies Fields<WatchedFinding>);
test('a pair', sameFields, 'definitions/pair', {initiator: true, responder: true} satisfies Fields<WatchedPair>);

test('the words are those of the program', (t) => {
	t.deepEqual(lookUp(schema, 'definitions/finding/properties/kind/enum'), [...findingKinds, ...liveKinds]);
	t.deepEqual(lookUp(schema, 'definitions/severity/enum'), [...severities]);
	t.deepEqual(
		[
			...(lookUp(schema, 'definitions/findingEvent/properties/event/enum') as string[]),
			...(lookUp(schema, 'definitions/expectationEvent/properties/event/enum') as string[]),
			lookUp(schema, 'definitions/qualityEvent/properties/event/const'),
		],
		[...watchEventKinds],
	);
});

const diagnosis = {name: 'filtered', cause: 'a filter drops it', alternative: 'or not'} as const;
const written = {
	'finding-opened': [
		findingEvent('finding-opened', {diagnosis}),
		findingEvent('finding-opened', {
			kind: 'mirror-silent',
			protocol: null,
			port: null,
			rule: null,
			hosts: [],
			pairs: 0,
			last: null,
		}),
	],
	'finding-updated': [findingEvent('finding-updated', {}, {reason: '3 pairs of hosts, were 2'})],
	'finding-closed': [findingEvent('finding-closed', {kind: 'absent'}, {reason: 'seen again'})],
	'expectation-met': [expectationEvent('expectation-met')],
	'expectation-lost': [expectationEvent('expectation-lost')],
	quality: [qualityEvent({message: 'evil\x1b[2J\nname'})],
} satisfies Record<WatchEvent['event'], WatchEvent[]>;

for (const [kind, events] of Object.entries(written)) {
	test(`${kind}: what is written fits`, (t) => {
		for (const event of events) t.deepEqual(problemsOf(eventLine(event)), []);
	});
}

const refused = test.macro<[event: object, problem: RegExp]>({
	exec: (t, event, problem) => t.regex(problemsOf(JSON.stringify(event)).join('\n'), problem),
	title: (name) => `refused: ${name}`,
});

test('nothing', refused, {}, /must have required property 'sequence'/);
test('no sequence', refused, qualityEvent({sequence: 0}), /^\/sequence must be >= 1$/m);
test('a field that is none', refused, {...qualityEvent(), more: 1}, /must NOT have additional properties/);
test('a time of another form', refused, qualityEvent({time: '2026-11-30T12:00:00Z'}), /^\/time must match pattern/m);
test('an id that is none', refused, findingEvent('finding-opened', {id: 'x'}), /^\/finding\/id must match pattern/m);
test(
	'a finding that a service event cannot have',
	refused,
	{...findingEvent('finding-opened'), event: 'quality'},
	/required property 'about'/,
);
