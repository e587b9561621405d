import type {CaptureCoverage} from '../capture/frame.js';
import {type SenderChecksums, Stop, type UndecodedCounts} from '../decode/packet.js';
import {Protocol} from '../net/protocol.js';
import type {JudgedEdge} from '../policy/finding.js';
import {remarkChecksums} from './checksum-quality.js';
import {remarkTimes} from './clock-quality.js';
import type {ReportQuality} from './report.js';

export interface QualityInput {
	readonly coverages: readonly CaptureCoverage[];
	readonly undecoded: UndecodedCounts;
	/** What was inside of tunnels. */
	readonly inside: UndecodedCounts;
	readonly edges: readonly JudgedEdge[];
	/** Packets in networks beyond those that are told apart. */
	readonly unnumbered: number;
	/** What the flow table counted: biflows that ended early and edges that were forgotten for want of memory, and packets captured again. */
	readonly counts: {
		readonly evicted: number;
		readonly forgotten: number;
		readonly duplicates: number;
		readonly duplicatesRouted: number;
	};
	/** A sample. */
	readonly checksums: readonly SenderChecksums[];
}

/** From here on, half of the traffic is not seen rather than some flows by half. */
const MOSTLY = 0.5;

/** What a reader must know of the captures before trusting a verdict; nothing for a capture without blemish. */
export function assessQuality(input: QualityInput): ReportQuality[] {
	const {coverages, undecoded, inside, edges, counts, unnumbered, checksums} = input;
	const stopped = (stop: number, counted = undecoded) => counted.reduce((sum, stops) => sum + (stops[stop] ?? 0), 0);
	const flows = (wanted: (judged: JudgedEdge) => number) => edges.reduce((sum, judged) => sum + wanted(judged), 0);
	const all = flows(({edge}) => edge.flows);
	const tcp = flows(({edge}) => (edge.protocolIdentifier === Protocol.Tcp ? edge.flows : 0));
	const oneWay = flows(({edge}) => (edge.protocolIdentifier === Protocol.Tcp ? (edge.outcomes['one-way'] ?? 0) : 0));
	const frames = sumOf(coverages, (coverage) => coverage.frames);
	const guessed = flows(({edge}) =>
		edge.direction.confidence === 'guess' && edge.port !== undefined ? edge.flows : 0,
	);
	const items: ReportQuality[] = [];
	const say = (kind: string, count: number, message: string, more: Partial<ReportQuality> = {}) => {
		const {share = null, captures = null} = more;
		const rounded = share === null ? null : Number(share.toFixed(4));
		if (count > 0) items.push({kind, count, share: rounded, captures, message});
	};
	const positions = (isMeant: (coverage: CaptureCoverage) => boolean) =>
		coverages.flatMap((coverage, index) => (isMeant(coverage) ? [index] : []));
	const incomplete = coverages.filter(({complete}) => !complete);
	say(
		'incomplete',
		incomplete.length,
		`${incomplete.map(({path, problem}) => `${path}: ${problem}`).join('; ')}. What came after is not in this report.`,
		{captures: positions(({complete}) => !complete)},
	);
	const drops = sumOf(coverages, (coverage) => coverage.drops ?? 0);
	say(
		'drops',
		drops,
		`The capturing machine lost ${drops} packets${percent(drops / (drops + frames))}: answers, and whole flows, may be among them. What was not answered, or is missing, may have been there.`,
		{share: drops / (drops + frames), captures: positions((coverage) => (coverage.drops ?? 0) > 0)},
	);
	for (const {kind, count, capture, message} of remarkTimes(coverages))
		say(kind, count, message, {captures: [capture]});
	say(
		'truncated',
		stopped(Stop.Truncated),
		`${stopped(Stop.Truncated)} packets were cut so short that their ports are lost: they are in no edge. Capture at least 96 octets of each packet.`,
	);
	const cut = sumOf(coverages, (coverage) => coverage.cut) - stopped(Stop.Truncated);
	say(
		'cut',
		cut,
		`Of ${cut} packets${percent(cut / frames)} only the first octets were captured, with their ports: verdicts stand, but a port negotiated in the rest is not seen to be.`,
		{share: cut / frames, captures: positions((coverage) => coverage.cut > 0)},
	);
	say(
		'malformed',
		stopped(Stop.Malformed),
		`${stopped(Stop.Malformed)} packets contradict themselves and are in no edge.`,
	);
	say(
		'fragments',
		stopped(Stop.FragmentWithoutFirst),
		`${stopped(Stop.FragmentWithoutFirst)} fragments came without their first one, which has the ports: they are in no edge.`,
	);
	say(
		'unknown-link-type',
		stopped(Stop.UnknownLinkType),
		`${stopped(Stop.UnknownLinkType)} frames are of a link type that portolan does not read: they are in no edge.`,
	);
	const encrypted = stopped(Stop.Encrypted) + stopped(Stop.Encrypted, inside);
	say(
		'encrypted',
		encrypted,
		`${encrypted} frames are encrypted (MACsec, Wi-Fi, PPP or CAPWAP): what they carry is in no edge.`,
	);
	const broken = [Stop.Truncated, Stop.Malformed, Stop.NestedTooDeep].reduce(
		(sum, stop) => sum + stopped(stop, inside),
		0,
	);
	say(
		'inside-tunnel',
		broken,
		`What ${broken} packets of tunnels carry is cut short, contradicts itself or is nested too deep: the tunnel is in an edge, its content is not.`,
	);
	say(
		'networks',
		unnumbered,
		`${unnumbered} packets came in more VLANs and tunnels than are told apart: they count as one network.`,
	);
	const {duplicates, duplicatesRouted, evicted, forgotten} = counts;
	const routed = duplicatesRouted > 0 ? `, ${duplicatesRouted} of them from behind a router` : '';
	say(
		'duplicates',
		duplicates,
		`${duplicates} packets${percent(duplicates / frames)} are in the capture again${routed}: it was taken in several places at once. Each counts once, so that no flow is taken for a retry or for twice its size.`,
		{share: duplicates / frames},
	);
	const isHalf = oneWay >= MOSTLY * tcp;
	say(
		'one-way',
		oneWay,
		`${oneWay} of ${tcp} TCP flows show one side only although both talked: ${isHalf ? 'the mirror sees one direction' : 'the mirror does not see the other'}. What was refused or not answered there cannot be told.`,
		{share: oneWay / tcp},
	);
	say(
		'guessed-direction',
		guessed,
		`Who opened ${guessed} of ${all} flows is a guess: their beginning is not in the capture. A guess alone makes no finding.`,
		{share: guessed / all},
	);
	for (const {kind, count, message, share} of remarkChecksums(checksums)) say(kind, count, message, {share});
	say(
		'evicted',
		evicted,
		`${evicted} flows were closed early to bound the memory; what became of them may be told wrongly.`,
	);
	say(
		'forgotten',
		forgotten,
		`${forgotten} edges that were not seen for the longest time were forgotten to bound the memory: they are not in this report.`,
	);
	// Blocks that carry no packets are normal, and passed over.
	const oddities = [...new Set(coverages.flatMap((coverage) => [...coverage.oddities.keys()]))]
		.filter((oddity) => !oddity.endsWith(' skipped'))
		.sort();
	for (const oddity of oddities) {
		const count = coverages.reduce((sum, coverage) => sum + (coverage.oddities.get(oddity) ?? 0), 0);
		const captures = positions((coverage) => coverage.oddities.has(oddity));
		say('container', count, `In the capture file: ${oddity} (${count}).`, {captures});
	}
	return items;
}

function sumOf(coverages: readonly CaptureCoverage[], of: (coverage: CaptureCoverage) => number): number {
	return coverages.reduce((sum, coverage) => sum + of(coverage), 0);
}

/** ` (12 %)`. */
function percent(share: number): string {
	if (share >= 0.995) return ' (all)';
	return share < 0.01 ? ' (below 1 %)' : ` (${Math.round(100 * share)} %)`;
}
