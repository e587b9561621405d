import test from 'ava';
import {type FlowEndReason, outcomes} from '#portolan/flow/biflow.js';
import {applications} from '#portolan/net/application.js';
import type {ReportFlow} from '#portolan/report/flow-report.js';
import {run} from '../support/run.js';
import {lookUp, readSchema} from '../support/schema.js';

const {schema, problemsOf} = readSchema('flows');

const fields = {
	initiator: true,
	responder: true,
	protocol: true,
	icmpType: true,
	communityId: true,
	network: true,
	direction: true,
	outcome: true,
	first: true,
	last: true,
	initiatorPackets: true,
	responderPackets: true,
	initiatorOctets: true,
	responderOctets: true,
	initiatorTcpControlBits: true,
	responderTcpControlBits: true,
	syns: true,
	flowEndReason: true,
	continued: true,
	history: true,
	initiatorPayloadOctets: true,
	responderPayloadOctets: true,
	application: true,
	reset: true,
	refusal: true,
	firstFrame: true,
} satisfies Readonly<Record<keyof ReportFlow, true>>;

test('a flow has the fields of the schema, all of them', (t) => {
	const names = Object.keys(fields);
	t.deepEqual(Object.keys(lookUp(schema, 'definitions/flow/properties') as object), names);
	t.deepEqual(lookUp(schema, 'definitions/flow/required'), names);
});

test('the words are those of flows', (t) => {
	const ends = {
		'idle-timeout': true,
		'active-timeout': true,
		'end-of-flow': true,
		'forced-end': true,
		'lack-of-resources': true,
	} satisfies Readonly<Record<FlowEndReason, true>>;
	t.deepEqual(lookUp(schema, 'definitions/flow/properties/flowEndReason/enum'), Object.keys(ends));
	t.deepEqual(lookUp(schema, 'definitions/outcome/enum'), [...outcomes]);
	t.deepEqual(lookUp(schema, 'definitions/application/enum'), [...applications]);
});

for (const sample of ['blocked.pcap', 'violations.pcap.gz', 'midstream.pcap.gz', 'onesided.pcapng.gz']) {
	test(`the flows of ${sample} fit the schema`, async (t) => {
		const {stdout} = await run(['flows', `samples/${sample}`, '-f', 'json']);
		t.deepEqual(problemsOf(stdout), []);
	});
}

test('what is no list of flows is refused', (t) => {
	t.regex(problemsOf('{schema: portolan/report/1, flows: []}').join('\n'), /constant/);
	t.regex(problemsOf('{schema: portolan/flows/1, flows: [{}]}').join('\n'), /'history'/);
});
