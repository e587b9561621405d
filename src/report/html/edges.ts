import {parseTime} from '../../net/time.js';
import type {Report, ReportEdge, ReportEnd} from '../report.js';
import {Coder, encodeColumn, encodeFramed, encodeNumbers, encodeSparse} from './columns.js';
import type {EdgeColumns, EndColumns} from './page-data.js';

export function encodeEdges({edges}: Report, rolePairs: EdgeColumns['rolePairs']): EdgeColumns {
	const ends = new Coder<ReportEnd>(endKey);
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
		services: encodeColumn(
			edges,
			({protocol, port, icmpType}) => ({protocol, port, icmpType}),
			({protocol, port, icmpType}) => `${protocol} ${port} ${icmpType}`,
		),
		networks: encodeColumn(edges, ({networks}) => networks, listKey),
		directions: encodeColumn(edges, ({direction}) => direction),
		outcomes: encodeColumn(edges, ({outcome}) => outcome),
		mixedOutcomes: encodeSparse(edges, ({outcomes}) => (Object.keys(outcomes).length > 1 ? outcomes : null)),
		verdicts: encodeColumn(edges, ({verdict}) => verdict),
		reasons: encodeColumn(edges, ({reason}) => reason),
		rules: encodeColumn(edges, ({rule}) => rule),
		nearest: encodeColumn(edges, ({nearest}) => nearest),
		waivers: encodeColumn(edges, ({waiver}) => waiver),
		applications: encodeColumn(edges, ({applications}) => applications, listKey),
		rolePairs,
		negotiated: encodeFramed(edges, ({negotiated}) => negotiated),
		refusals: encodeFramed(edges, ({refusal}) => refusal),
		resets: encodeFramed(edges, ({reset}) => reset),
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
		names: ends.map(({name}) => name),
		roles: encodeColumn(ends, ({roles}) => roles, listKey),
		seenAs: encodeSparse(ends, ({seenAs}) => seenAs),
	};
}

/** A report that was read holds times in one form only. */
function timeOf(text: string): number {
	return parseTime(text) ?? 0;
}

/** Lists of names, most of which are empty. */
function listKey(names: readonly string[]): string {
	return names.length === 0 ? '' : JSON.stringify(names);
}

function endKey({address, name, roles, seenAs}: ReportEnd): string {
	return [address, name ?? '', name === null, listKey(roles), seenAs === null ? '' : JSON.stringify(seenAs)].join('\n');
}
