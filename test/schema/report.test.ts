import test from 'ava';
import {confidences, directionBases, type Negotiation, outcomes} from '#portolan/flow/biflow.js';
import {nameSources} from '#portolan/flow/names/name.js';
import {applications} from '#portolan/net/application.js';
import {diagnosisNames, expectationStatuses, type FindingKind, reasons, verdicts} from '#portolan/policy/finding.js';
import type {
	Report,
	ReportBaseline,
	ReportCapture,
	ReportDiagnosis,
	ReportEdge,
	ReportEnd,
	ReportEvidence,
	ReportExpectation,
	ReportFinding,
	ReportFrame,
	ReportHopLimits,
	ReportInputFile,
	ReportInputs,
	ReportInventory,
	ReportNearest,
	ReportNegotiation,
	ReportOccurring,
	ReportOptions,
	ReportPack,
	ReportPackets,
	ReportPair,
	ReportPlace,
	ReportQuality,
	ReportRefusal,
	ReportReset,
	ReportSeenName,
	ReportSetting,
	ReportSource,
	ReportStale,
	ReportSummary,
	ReportWaiver,
} from '#portolan/report/report.js';
import {inputKinds} from '#portolan/report/report.js';
import {expectationLevels, severities} from '#portolan/rulepack/pack.js';
import {lookUp, readSchema} from '../support/schema.js';

const {schema, problemsOf} = readSchema('report');

/** The fields of a type: the compiler sees to it that none is left out and none is made up. */
type Fields<Type> = Readonly<Record<keyof Type, true>>;
const keys = (fields: Readonly<Record<string, true>>) => Object.keys(fields).sort();

const sameFields = test.macro<[pointer: string, fields: Readonly<Record<string, true>>]>({
	exec(t, pointer, fields) {
		const {properties, required, additionalProperties} = (pointer === '' ? schema : lookUp(schema, pointer)) as {
			properties: object;
			required: readonly string[];
			additionalProperties: boolean;
		};
		t.deepEqual(Object.keys(properties).sort(), keys(fields));
		t.deepEqual([...required].sort(), keys(fields));
		t.false(additionalProperties);
	},
	title: (what, pointer) => `${what}: the schema has the report's fields at ${pointer || 'its root'}, and asks for all`,
});

