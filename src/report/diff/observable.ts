import type {ReportEdge} from '../report.js';
import type {Conversation, Side} from './side.js';

/** A capture that is shorter than this part of the one before shows too little to say that something is over. */
const LONG_ENOUGH = 0.5;

/**
 * Why the later captures could not show a conversation of the earlier ones; `undefined` where they could, so that it is over if
 * it is not there. They must go on beyond the time when it was last seen, cover a like length of time, and show both hosts.
 */
export function whyUnobservable(
	{edges, initiator, responder}: Conversation,
	before: Side,
	after: Side,
): string | undefined {
	const last = after.report.window.last;
	const [from, to] = [lengthOf(before), lengthOf(after)];
	const seen = edges.map((edge) => edge.last).reduce((a, b) => (b > a ? b : a));
	if (last === null) return 'the later captures hold no packet';
	if (last <= seen) return 'the later captures end before the time when it was seen';
	if (to < from * LONG_ENOUGH) {
		return `the later captures cover ${formatSeconds(to)} where the earlier ones cover ${formatSeconds(from)}`;
	}
	const silent = [initiator, responder].filter((host) => wasSending(host, before) && !after.isSending(host));
	if (silent.length > 0) return `the later captures show nothing sent by ${silent.join(' and ')}`;
	const [edge] = edges;
	const isNegotiated = edge!.negotiated !== null;
	const isUnproven = ({protocol, verdict}: ReportEdge) => protocol === edge!.protocol && verdict === 'inconclusive';
	if (isNegotiated && after.between(initiator, responder).some(isUnproven)) {
		return 'the later captures show ports between the two, and not whether they were negotiated';
	}
	return undefined;
}

function wasSending(host: string, before: Side): boolean {
	return before.isSending(host);
}

function lengthOf({report: {window}}: Side): number {
	return window.first === null || window.last === null ? 0 : Date.parse(window.last) - Date.parse(window.first);
}

function formatSeconds(milliseconds: number): string {
	return `${Math.round(milliseconds / 100) / 10} s`;
}
