import type {Confidence, DirectionBasis, FlowEndReason, Outcome} from '../flow/biflow.js';
import type {Application} from '../net/application.js';
import type {ReportFrame, ReportRefusal, ReportReset} from './report.js';

// Of the JSON document that `portolan flows -f json` prints; schema/flows.schema.json says the same to programs.

export const FLOWS_SCHEMA = 'portolan/flows/1';

export interface ReportFlow {
	readonly initiator: {readonly address: string; readonly port: number | null};
	readonly responder: {readonly address: string; readonly port: number | null};
	readonly protocol: string;
	readonly icmpType: number | null;
	/** Community ID, version 1: what other tools call the same conversation. */
	readonly communityId: string;
	/** As one of `networks` of an edge. */
	readonly network: string | null;
	readonly direction: {readonly basis: DirectionBasis; readonly confidence: Confidence};
	readonly outcome: Outcome;
	readonly first: string;
	readonly last: string;
	readonly initiatorPackets: number;
	readonly responderPackets: number;
	readonly initiatorOctets: number;
	readonly responderOctets: number;
	readonly initiatorTcpControlBits: number;
	readonly responderTcpControlBits: number;
	readonly syns: number;
	readonly flowEndReason: FlowEndReason;
	readonly continued: boolean;
	/** What either side sent, each thing when it was sent first, in Zeek's letters: S SYN, H SYN+ACK, A, D data, F FIN, R RST; small for the responder. */
	readonly history: string;
	/** Octets above the transport, those sent again too. */
	readonly initiatorPayloadOctets: number;
	readonly responderPayloadOctets: number;
	/** What it carries, by what either side sent first. */
	readonly application: Application | null;
	/** The first RST, and who sent it by the TTLs of this flow alone. */
	readonly reset: (ReportReset & {readonly from: 'initiator' | 'responder'}) | null;
	readonly refusal: ReportRefusal | null;
	readonly firstFrame: ReportFrame;
}