test('a report', sameFields, '', {
	schema: true,
	tool: true,
	compliant: true,
	failOn: true,
	window: true,
	captures: true,
	packs: true,
	inventory: true,
	inputs: true,
	edges: true,
	findings: true,
	expectations: true,
	waivers: true,
	baseline: true,
	quality: true,
	summary: true,
} satisfies Fields<Report>);
test('a capture', sameFields, 'definitions/capture', {
	path: true,
	format: true,
	compression: true,
	packets: true,
	decoded: true,
	undecoded: true,
	tunnelled: true,
	complete: true,
	problem: true,
	oddities: true,
	drops: true,
	comments: true,
	first: true,
	last: true,
} satisfies Fields<ReportCapture>);
test('a pack', sameFields, 'properties/packs/items', {
	name: true,
	version: true,
	title: true,
	parameters: true,
	fingerprint: true,
} satisfies Fields<ReportPack>);
test('an inventory', sameFields, 'properties/inventory', {
	hosts: true,
	networks: true,
	fingerprint: true,
} satisfies Fields<ReportInventory>);
test('an end', sameFields, 'definitions/end', {
	address: true,
	name: true,
	roles: true,
	seenAs: true,
} satisfies Fields<ReportEnd>);
test('inputs', sameFields, 'definitions/inputs', {files: true, options: true} satisfies Fields<ReportInputs>);
test('a file that is an input', sameFields, 'definitions/inputFile', {
	kind: true,
	path: true,
	octets: true,
	sha256: true,
} satisfies Fields<ReportInputFile>);
test('options', sameFields, 'definitions/inputs/properties/options', {
	rules: true,
	parameters: true,
	vlanSame: true,
	representative: true,
	maxFlows: true,
	reader: true,
} satisfies Fields<ReportOptions>);
test('a setting', sameFields, 'definitions/inputs/properties/options/properties/parameters/items', {
	name: true,
	value: true,
} satisfies Fields<ReportSetting>);
test('a name that was seen', sameFields, 'definitions/end/properties/seenAs/oneOf/1', {
	name: true,
	by: true,
	frame: true,
} satisfies Fields<ReportSeenName>);
test('a frame', sameFields, 'definitions/frame', {capture: true, packet: true} satisfies Fields<ReportFrame>);
test('a source', sameFields, 'definitions/source', {
	document: true,
	line: true,
	anchor: true,
} satisfies Fields<ReportSource>);
test('a place', sameFields, 'definitions/place', {file: true, line: true} satisfies Fields<ReportPlace>);
test('an edge', sameFields, 'definitions/edge', {
	initiator: true,
	responder: true,
	protocol: true,
	port: true,
	icmpType: true,
	networks: true,
	direction: true,
	outcome: true,
	outcomes: true,
	verdict: true,
	reason: true,
	rule: true,
	nearest: true,
	waiver: true,
	negotiated: true,
	refusal: true,
	reset: true,
	applications: true,
	syns: true,
	flows: true,
	packets: true,
	octets: true,
	initiatorPackets: true,
	responderPackets: true,
	initiatorOctets: true,
	responderOctets: true,
	first: true,
	last: true,
	firstFrame: true,
	scan: true,
} satisfies Fields<ReportEdge>);
test('the nearest rule', sameFields, 'definitions/edge/properties/nearest/oneOf/1', {
	rule: true,
	difference: true,
} satisfies Fields<ReportNearest>);
test('a negotiation', sameFields, 'definitions/edge/properties/negotiated/oneOf/1', {
	by: true,
	detail: true,
	frame: true,
} satisfies Fields<ReportNegotiation>);
test('a refusal', sameFields, 'definitions/edge/properties/refusal/oneOf/1', {
	icmpType: true,
	icmpCode: true,
	sender: true,
	frame: true,
} satisfies Fields<ReportRefusal>);
test('a reset', sameFields, 'definitions/edge/properties/reset/oneOf/1', {
	sender: true,
	ttl: true,
	others: true,
	frame: true,
} satisfies Fields<ReportReset>);
test('hop limits', sameFields, 'definitions/hopLimits', {
	least: true,
	greatest: true,
} satisfies Fields<ReportHopLimits>);
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
	source: true,
	place: true,
	inventoryPlace: true,
	edges: true,
	diagnosis: true,
	evidence: true,
	packets: true,
	context: true,
	displayFilter: true,
	beyondFilter: true,
} satisfies Fields<ReportFinding>);
test('packets of a finding', sameFields, 'definitions/finding/properties/packets/items', {
	path: true,
	numbers: true,
} satisfies Fields<ReportPackets>);
test('a diagnosis', sameFields, 'definitions/diagnosis', {
	name: true,
	cause: true,
	alternative: true,
} satisfies Fields<ReportDiagnosis>);
test('evidence', sameFields, 'definitions/evidence', {frame: true, shows: true} satisfies Fields<ReportEvidence>);
test('an expectation', sameFields, 'definitions/expectation', {
	rule: true,
	alternatives: true,
	from: true,
	to: true,
	service: true,
	ports: true,
	level: true,
	status: true,
	counts: true,
	pairs: true,
	source: true,
	place: true,
} satisfies Fields<ReportExpectation>);
test('a pair', sameFields, 'definitions/expectation/properties/pairs/items', {
	initiator: true,
	responder: true,
	status: true,
	reason: true,
} satisfies Fields<ReportPair>);
test('a waiver', sameFields, 'properties/waivers/items', {
	id: true,
	owner: true,
	reason: true,
	ticket: true,
	from: true,
	until: true,
	edges: true,
} satisfies Fields<ReportWaiver>);
test('a baseline', sameFields, 'properties/baseline/oneOf/1', {
	known: true,
	setAside: true,
	occurring: true,
	stale: true,
} satisfies Fields<ReportBaseline>);
test('an entry that occurs', sameFields, 'properties/baseline/oneOf/1/properties/occurring/items', {
	id: true,
	kind: true,
	severity: true,
	from: true,
	to: true,
	protocol: true,
	port: true,
	rule: true,
} satisfies Fields<ReportOccurring>);
test('a stale entry', sameFields, 'properties/baseline/oneOf/1/properties/stale/items', {
	id: true,
	kind: true,
	from: true,
	to: true,
	protocol: true,
	port: true,
	rule: true,
	observable: true,
} satisfies Fields<ReportStale>);
test('a blemish', sameFields, 'properties/quality/items', {
	kind: true,
	count: true,
	share: true,
	captures: true,
	message: true,
} satisfies Fields<ReportQuality>);
test('a summary', sameFields, 'properties/summary', {
	expected: true,
	unexpected: true,
	unknownHost: true,
	inconclusive: true,
	ignored: true,
	waived: true,
	missing: true,
	failed: true,
	findings: true,
} satisfies Fields<ReportSummary>);

