import type {ReportCapture} from './report.js';

/** Captures that are listed one by one. */
const MAX_LISTED = 8;

/** A line for each capture; of a large set one for all, and one for each that was not read to its end. */
export function packetLines(captures: readonly ReportCapture[]): string[] {
	if (captures.length === 1) return [capturePackets(captures[0]!)];
	const named = (capture: ReportCapture) => `${capture.path}: ${capturePackets(capture)}`;
	if (captures.length <= MAX_LISTED) return captures.map(named);
	const broken = captures.filter(({complete}) => !complete).slice(0, MAX_LISTED);
	return [`${captures.length} captures: ${capturePackets(together(captures))}`, ...broken.map(named)];
}

type Packets = Pick<ReportCapture, 'packets' | 'decoded' | 'undecoded' | 'tunnelled' | 'complete' | 'problem'>;

function together(captures: readonly ReportCapture[]): Packets {
	const sum = (of: (capture: ReportCapture) => number) => captures.reduce((total, capture) => total + of(capture), 0);
	const sums = (of: (capture: ReportCapture) => Readonly<Record<string, number>>) => {
		const reasons = [...new Set(captures.flatMap((capture) => Object.keys(of(capture))))].sort();
		return Object.fromEntries(reasons.map((reason) => [reason, sum((capture) => of(capture)[reason] ?? 0)]));
	};
	return {
		packets: sum(({packets}) => packets),
		decoded: sum(({decoded}) => decoded),
		undecoded: sums(({undecoded}) => undecoded),
		tunnelled: {
			packets: sum(({tunnelled}) => tunnelled.packets),
			undecoded: sums(({tunnelled}) => tunnelled.undecoded),
		},
		complete: true,
		problem: null,
	};
}

function capturePackets({packets, decoded, undecoded, tunnelled, complete, problem}: Packets): string {
	const inside = Object.keys(tunnelled.undecoded).length + tunnelled.packets;
	const tunnels = inside === 0 ? '' : `; inside of tunnels ${tunnelled.packets}${reasonsText(tunnelled.undecoded)}`;
	const end = complete ? '' : `; ${problem}`;
	return `${packets} read, ${decoded} decoded${reasonsText(undecoded)}${tunnels}${end}`;
}

function reasonsText(undecoded: Readonly<Record<string, number>>): string {
	const reasons = Object.entries(undecoded).map(([reason, count]) => `${count} ${reason}`);
	return reasons.length === 0 ? '' : ` (not decoded: ${reasons.join(', ')})`;
}
