import test from 'ava';
import type {Report, ReportEdge, ReportInputs} from '#portolan/report/report.js';
import {compareRaw, type RawReport} from '#portolan/report/verification/compare.js';
import {formatVerification} from '#portolan/report/verification/text.js';
import {VERIFICATION_SCHEMA} from '#portolan/report/verification/verification.js';
import {captureOf, edgeOf, findingOf, reportOf} from '../../support/report.js';
import {readSchema} from '../../support/schema.js';

const to = (address: string): Partial<ReportEdge> => ({responder: {address, name: null, roles: [], seenAs: null}});
const inputs: ReportInputs = {
	files: [
		{kind: 'capture', path: 'a.pcap', octets: 9, sha256: null},
		{kind: 'inventory', path: 'site.yaml', octets: 5, sha256: 'a'.repeat(64)},
	],
	options: {rules: ['pack'], parameters: [], vlanSame: [], representative: false, maxFlows: 9, reader: 'portolan'},
};
const base = reportOf([edgeOf(), edgeOf(to('10.0.0.3'))], [findingOf(), findingOf({id: 'b'.repeat(16), edges: [1]})], {
	inputs,
});
const raw = (report: Partial<Report> = {}): RawReport => JSON.parse(JSON.stringify({...base, ...report})) as RawReport;

/** @param expected `part change name, field` of each difference */
const differs = test.macro<[is: RawReport, ...expected: readonly string[]]>({
	exec: (t, is, ...expected) =>
		t.deepEqual(
			compareRaw(raw(), is).map(
				({part, change, name, field}) => `${part} ${change} ${name}${field === null ? '' : `, ${field}`}`,
			),
			[...expected],
		),
	title: (name) => name!,
});

test('the same', differs, raw());
test('fields in another order', differs, Object.fromEntries(Object.entries(raw()).reverse()));
test('another version', differs, raw({tool: {name: 'portolan', version: '9'}}), 'program changed tool, version');
test(
	'a finding is gone',
	differs,
	raw({findings: [findingOf()]}),
	`findings gone undocumented-port a -> b tcp/80: not documented (${'b'.repeat(16)})`,
);
test(
	'a finding is new',
	differs,
	raw({findings: [...base.findings, findingOf({id: 'c'.repeat(16)})]}),
	`findings new undocumented-port a -> b tcp/80: not documented (${'c'.repeat(16)})`,
);
test(
	'a finding is worse',
	differs,
	raw({findings: [findingOf({severity: 'warning'}), base.findings[1]!]}),
	'findings changed undocumented-port a -> b tcp/80: not documented (0123456789abcdef), severity',
);
test(
	'findings in another order',
	differs,
	raw({findings: base.findings.toReversed()}),
	'findings changed the order of findings',
);
test(
	'an edge came to something else',
	differs,
	raw({edges: [edgeOf({outcome: 'refused'}), base.edges[1]!]}),
	'edges changed a -> b tcp/80, outcome',
);
test(
	'an edge before others is new: those behind it are what they were',
	differs,
	raw({
		edges: [edgeOf(to('10.0.0.1')), ...base.edges],
		findings: base.findings.map((finding) => ({...finding, edges: finding.edges.map((position) => position + 1)})),
	}),
	'edges new a -> 10.0.0.1 tcp/80',
);
test(
	'a finding about another edge',
	differs,
	raw({findings: [findingOf({edges: [1]}), base.findings[1]!]}),
	'findings changed undocumented-port a -> b tcp/80: not documented (0123456789abcdef), edges',
);
test('a capture', differs, raw({captures: [{...captureOf('a.pcap'), packets: 3}]}), 'captures changed a.pcap, packets');
test(
	'an inventory that says the same in other words',
	differs,
	raw({inputs: {...inputs, files: [inputs.files[0]!, {...inputs.files[1]!, octets: 6, sha256: 'b'.repeat(64)}]}}),
	'inputs changed site.yaml (inventory), octets',
	'inputs changed site.yaml (inventory), sha256',
);
test(
	'a capture that was not hashed is held against its size',
	differs,
	raw({inputs: {...inputs, files: [{...inputs.files[0]!, sha256: 'c'.repeat(64)}, inputs.files[1]!]}}),
);
test(
	'an option',
	differs,
	raw({inputs: {...inputs, options: {...inputs.options, representative: true}}}),
	'inputs changed options, representative',
);
test(
	'rules',
	differs,
	raw({packs: [{...base.packs[0]!, fingerprint: 'f'.repeat(16)}]}),
	'packs changed pack, fingerprint',
);
test(
	'only what follows from the rest',
	differs,
	raw({summary: {...base.summary, expected: 7}}),
	'report changed summary, expected',
);
test(
	'what somebody took out',
	differs,
	raw({quality: undefined as never}),
	'quality changed quality'.replace('quality changed quality', 'report changed quality'),
);

test('what an earlier version did not write is no difference', (t) => {
	const {inputs: _, ...earlier} = raw({
		tool: {name: 'portolan', version: '0.0.1'},
		findings: base.findings.map(({displayFilter, beyondFilter, packets, context, ...finding}) => finding) as never,
	}) as Record<string, unknown>;
	t.deepEqual(
		compareRaw(earlier, raw()).map(({part, name, field}) => `${part} ${name} ${field}`),
		['program tool version'],
	);
});

test('in words: causes first, long lists and values are cut, nothing moves a cursor', (t) => {
	const edges = Array.from({length: 30}, (_, index) => edgeOf(to(`10.0.1.${index}`)));
	const differences = compareRaw(raw(), raw({edges, tool: {name: 'portolan', version: '\u001b[2J'}, failOn: 'error'}));
	const verification = {
		schema: VERIFICATION_SCHEMA,
		verified: 'r.json',
		same: false,
		differences,
		caveats: ['b'],
	} as const;
	const text = formatVerification(verification, {colors: false});
	t.true(text.startsWith('r.json: DIFFERS\n  b\n\nWhat made it\n  changed  tool, version: was "0.0.0", is "'));
	t.regex(text, /\n {2}and 12 more\n\nThe report as a whole\n {2}changed {2}failOn: was "warning", is "error"\n$/);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
	t.notRegex(text, /\u001b/);
	t.deepEqual(readSchema('verification').problemsOf(JSON.stringify(verification)), []);
	t.is(
		formatVerification({...verification, same: true, differences: [], caveats: []}, {colors: false}),
		'r.json: SAME\n',
	);
});
