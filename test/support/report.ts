import {REPORT_SCHEMA, type Report, type ReportEdge, type ReportFinding} from '#portolan/report/report.js';

/** Of no captures, no packs and nobody. */
export const emptyReport: Report = {
	schema: REPORT_SCHEMA,
	tool: {name: 'portolan', version: '0.0.0'},
	compliant: true,
	failOn: 'warning',
	window: {first: null, last: null},
	captures: [],
	packs: [],
	inventory: {hosts: 0, networks: 0, fingerprint: '0000000000000000'},
	inputs: null,
	edges: [],
	findings: [],
	expectations: [],
	waivers: [],
	baseline: null,
	quality: [],
	summary: {
		expected: 0,
		unexpected: 0,
		unknownHost: 0,
		inconclusive: 0,
		ignored: 0,
		waived: 0,
		missing: 0,
		failed: 0,
		findings: {error: 0, warning: 0, note: 0},
	},
};

const time = '2026-01-02T03:04:05.000006Z';
const frame = {capture: 0, packet: 7};

export function edgeOf(fields: Partial<ReportEdge> = {}): ReportEdge {
	return {
		initiator: {address: '10.0.0.1', name: 'a', roles: ['client'], seenAs: null},
		responder: {address: '10.0.0.2', name: 'b', roles: ['server'], seenAs: null},
		protocol: 'tcp',
		port: 80,
		icmpType: null,
		networks: [],
		direction: {basis: 'handshake', confidence: 'certain'},
		outcome: 'answered',
		outcomes: {answered: 1},
		verdict: 'unexpected',
		reason: 'undocumented-port',
		rule: null,
		nearest: null,
		waiver: null,
		negotiated: null,
		refusal: null,
		reset: null,
		applications: [],
		syns: 1,
		flows: 1,
		packets: 2,
		octets: 80,
		initiatorPackets: 1,
		responderPackets: 1,
		initiatorOctets: 40,
		responderOctets: 40,
		first: time,
		last: time,
		firstFrame: frame,
		scan: null,
		...fields,
	};
}

export function findingOf(fields: Partial<ReportFinding> = {}): ReportFinding {
	return {
		id: '0123456789abcdef',
		kind: 'undocumented-port',
		severity: 'error',
		from: 'client',
		to: 'server',
		protocol: 'tcp',
		port: 80,
		message: 'a -> b tcp/80: not documented',
		rule: null,
		source: null,
		place: null,
		inventoryPlace: null,
		edges: [0],
		diagnosis: null,
		evidence: [{frame, shows: 'the SYN'}],
		packets: [{path: 'a.pcap', numbers: [7]}],
		context: [],
		displayFilter: 'ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2 and tcp.port == 80',
		beyondFilter: 0,
		...fields,
	};
}

/** One capture, with these edges and findings; what was counted of them is counted. */
export function reportOf(
	edges: readonly ReportEdge[],
	findings: readonly ReportFinding[],
	more: Partial<Report> = {},
): Report {
	const withVerdict = (wanted: string) => edges.filter(({verdict}) => verdict === wanted).length;
	const ofSeverity = (wanted: string) => findings.filter(({severity}) => severity === wanted).length;
	return {
		...emptyReport,
		compliant: findings.every(({severity}) => severity === 'note'),
		window: {first: time, last: time},
		captures: [captureOf('a.pcap')],
		packs: [{name: 'pack', version: '1', title: 'Pack', parameters: {}, fingerprint: '0000000000000000'}],
		edges,
		findings,
		summary: {
			...emptyReport.summary,
			expected: withVerdict('expected'),
			unexpected: withVerdict('unexpected'),
			unknownHost: withVerdict('unknown-host'),
			waived: withVerdict('waived'),
			findings: {error: ofSeverity('error'), warning: ofSeverity('warning'), note: ofSeverity('note')},
		},
		...more,
	};
}

export function captureOf(path: string, problem: string | null = null): Report['captures'][number] {
	return {
		path,
		format: 'pcap',
		compression: 'none',
		packets: 2,
		decoded: 2,
		undecoded: {},
		tunnelled: {packets: 0, undecoded: {}},
		complete: problem === null,
		problem,
		oddities: {},
		drops: null,
		comments: [],
		first: time,
		last: time,
	};
}

/** A report in which everything that somebody can name is called `name`. */
export function reportNaming(name: string): Report {
	const end = (address: string) => ({address, name, roles: [name, name], seenAs: null});
	const source = {document: name, line: null, anchor: name};
	const place = {file: name, line: 3};
	const ends = {initiator: end('10.0.0.1'), responder: end('10.0.0.2'), networks: [name]};
	const about = {from: name, to: name, rule: name, source, place};
	return reportOf(
		[
			edgeOf({...ends, nearest: {rule: name, difference: name}}),
			edgeOf({...ends, verdict: 'waived', waiver: name}),
			edgeOf({...ends, verdict: 'expected', reason: 'documented', outcome: 'unanswered', rule: name}),
		],
		[
			findingOf({...about, message: `${name}: ${name}`, evidence: [{frame, shows: name}]}),
			findingOf({
				...about,
				id: 'fedcba9876543210',
				kind: 'failed',
				severity: 'warning',
				message: name,
				edges: [2],
				diagnosis: {name: 'filtered', cause: name, alternative: name},
			}),
		],
		{
			captures: [captureOf(name, name)],
			packs: [{name, version: name, title: name, parameters: {[name]: name}, fingerprint: '0000000000000000'}],
			expectations: [
				{
					rule: name,
					alternatives: [name],
					from: name,
					to: name,
					service: name,
					ports: name,
					level: 'usual',
					status: 'failed',
					counts: {failed: 1, fallback: 1},
					pairs: [
						{initiator: name, responder: name, status: 'failed', reason: name},
						{initiator: name, responder: name, status: 'fallback', reason: name},
					],
					source,
					place,
				},
			],
			waivers: [{id: name, owner: name, reason: name, ticket: name, from: null, until: '2027-01-01', edges: 1}],
			baseline: {
				known: 2,
				setAside: 1,
				occurring: [
					{
						id: `${name}1`,
						kind: 'failed',
						severity: 'error',
						from: name,
						to: name,
						protocol: 'tcp',
						port: 80,
						rule: name,
					},
				],
				stale: [
					{id: name, kind: 'missing', from: name, to: name, protocol: 'tcp', port: 80, rule: name, observable: true},
				],
			},
			quality: [{kind: 'drops', count: 1, share: null, captures: [0], message: name}],
		},
	);
}
