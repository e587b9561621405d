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

async function reportOn(capture: string): Promise<Report> {
	const rules = ['-r', 'configmgr-2012', '-i', `${FOLDER}inventory.yaml`];
	const {stdout} = await run(['check', `${FOLDER}${capture}`, ...rules, '-f', 'json', '--representative']);
	return JSON.parse(stdout) as Report;
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
		const {edges, expectations, findings} = await reportOn(truth.capture);
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

		// A guess makes no reversal, and hides none.
		const wrongWay = truth.edges.filter((edge) => edge.expected === 'wrong-direction').map(keyOfTruth);
		const reversed = findings.filter(({kind}) => kind === 'reversed').flatMap((finding) => finding.edges);
		t.deepEqual(reversed.map((place) => keyOfEdge(edges[place]!)).sort(), wrongWay.sort());

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

/** What became of what was blocked, as `blocked.truth.json` says what was done to it, and what that is called. */
const blocked: readonly string[] = [
	// SYN dropped by the access list of the switch, which leaves HTTP alone.
	'client1 > mp01 tcp/10123: degraded',
	// SYN over IPv6 dropped.
	'client1 > mp01 tcp/80 over IPv6: one-ip-version',
	// The host's firewall: ICMP 3/10, 1/1 and 3/13.
	'client1 > mp01 tcp/443: prohibited',
	'client1 > mp01 tcp/443 over IPv6: prohibited',
	'client1 > dp01 udp/63500: prohibited',
	// A closed port, and a firewall of the host, which is as far away.
	'client1 > fsp01 tcp/80: refused',
	'con01 > rsp01 tcp/443: refused',
	'client1 > client2 udp/25536: no-listener',
	'client1 > dp01 tcp/445: filtered',
	'client1 > client3 icmp/null: filtered',
	'client1 > dc01 udp/53: windows-service',
	// Given out by the endpoint mapper, and dropped.
	'con01 > prov01 tcp/49664: dynamic-port-blocked',
	// Every answer from the high port is dropped on the way back.
	'client3 > dp01 udp/69: tftp-replies-lost',
];

if (truths.length > 0) {
	test('blocked.pcap: what failed is diagnosed', async (t) => {
		const {edges, findings} = await reportOn('blocked.pcap');
		const found = findings.flatMap(({diagnosis, edges: places}) =>
			places.flatMap((place) => {
				const {initiator, responder, protocol, port} = edges[place]!;
				const version = initiator.address.includes(':') ? ' over IPv6' : '';
				const who = `${initiator.name} > ${responder.name} ${protocol}/${port}${version}`;
				return diagnosis === null ? [] : [`${who}: ${diagnosis.name}`];
			}),
		);
		t.deepEqual(found.sort(), [...blocked].sort());
	});
}
