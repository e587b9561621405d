import type {Biflow} from '../flow/biflow.js';
import {protocolName} from '../net/protocol.js';
import {compareText} from '../net/text-order.js';
import {formatDuration, formatTime} from '../net/time.js';
import {reportFrame, reportRefusal, reportReset} from './build.js';
import {communityId} from './community-id.js';
import type {ReportFlow} from './flow-report.js';

export function reportFlow(biflow: Biflow): ReportFlow {
	const {initiatorControlBits, responderControlBits, refusal, reset} = biflow;
	return {
		initiator: {address: biflow.initiator.text, port: biflow.initiatorPort ?? null},
		responder: {address: biflow.responder.text, port: biflow.responderPort ?? null},
		protocol: protocolName(biflow.protocolIdentifier),
		icmpType: biflow.icmpType ?? null,
		communityId: communityId(biflow),
		network: biflow.network ?? null,
		direction: biflow.direction,
		outcome: biflow.outcome,
		first: formatTime(biflow.first),
		last: formatTime(biflow.last),
		initiatorPackets: biflow.initiatorPackets,
		responderPackets: biflow.responderPackets,
		initiatorOctets: biflow.initiatorOctets,
		responderOctets: biflow.responderOctets,
		initiatorTcpControlBits: initiatorControlBits,
		responderTcpControlBits: responderControlBits,
		syns: biflow.syns,
		flowEndReason: biflow.flowEndReason,
		continued: biflow.isContinued,
		history: biflow.history,
		initiatorPayloadOctets: biflow.initiatorPayloadOctets,
		responderPayloadOctets: biflow.responderPayloadOctets,
		application: biflow.applicationName ?? null,
		reset: reset === undefined ? null : {from: reset.from, ...reportReset(reset)},
		refusal: refusal === undefined ? null : reportRefusal(refusal),
		firstFrame: reportFrame(biflow.firstFrame),
	};
}

/** The order of flow lists: by time, then by what else tells two flows apart. */
export function compareBiflows(a: Biflow, b: Biflow): number {
	return (
		a.first - b.first ||
		a.firstFrame.capture - b.firstFrame.capture ||
		a.firstFrame.number - b.firstFrame.number ||
		a.last - b.last ||
		compareText(a.network ?? '', b.network ?? '')
	);
}

/**
 * One line a flow: when, who opened it to whom, what became of it, how much it carried, how it is known who began, what it is,
 * in which network.
 */
export function flowLine(biflow: Biflow): string {
	const {direction, outcome, icmpType} = biflow;
	const arrow = direction.confidence === 'guess' ? '?>' : '->';
	const service = `${protocolName(biflow.protocolIdentifier)}${icmpType === undefined ? '' : ` type ${icmpType}`}`;
	return [
		formatTime(biflow.first),
		formatDuration(biflow.last - biflow.first).padStart(9),
		service.padEnd(8),
		endText(biflow.initiator.text, biflow.initiatorPort).padStart(21),
		arrow,
		endText(biflow.responder.text, biflow.responderPort).padEnd(21),
		outcome.padEnd(10),
		`${biflow.initiatorPackets}/${biflow.responderPackets} packets`.padEnd(14),
		`${biflow.initiatorOctets}/${biflow.responderOctets} octets`.padEnd(18),
		`by ${direction.basis}`,
		...(biflow.applicationName === undefined ? [] : [biflow.applicationName]),
		...(biflow.network === undefined ? [] : [`in ${biflow.network}`]),
	].join('  ');
}

function endText(address: string, port: number | undefined): string {
	if (port === undefined) return address;
	return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
