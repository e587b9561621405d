import {randomNumbers} from '../bench/random.js';

// A report as check writes it, of a site as large as is wanted; the same for the same seed. What is in it is spread as it is in
// real ones: few roles, services and rules, many hosts, counts and times that are hardly ever equal.

const SECOND = 1_000_000;
const START = Date.UTC(2026, 0, 5) * 1000;
/** Seconds: a day. */
const WINDOW = 86_400;
const PACK = 'large';
const ROLES = 36;
const SERVICES = [
	['http', 'tcp', 80],
	['https', 'tcp', 443],
	['smb', 'tcp', 445],
	['rpc-endpoint-mapper', 'tcp', 135],
	['sql', 'tcp', 1433],
	['ldap', 'tcp', 389],
	['dns', 'udp', 53],
	['tftp', 'udp', 69],
	['wake-on-lan', 'udp', 9],
	['client-notification', 'tcp', 10_123],
];
const OUTCOMES = ['answered', 'answered', 'answered', 'answered', 'one-way', 'unanswered', 'refused'];

/**
 * @param {{edges: number, hosts?: number, seed?: number}} options `hosts` is how many addresses there are
 * @returns the report as an object
 */
export function largeReport({edges: count, hosts = Math.max(50, Math.floor(count / 8)), seed = 1}) {
	const next = randomNumbers(seed);
	const below = (limit) => next() % limit;
	const roles = Array.from({length: ROLES}, (_, index) => `role-${String(index).padStart(2, '0')}-of-the-site`);
	const ends = Array.from({length: hosts}, (_, index) => end(index, roles, below));
	const conduits = conduitsOf(roles, below);
	const edges = Array.from({length: count}, () => edge(ends, conduits, below));
	const findings = findingsOf(edges);
	const expectations = conduits.map((conduit) => expectation(conduit, ends, below));
	const withVerdict = (verdict) => edges.filter((each) => each.verdict === verdict).length;
	const ofSeverity = (severity) => findings.filter((each) => each.severity === severity).length;
	const [first, last] = [timeText(START), timeText(START + WINDOW * SECOND)];
	return {
		schema: 'portolan/report/1',
		tool: {name: 'portolan', version: '0.0.0'},
		compliant: false,
		failOn: 'warning',
		window: {first, last},
		captures: [
			{
				path: 'large.pcapng',
				format: 'pcapng',
				compression: 'none',
				packets: 50_000_000,
				decoded: 50_000_000,
				undecoded: {},
				tunnelled: {packets: 0, undecoded: {}},
				complete: true,
				problem: null,
				oddities: {},
				drops: 0,
				comments: [],
				first,
				last,
			},
		],
		packs: [{name: PACK, version: '1', title: 'A large site', parameters: {}, fingerprint: '0000000000000000'}],
		inputs: null,
		inventory: {hosts, networks: 0, fingerprint: '0000000000000000'},
		edges,
		findings,
		expectations,
		waivers: [],
		baseline: null,
		quality: [],
		summary: {
			expected: withVerdict('expected'),
			unexpected: withVerdict('unexpected'),
			unknownHost: withVerdict('unknown-host'),
			inconclusive: 0,
			ignored: 0,
			waived: 0,
			missing: expectations.reduce((sum, {counts}) => sum + (counts.missing ?? 0), 0),
			failed: edges.filter(isFailed).length,
			findings: {error: ofSeverity('error'), warning: ofSeverity('warning'), note: ofSeverity('note')},
		},
	};
}

/** Every tenth host is in no entry of the inventory. */
function end(index, roles, below) {
	const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
	if (index % 10 === 9) return {address, name: null, roles: [], seenAs: null};
	// Most hosts are of few roles, as clients are.
	const role = below(3) > 0 ? below(3) : below(roles.length);
	return {address, name: `host-${String(index).padStart(6, '0')}`, roles: [roles[role]], seenAs: null};
}

function conduitsOf(roles, below) {
	return roles.flatMap((from) =>
		Array.from({length: 8}, () => ({from, to: roles[below(roles.length)], service: SERVICES[below(SERVICES.length)]})),
	);
}

