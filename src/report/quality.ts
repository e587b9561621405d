import type {CaptureCoverage} from '../capture/frame.js';
import {Stop, type UndecodedCounts} from '../decode/packet.js';
import type {JudgedEdge} from '../policy/finding.js';
import type {ReportQuality} from './report.js';

export interface QualityInput {
	readonly coverages: readonly CaptureCoverage[];
	readonly undecoded: UndecodedCounts;
	/** What was inside of tunnels. */
	readonly inside: UndecodedCounts;
	readonly edges: readonly JudgedEdge[];
	/** Biflows that ended early for want of memory. */
	readonly evicted: number;
	/** Packets in networks beyond those that are told apart. */
	readonly unnumbered: number;
}

/** What a reader must know of the captures before trusting a verdict; nothing for a capture without blemish. */
export function assessQuality(input: QualityInput): ReportQuality[] {
	const {coverages, undecoded, inside, edges, evicted, unnumbered} = input;
	const stopped = (stop: number, counted = undecoded) => counted.reduce((sum, counts) => sum + (counts[stop] ?? 0), 0);
	const flows = (wanted: (judged: JudgedEdge) => number) => edges.reduce((sum, judged) => sum + wanted(judged), 0);
	const all = flows(({edge}) => edge.flows);
	const oneWay = flows(({edge}) => (edge.protocolIdentifier === 6 ? (edge.outcomes['one-way'] ?? 0) : 0));
	const guessed = flows(({edge}) =>
		edge.direction.confidence === 'guess' && edge.port !== undefined ? edge.flows : 0,
	);
	const items: ReportQuality[] = [];
	const say = (kind: string, count: number, message: string) => {
		if (count > 0) items.push({kind, count, message});
	};
	const incomplete = coverages.filter(({complete}) => !complete);
	say(
		'incomplete',
		incomplete.length,
		`${incomplete.map(({path, problem}) => `${path}: ${problem}`).join('; ')}. What came after is not in this report.`,
	);
	const drops = coverages.reduce((sum, coverage) => sum + (coverage.drops ?? 0), 0);
	say(
		'drops',
		drops,
		`The recorder lost ${drops} packets, as the capture says: what did not show may have been among them.`,
	);
	say(
		'truncated',
		stopped(Stop.Truncated),
		`${stopped(Stop.Truncated)} packets were cut so short that their ports are lost: they are in no edge. Capture at least 96 octets of each packet.`,
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
	say(
		'one-way',
		oneWay,
		`${oneWay} of ${all} flows show one side only although both talked: the mirror does not see the other. What was refused or not answered there cannot be told.`,
	);
	say(
		'guessed-direction',
		guessed,
		`Who opened ${guessed} of ${all} flows is a guess: their beginning is not in the capture. A guess alone makes no finding.`,
	);
	say(
		'evicted',
		evicted,
		`${evicted} flows were closed early to bound the memory; what became of them may be told wrongly.`,
	);
	// Blocks that carry no packets are normal, and passed over.
	const oddities = [...new Set(coverages.flatMap((coverage) => [...coverage.oddities.keys()]))]
		.filter((oddity) => !oddity.endsWith(' skipped'))
		.sort();
	for (const oddity of oddities) {
		const count = coverages.reduce((sum, coverage) => sum + (coverage.oddities.get(oddity) ?? 0), 0);
		say('container', count, `In the capture file: ${oddity} (${count}).`);
	}
	return items;
}
