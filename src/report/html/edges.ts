import {parseTime} from '../../net/time.js';
import type {Report, ReportEdge, ReportEnd} from '../report.js';
import {Coder, encodeColumn, encodeNumbers, encodeSparse} from './columns.js';
import type {EdgeColumns, EndColumns, RolePair} from './page-data.js';
import {conduitsOf, rolePairsOf} from './role-pairs.js';

/** @param roleCode the position of a role among all of the page */
export function encodeEdges(report: Report, roleCode: (role: string) => number): EdgeColumns {
	const {edges} = report;
	const conduits = conduitsOf(report);
	const ends = new Coder<ReportEnd>();
	const initiators = encodeNumbers(edges.map(({initiator}) => ends.code(initiator)));
	const responders = encodeNumbers(edges.map(({responder}) => ends.code(responder)));
	const times = edges.map(({first, last}) => [timeOf(first), timeOf(last)] as const);
	const start = times.reduce((least, [first, last]) => Math.min(least, first, last), times[0]?.[0] ?? 0);
	const numbers = (of: (edge: ReportEdge) => number) => encodeNumbers(edges.map(of));
	return {
		count: edges.length,
		initiators,
		responders,
		ends: encodeEnds(ends.values),
		services: encodeColumn(edges, ({protocol, port, icmpType}) => ({protocol, port, icmpType})),
		networks: encodeColumn(edges, ({networks}) => networks),
		directions: encodeColumn(edges, ({direction}) => direction),
		outcomes: encodeColumn(edges, ({outcome}) => outcome),
		mixedOutcomes: encodeSparse(edges, ({outcomes}) => (Object.keys(outcomes).length > 1 ? outcomes : null)),
		verdicts: encodeColumn(edges, ({verdict}) => verdict),
		reasons: encodeColumn(edges, ({reason}) => reason),
		rules: encodeColumn(edges, ({rule}) => rule),
		nearest: encodeColumn(edges, ({nearest}) => nearest),
		waivers: encodeColumn(edges, ({waiver}) => waiver),
		applications: encodeColumn(edges, ({applications}) => applications),
		rolePairs: encodeColumn(edges, (edge) =>
			rolePairsOf(edge, conduits).map(([from, to]): RolePair => [roleCode(from), roleCode(to)]),
		),
		negotiated: encodeSparse(edges, ({negotiated}) => negotiated),
		refusals: encodeSparse(edges, ({refusal}) => refusal),
		resets: encodeSparse(edges, ({reset}) => reset),
		scans: encodeSparse(edges, ({scan}) => scan),
		syns: numbers(({syns}) => syns),
		flows: numbers(({flows}) => flows),
		initiatorPackets: numbers(({initiatorPackets}) => initiatorPackets),
		responderPackets: numbers(({responderPackets}) => responderPackets),
		initiatorOctets: numbers(({initiatorOctets}) => initiatorOctets),
		responderOctets: numbers(({responderOctets}) => responderOctets),
		start,
		firsts: encodeNumbers(times.map(([first]) => first - start)),
		lasts: encodeNumbers(times.map(([, last]) => last - start)),
		frameCaptures: numbers(({firstFrame}) => firstFrame.capture),
		framePackets: numbers(({firstFrame}) => firstFrame.packet),
	};
}

function encodeEnds(ends: readonly ReportEnd[]): EndColumns {
	return {
		addresses: ends.map(({address}) => address),
		names: encodeSparse(ends, ({name}) => name),
		roles: encodeColumn(ends, ({roles}) => roles),
		seenAs: encodeSparse(ends, ({seenAs}) => seenAs),
	};
}

/** A report that was read holds times in one form only. */
function timeOf(text: string): number {
	return parseTime(text) ?? 0;
}
