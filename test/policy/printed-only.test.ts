import test from 'ava';
import {nothingObserved} from '#portolan/flow/observations.js';
import {DAY} from '#portolan/net/time.js';
import {judge} from '#portolan/policy/judgement.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {type EdgeFields, edge} from '../support/edges.js';
import {inventoryWith} from '../support/site.js';

const packs = loadPacks(['configmgr-2012', 'active-directory', 'windows-baseline']);
const site = inventoryWith({packs}, [
	'cm 10.0.0.1: site-server',
	'mp 10.0.0.2: management-point',
	'dc 10.0.0.3: domain-controller',
	'c1 10.0.9.1: client',
	'c2 10.0.9.2: client',
]);
const [CM, MP, DC, C1, C2] = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.9.1', '10.0.9.2'];

/** @param expected `verdict reason` of the edge, and the kinds of what is found, those of what was not seen apart */
const judged = test.macro<
	[from: string, to: string, service: string, fields: EdgeFields, expected: string, ...kinds: string[]]
>({
	exec(t, from, to, service, fields, expected, ...kinds) {
		const coverage = {duration: DAY, isRepresentative: true};
		const {edges, findings} = judge([edge(from, to, service, fields)], packs, site, coverage, nothingObserved);
		t.is(`${edges[0]!.verdict} ${edges[0]!.reason}`, expected);
		t.deepEqual(
			findings.flatMap(({kind}) => (kind === 'missing' ? [] : [kind])),
			kinds,
		);
	},
	title: (_, from, to, service, fields, expected, ...kinds) =>
		`${from} > ${to} ${service} ${fields.outcome ?? 'answered'}: ${expected}, ${kinds.join() || 'nothing'}`,
});

const lost = {outcome: 'unanswered'} as const;
test(judged, CM, DC, 'udp/135', lost, 'ignored printed-only');
test(judged, CM, DC, 'udp/636', lost, 'ignored printed-only');
test(judged, C1, C2, 'udp/135', lost, 'ignored printed-only');
test(judged, C1, C2, 'udp/135', {outcome: 'one-way'}, 'ignored printed-only');
test(judged, C1, C2, 'udp/135', {}, 'unexpected undocumented-port', 'undocumented-port');
test(judged, C1, DC, 'udp/636', {}, 'unexpected forbidden', 'forbidden');
test(judged, '192.168.1.1', DC, 'udp/135', lost, 'unknown-host unknown-initiator', 'unknown-host');
test(judged, C1, C2, 'tcp/135', lost, 'unexpected undocumented-port', 'undocumented-port');
test(judged, C1, C2, 'udp/134', lost, 'unexpected undocumented-port', 'undocumented-port');
test(judged, CM, DC, 'tcp/636', lost, 'expected documented', 'failed');

test('neither is missed in a capture of everything', (t) => {
	const seen = [edge(CM, DC, 'tcp/135'), edge(CM, DC, 'tcp/389'), edge(MP, CM, 'tcp/445')];
	const coverage = {duration: DAY, isRepresentative: true};
	const {findings, expectations} = judge(seen, packs, site, coverage, nothingObserved);
	t.true(findings.some(({kind}) => kind === 'missing'));
	const mapper = expectations.filter(
		({rule}) => rule.to === 'domain-controller' && rule.service === 'rpc-endpoint-mapper',
	);
	t.true(mapper.length > 0);
	for (const {counts} of mapper) t.is(counts.missing, undefined);
	for (const {message} of findings) t.notRegex(message, /udp\/(?:135|636)\b/);
});
