import type {AddressWords, IpVersion} from '../net/address.js';
import type {AddressTable} from './address-table.js';
import {type FrameReference, outcomes} from './biflow.js';
import type {EdgeSums} from './edge-sums.js';

/**
 * Edges as numbers, which go to another thread without being copied: as objects, ten thousand edges take as long to be sent and received as
 * a million packets to be decoded.
 */
export interface PackedEdges {
	readonly count: number;
	/** Edge by edge, `WIDTH` numbers each. */
	readonly numbers: Float64Array<ArrayBuffer>;
	/** What is no number, by the position of the edge; edges without any of it are left out. */
	readonly others: ReadonlyMap<number, Others>;
}

type Others = Pick<
	EdgeSums,
	'negotiation' | 'refusal' | 'reset' | 'applications' | 'httpErrors' | 'proxied' | 'stall' | 'networks'
>;

/** Where the numbers of an edge stand. */
const Field = {
	Version: 0,
	/** Four words each. */
	Initiator: 1,
	Responder: 5,
	Protocol: 9,
	Port: 10,
	AmbiguousPort: 11,
	Basis: 12,
	Confidence: 13,
	Flows: 14,
	TiedAnswers: 15,
	TiedLosses: 16,
	InitiatorPackets: 17,
	ResponderPackets: 18,
	InitiatorOctets: 19,
	ResponderOctets: 20,
	First: 21,
	Last: 22,
	FrameCapture: 23,
	FrameNumber: 24,
	Syns: 25,
	Ttls: 26,
	IsSamePort: 27,
	AnsweredAt: 28,
	FailedAt: 29,
	FailedAs: 30,
	Outcomes: 31,
} as const;
const WIDTH = Field.Outcomes + outcomes.length;
/** In place of a port, or of the number of a frame, that is not there. */
const ABSENT = -1;

/** What is no number is the same object in the result. */
export function packEdges(edges: readonly EdgeSums[]): PackedEdges {
	const numbers = new Float64Array(WIDTH * edges.length);
	const others = new Map<number, Others>();
	for (const [position, sums] of edges.entries()) {
		const at = position * WIDTH;
		numbers[at + Field.Version] = sums.initiator.version;
		numbers.set(sums.initiator.words, at + Field.Initiator);
		numbers.set(sums.responder.words, at + Field.Responder);
		numbers[at + Field.Protocol] = sums.protocol;
		numbers[at + Field.Port] = sums.port;
		numbers[at + Field.AmbiguousPort] = sums.ambiguousPort ?? ABSENT;
		numbers[at + Field.Basis] = sums.basis;
		numbers[at + Field.Confidence] = sums.confidence;
		numbers[at + Field.Flows] = sums.flows;
		numbers[at + Field.TiedAnswers] = sums.tiedAnswers;
		numbers[at + Field.TiedLosses] = sums.tiedLosses;
		numbers[at + Field.InitiatorPackets] = sums.initiatorPackets;
		numbers[at + Field.ResponderPackets] = sums.responderPackets;
		numbers[at + Field.InitiatorOctets] = sums.initiatorOctets;
		numbers[at + Field.ResponderOctets] = sums.responderOctets;
		numbers[at + Field.First] = sums.first;
		numbers[at + Field.Last] = sums.last;
		numbers[at + Field.FrameCapture] = sums.firstFrame?.capture ?? 0;
		numbers[at + Field.FrameNumber] = sums.firstFrame?.number ?? ABSENT;
		numbers[at + Field.Syns] = sums.syns;
		numbers[at + Field.Ttls] = sums.ttls;
		numbers[at + Field.IsSamePort] = sums.isSamePort ? 1 : 0;
		numbers[at + Field.AnsweredAt] = sums.answeredAt;
		numbers[at + Field.FailedAt] = sums.failedAt;
		numbers[at + Field.FailedAs] = sums.failedAs;
		numbers.set(sums.outcomes, at + Field.Outcomes);
		const other = othersOf(sums);
		if (other !== undefined) others.set(position, other);
	}
	return {count: edges.length, numbers, others};
}

/** @param addresses of the thread that unpacks */
export function unpackEdges({count, numbers, others}: PackedEdges, addresses: AddressTable): EdgeSums[] {
	return Array.from({length: count}, (_, position) => {
		const at = position * WIDTH;
		const version = numbers[at + Field.Version] as IpVersion;
		const other = others.get(position);
		return {
			initiator: addressAt(numbers, at + Field.Initiator, version, addresses),
			responder: addressAt(numbers, at + Field.Responder, version, addresses),
			protocol: numbers[at + Field.Protocol]!,
			port: numbers[at + Field.Port]!,
			ambiguousPort: numbers[at + Field.AmbiguousPort] === ABSENT ? undefined : numbers[at + Field.AmbiguousPort],
			basis: numbers[at + Field.Basis]!,
			confidence: numbers[at + Field.Confidence]!,
			flows: numbers[at + Field.Flows]!,
			tiedAnswers: numbers[at + Field.TiedAnswers]!,
			tiedLosses: numbers[at + Field.TiedLosses]!,
			negotiation: other?.negotiation,
			initiatorPackets: numbers[at + Field.InitiatorPackets]!,
			responderPackets: numbers[at + Field.ResponderPackets]!,
			initiatorOctets: numbers[at + Field.InitiatorOctets]!,
			responderOctets: numbers[at + Field.ResponderOctets]!,
			first: numbers[at + Field.First]!,
			last: numbers[at + Field.Last]!,
			firstFrame: frameAt(numbers, at),
			refusal: other?.refusal,
			syns: numbers[at + Field.Syns]!,
			reset: other?.reset,
			ttls: numbers[at + Field.Ttls]!,
			applications: other?.applications,
			httpErrors: other?.httpErrors,
			proxied: other?.proxied,
			stall: other?.stall,
			isSamePort: numbers[at + Field.IsSamePort] === 1,
			networks: other?.networks,
			outcomes: outcomes.map((_outcome, index) => numbers[at + Field.Outcomes + index]!),
			answeredAt: numbers[at + Field.AnsweredAt]!,
			failedAt: numbers[at + Field.FailedAt]!,
			failedAs: numbers[at + Field.FailedAs]!,
		};
	});
}

function othersOf(sums: EdgeSums): Others | undefined {
	const {negotiation, refusal, reset, applications, httpErrors, proxied, stall, networks} = sums;
	const some = negotiation ?? refusal ?? reset ?? applications ?? httpErrors ?? proxied ?? stall ?? networks;
	return some && {negotiation, refusal, reset, applications, httpErrors, proxied, stall, networks};
}

function addressAt(numbers: Float64Array, at: number, version: IpVersion, addresses: AddressTable) {
	const words: AddressWords = [numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!];
	return addresses.address(version, addresses.wordOf({version, words}));
}

function frameAt(numbers: Float64Array, at: number): FrameReference | undefined {
	const number = numbers[at + Field.FrameNumber]!;
	return number === ABSENT ? undefined : {capture: numbers[at + Field.FrameCapture]!, number};
}
