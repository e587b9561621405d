import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import type {Report, ReportEdge} from '#portolan/report/report.js';
import {run} from './support/run.js';

// The captures of the laboratory site, each with the truth beside it, written down from what was done when it was recorded.

const FOLDER = fileURLToPath(new URL('../../../shared/captures/site/', import.meta.url));

interface TruthEdge {
	readonly id: string;
	readonly initiator: string;
	readonly initiator_ip: string;
	readonly responder: string;
	readonly responder_ip: string;
	readonly transport: string;
	readonly port: number | null;
	readonly outcome: string;
	readonly expected: string;
	readonly negotiated_by_epm: boolean | null;
	readonly negotiation_visible?: boolean;
}

interface Truth {
	readonly capture: string;
	readonly hosts: Readonly<Record<string, {readonly inventoried: boolean}>>;
	readonly edges: readonly TruthEdge[];
	readonly scans: ReadonlyArray<{readonly initiator_ip: string}>;
	readonly silent: ReadonlyArray<{
		readonly initiator: string;
		readonly responder: string;
		readonly port: number | string;
	}>;
}

/** The truth's words and ours: the verdict, and the reason where the word says it. */
const words: Readonly<Record<string, readonly string[]>> = {
	allowed: ['expected documented', 'expected negotiated'],
	'no-pair': ['unexpected undocumented-pair'],
	'port-not-in-pair': ['unexpected undocumented-port'],
	'wrong-direction': ['unexpected reversed'],
	'dynamic-not-negotiated': ['unexpected not-negotiated'],
	'unneeded-service': ['unexpected forbidden'],
	'wsus-port-mismatch': ['unexpected parameter-conflict'],
	'unknown-host': ['unknown-host unknown-initiator', 'unknown-host unknown-responder', 'unknown-host unknown-hosts'],
};

const keyOf = (from: string, to: string, transport: string, port: number | null) =>
	`${from} > ${to} ${transport}/${port}`;
const keyOfEdge = ({initiator, responder, protocol, port}: ReportEdge) =>
	keyOf(initiator.address, responder.address, protocol, port);
const keyOfTruth = (edge: TruthEdge) => keyOf(edge.initiator_ip, edge.responder_ip, edge.transport, edge.port);

/** Whether an outcome of ours is what the truth calls it: its `refused` is also our `prohibited`; datagrams without answers look alike. */
function isOutcome(ours: string, truth: string, transport: string): boolean {
	if (ours === truth) return true;
	if (truth === 'refused') return ours === 'prohibited';
	const silent = ['one-way', 'unanswered'];
	return transport !== 'tcp' && silent.includes(truth) && silent.includes(ours);
}

const truths = existsSync(FOLDER)
	? readdirSync(FOLDER).filter((file) => file.endsWith('.truth.json') && !file.startsWith('diff'))
	: [];

if (truths.length === 0) {
	test('captures of the site', (t) => {
		t.log('skipped: the captures with their truth are not here');
		t.pass();
	});
}

for (const file of truths) {
	const truth = JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')) as Truth;

	test(`${truth.capture}: edges, outcomes, verdicts and silent pairs are those of the truth`, async (t) => {
		const {stdout} = await run([
			'check',
			`${FOLDER}${truth.capture}`,
			'-r',
			'configmgr-2012',
			'-i',
			`${FOLDER}inventory.yaml`,
			'-f',
			'json',
			'--representative',
		]);
		const {edges, expectations} = JSON.parse(stdout) as Report;
		const ours = new Map(edges.map((edge) => [keyOfEdge(edge), edge]));
		const known = new Set(truth.edges.map(keyOfTruth));
		const scanners = new Set(truth.scans.map(({initiator_ip}) => initiator_ip));

		for (const expected of truth.edges) {
			const key = keyOfTruth(expected);
			const edge = ours.get(key);
			if (edge === undefined) {
				t.fail(`${key} is not there`);
				continue;
			}
			for (const outcome of expected.outcome.split('+')) {
				const found = Object.keys(edge.outcomes);
				t.true(
					found.some((candidate) => isOutcome(candidate, outcome, expected.transport)),
					`${key}: ${found} for ${outcome}`,
				);
			}
			// A negotiation that the capture does not show leaves the verdict open.
			const isOpen = expected.negotiated_by_epm === true && expected.negotiation_visible === false;
			const verdict = `${edge.verdict} ${edge.reason}`;
			const allowed = words[expected.expected];
			if (isOpen) t.regex(verdict, /^expected|^inconclusive negotiation-unseen/, key);
			else if (allowed !== undefined) t.true(allowed.includes(verdict), `${key}: ${verdict} for ${expected.expected}`);
			if (expected.negotiated_by_epm === true && !isOpen) t.is(edge.negotiated?.by, 'endpoint-mapper', key);
			if (expected.negotiated_by_epm !== true) t.not(edge.negotiated?.by, 'endpoint-mapper', key);
		}

		const extra = edges.filter(
			(edge) => edge.verdict !== 'ignored' && !known.has(keyOfEdge(edge)) && !scanners.has(edge.initiator.address),
		);
		t.deepEqual(extra.map(keyOfEdge), []);

		const named = new Set(
			expectations.flatMap(({from, to, pairs}) =>
				pairs.map(({initiator, responder, status}) => `${from} ${to} ${initiator} ${responder} ${status}`),
			),
		);
		for (const {initiator, responder, port} of truth.silent) {
			const found = [...named].filter((text) => text.includes(` ${initiator} ${responder} `));
			t.true(
				found.some((text) => /missing|fallback|not-exercised/.test(text)),
				`${initiator} -> ${responder} ${port}: ${found}`,
			);
			const isRequired = port === 1433 || port === 4022 || (port === 389 && initiator.startsWith('mp'));
			if (isRequired)
				t.true(
					found.some((text) => text.endsWith('missing')),
					`${initiator} -> ${responder} ${port}: ${found}`,
				);
		}
	});
}
