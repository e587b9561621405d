import test from 'ava';
import fc from 'fast-check';
import {AddressTable} from '#portolan/flow/address-table.js';
import {confidences, directionBases, outcomes} from '#portolan/flow/biflow.js';
import {type EdgeSums, emptySums} from '#portolan/flow/edge-sums.js';
import {packEdges, unpackEdges} from '#portolan/flow/packed-edges.js';
import {type Address, addressOf, type IpVersion} from '#portolan/net/address.js';

const word = fc.nat(0xffff_ffff);
const addressOfVersion = (version: IpVersion): fc.Arbitrary<Address> =>
	version === 4
		? word.map((last) => addressOf(4, [0, 0, 0, last]))
		: fc.tuple(word, word, word, word).map((words) => addressOf(6, words));

const frame = fc.record({capture: fc.nat(9), number: fc.integer({min: 1, max: 2 ** 40})});
const micros = fc.oneof(fc.nat(2 ** 51), fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, {nil: undefined});
const sum = fc.nat(2 ** 48);

const edge: fc.Arbitrary<EdgeSums> = fc.constantFrom<IpVersion>(4, 6).chain((version) =>
	fc.record({
		initiator: addressOfVersion(version),
		responder: addressOfVersion(version),
		protocol: fc.nat(255),
		port: fc.nat(65_535),
		ambiguousPort: maybe(fc.nat(65_535)),
		basis: fc.nat(directionBases.length - 1),
		confidence: fc.nat(confidences.length - 1),
		flows: sum,
		tiedAnswers: sum,
		tiedLosses: sum,
		negotiation: maybe(fc.record({by: fc.constant('ftp' as const), detail: fc.string(), frame})),
		initiatorPackets: sum,
		responderPackets: sum,
		initiatorOctets: sum,
		responderOctets: sum,
		first: micros,
		last: micros,
		firstFrame: maybe(frame),
		refusal: maybe(fc.record({icmpType: fc.nat(9), icmpCode: fc.nat(9), sender: addressOfVersion(version), frame})),
		syns: sum,
		reset: maybe(
			fc.record({
				from: fc.constantFrom('initiator', 'responder'),
				ttl: fc.nat(255),
				frame,
				others: fc.constant(undefined),
			}),
		),
		ttls: fc.integer(),
		applications: maybe(fc.array(fc.tuple(fc.nat(31), frame)).map((entries) => new Map(entries))),
		httpErrors: maybe(
			fc.array(fc.tuple(fc.nat(599), fc.record({flows: sum, frame}))).map((entries) => new Map(entries)),
		),
		proxied: maybe(frame),
		stall: maybe(fc.record({from: fc.constantFrom('initiator', 'responder'), octets: sum, sent: sum, frame})),
		isSamePort: fc.boolean(),
		networks: maybe(fc.array(fc.string()).map((names) => new Set(names))),
		outcomes: fc.array(sum, {minLength: outcomes.length, maxLength: outcomes.length}),
		answeredAt: micros,
		failedAt: micros,
		failedAs: fc.nat(outcomes.length - 1),
	}),
);

test('edges come out as they were packed, whatever thread unpacks them', (t) => {
	fc.assert(
		fc.property(fc.array(edge), (edges) => {
			const packed = packEdges(edges);
			const sent = structuredClone(packed, {transfer: [packed.numbers.buffer]});
			t.deepEqual(unpackEdges(sent, new AddressTable()), edges);
		}),
	);
});

test('they have the shape of those that grow here', (t) => {
	const [sums] = fc.sample(edge, 1);
	const [unpacked] = unpackEdges(packEdges([sums!]), new AddressTable());
	t.deepEqual(Object.keys(unpacked!), Object.keys(emptySums(sums!)));
});