function edge(ends, conduits, below) {
	const [initiator, responder] = [ends[below(ends.length)], ends[below(ends.length)]];
	const [service, protocol, port] = SERVICES[below(SERVICES.length)];
	const [from, to] = [initiator.roles[0], responder.roles[0]];
	const isKnown = from !== undefined && to !== undefined;
	const isUnexpected = isKnown && below(20) === 0;
	const verdict = isKnown ? (isUnexpected ? 'unexpected' : 'expected') : 'unknown-host';
	const reason = isKnown
		? isUnexpected
			? 'undocumented-port'
			: 'documented'
		: from === undefined
			? 'unknown-initiator'
			: 'unknown-responder';
	const flows = 1 + below(200);
	const outcome = OUTCOMES[below(OUTCOMES.length)];
	const [initiatorPackets, responderPackets] = [flows * (3 + below(50)), flows * (2 + below(80))];
	const first = START + below(WINDOW) * SECOND + below(SECOND);
	const last = Math.min(START + WINDOW * SECOND, first + below(3600) * SECOND + below(SECOND));
	const near = conduits[below(conduits.length)];
	return {
		initiator,
		responder,
		protocol,
		port: isUnexpected ? 1024 + below(60_000) : port,
		icmpType: null,
		networks: below(4) === 0 ? [`vlan ${10 * (1 + below(9))}`] : [],
		direction: {
			basis: protocol === 'tcp' ? 'handshake' : 'request',
			confidence: protocol === 'tcp' ? 'certain' : 'likely',
		},
		outcome,
		outcomes: flows > 1 && below(5) === 0 ? {[outcome]: flows - 1, pending: 1} : {[outcome]: flows},
		verdict,
		reason,
		rule: verdict === 'expected' ? `${PACK}/${from}/${to}/${service}` : null,
		nearest: isUnexpected
			? {rule: `${PACK}/${near.from}/${near.to}/${near.service[0]}`, difference: `documented on ${near.service[2]}`}
			: null,
		waiver: null,
		negotiated: null,
		refusal: null,
		reset: outcome === 'refused' ? {sender: 'host', ttl: 128, others: null, frame: frame(below)} : null,
		applications: protocol === 'tcp' && outcome === 'answered' ? ['tls'] : [],
		syns: protocol === 'tcp' ? flows : 0,
		flows,
		packets: initiatorPackets + responderPackets,
		octets: initiatorPackets * 90 + responderPackets * 700,
		initiatorPackets,
		responderPackets,
		initiatorOctets: initiatorPackets * 90,
		responderOctets: responderPackets * 700,
		first: timeText(first),
		last: timeText(last),
		firstFrame: frame(below),
		scan: null,
	};
}

const frame = (below) => ({capture: 0, packet: 1 + below(50_000_000)});

function isFailed({verdict, outcome}) {
	return verdict === 'expected' && (outcome === 'refused' || outcome === 'unanswered');
}

/** One for each pair of roles and service: of what is unexpected, what failed, and hosts that nobody knows. */
function findingsOf(edges) {
	const groups = new Map();
	for (const [position, each] of edges.entries()) {
		const {initiator, responder, protocol, verdict, rule} = each;
		const kind =
			{unexpected: 'undocumented-port', 'unknown-host': 'unknown-host'}[verdict] ?? (isFailed(each) ? 'failed' : null);
		if (kind === null) continue;
		const [from, to] = [initiator.roles[0] ?? 'unknown', responder.roles[0] ?? 'unknown'];
		const key = `${kind} ${from} ${to} ${rule ?? protocol}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, {kind, from, to, protocol, rule, positions: [position]});
		else group.positions.push(position);
	}
	return [...groups].map(([key, {kind, from, to, protocol, rule, positions}], index) => ({
		id: index.toString(16).padStart(16, '0'),
		kind,
		severity: {'undocumented-port': 'error', failed: 'warning', 'unknown-host': 'note'}[kind],
		from,
		to,
		protocol,
		port: null,
		message: `${key}: ${positions.length} edges`,
		rule,
		source: rule === null ? null : {document: 'Ports of a large site', line: index + 1, anchor: null},
		place: rule === null ? null : {file: 'large.yaml', line: index + 1},
		edges: positions,
		diagnosis:
			kind === 'failed'
				? {
						name: 'filtered',
						cause: 'a filter on the way drops it without a word',
						alternative: 'the answers take another way',
					}
				: null,
		evidence: positions
			.slice(0, 3)
			.map((position) => ({frame: edges[position].firstFrame, shows: 'the first packet of it'})),
		packets: [],
		context: [],
		displayFilter: null,
		beyondFilter: 0,
	}));
}

function expectation({from, to, service: [service, protocol, port]}, ends, below) {
	const rule = `${PACK}/${from}/${to}/${service}`;
	const status = ['seen', 'seen', 'seen', 'missing', 'failed', 'not-observable', 'not-exercised'][below(7)];
	const label = () => ends[below(ends.length)].name ?? ends[0].name;
	const pairs =
		status === 'seen'
			? []
			: Array.from({length: 40}, () => ({
					initiator: label(),
					responder: label(),
					status,
					reason: `${service} was not seen`,
				}));
	return {
		rule,
		alternatives: [rule],
		from,
		to,
		service,
		ports: `${protocol}/${port}`,
		level: 'usual',
		status,
		counts: status === 'seen' ? {seen: 100} : {seen: 60, [status]: 40},
		pairs,
		source: {document: 'Ports of a large site', line: 1, anchor: null},
		place: {file: 'large.yaml', line: 1},
	};
}

/** UTC with six decimals. */
function timeText(micros) {
	const milliseconds = Math.floor(micros / 1000);
	return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(micros - milliseconds * 1000).padStart(3, '0')}Z`;
}