const sameWords = test.macro<[pointer: string, words: readonly string[]]>({
	exec: (t, pointer, words) => t.deepEqual([...(lookUp(schema, pointer) as string[])].sort(), [...words].sort()),
	title: (what, pointer) => `${what}: the schema has the report's words at ${pointer}`,
});

const kinds = {
	forbidden: true,
	'wrong-transport': true,
	reversed: true,
	'not-negotiated': true,
	'wrong-protocol': true,
	'parameter-conflict': true,
	'condition-unmet': true,
	'undocumented-port': true,
	'undocumented-pair': true,
	scan: true,
	'unknown-host': true,
	'direction-unknown': true,
	'negotiation-unseen': true,
	failed: true,
	'documented-gap': true,
	'install-only': true,
	'legacy-protocol': true,
	'application-error': true,
	'hidden-by-tunnel': true,
	'pxe-no-offer': true,
	'pxe-by-options': true,
	'not-delivered': true,
	'not-located': true,
	'shared-address': true,
	missing: true,
	'waiver-expired': true,
	'waiver-broadened': true,
	'waiver-unused': true,
} satisfies Readonly<Record<FindingKind, true>>;
const negotiators = {
	'endpoint-mapper': true,
	dcom: true,
	ftp: true,
	portmapper: true,
	'sql-browser': true,
	tftp: true,
	dhcp: true,
} satisfies Readonly<Record<Negotiation['by'], true>>;
const senders = {host: true, middle: true, unknown: true} satisfies Readonly<Record<ReportReset['sender'], true>>;

test('kinds of inputs', sameWords, 'definitions/inputFile/properties/kind/enum', inputKinds);
test('outcomes', sameWords, 'definitions/outcome/enum', outcomes);
test('applications', sameWords, 'definitions/application/enum', applications);
test('verdicts', sameWords, 'definitions/edge/properties/verdict/enum', verdicts);
test('reasons', sameWords, 'definitions/edge/properties/reason/enum', reasons);
test('bases', sameWords, 'definitions/edge/properties/direction/properties/basis/enum', directionBases);
test('confidences', sameWords, 'definitions/edge/properties/direction/properties/confidence/enum', confidences);
test('negotiators', sameWords, 'definitions/edge/properties/negotiated/oneOf/1/properties/by/enum', keys(negotiators));
test('senders', sameWords, 'definitions/edge/properties/reset/oneOf/1/properties/sender/enum', keys(senders));
test('name sources', sameWords, 'definitions/end/properties/seenAs/oneOf/1/properties/by/enum', nameSources);
test('kinds', sameWords, 'definitions/finding/properties/kind/enum', keys(kinds));
test('diagnoses', sameWords, 'definitions/diagnosis/properties/name/enum', diagnosisNames);
test('severities', sameWords, 'definitions/severity/enum', severities);
test('levels', sameWords, 'definitions/level/enum', expectationLevels);
test('statuses', sameWords, 'definitions/status/enum', expectationStatuses);

test('no report is another document', (t) => {
	t.regex(problemsOf('{}').join('\n'), /'findings'/);
	t.regex(problemsOf('{more: 1}').join('\n'), /additional properties/);
});
