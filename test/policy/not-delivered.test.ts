import test from 'ava';
import {
	C1,
	C2,
	CM,
	firstPiece,
	joins,
	later,
	MCAST,
	MP,
	means,
	packs,
	secondPiece,
	site,
	stalled,
	VLAN,
	wakes,
	works,
} from '../support/diagnosing.js';
import {findingsIn, judgePackets} from '../support/judging.js';
import {ip, octets, udp} from '../support/packets.js';

const GROUP = '239.0.0.9';
const session = [...works(C1, MCAST, 445), joins(C1, GROUP)];
const stream = udp(`${MCAST}:50001`, `${GROUP}:63001`);

test(
	'a session, and no stream',
	means,
	[...session, ...later(200)],
	'stream-not-delivered: session negotiated, stream not delivered: the ports are not at fault, the group is; see that multicast is routed (PIM) from mcast to the clients, and that a switch that snoops on IGMP has a querier',
);
test('the stream comes', means, [...session, stream, ...later(200)]);
test('no session', means, [joins(C1, GROUP), ...later(200)]);
test('a session of another client', means, [...works(C2, MCAST, 445), joins(C1, GROUP), ...later(200)]);
test('with a server that streams nothing', means, [...works(CM, MP, 445), joins(CM, GROUP), ...later(200)]);
test('nobody joined', means, [...works(C1, MCAST, 445), ...later(200)]);
test('a group of the link', means, [...works(C1, MCAST, 445), joins(C1, '224.0.0.252'), ...later(200)]);
test('a group of service discovery', means, [...works(C1, MCAST, 445), joins(C1, '239.255.255.250'), ...later(200)]);
test('the capture ends soon after', means, [
	...session.map((packet, index) => [150 + index, packet] as const),
	...later(200),
]);
test('the session breaks off', means, [...stalled(C1, MCAST, 445), joins(C1, GROUP), ...later(200)], 'cut');

test('IGMP version 3', (t) => {
	const report = (type: number, ...sources: readonly number[][]) =>
		ip(C1, '224.0.0.22', 2, octets(0x22, 0, 0, 0, 0, 0, 0, 1, type, 0, 0, sources.length, [239, 0, 0, 9], ...sources));
	const found = (packet: Uint8Array) =>
		findingsIn(judgePackets([...works(C1, MCAST, 445), packet, ...later(200)], packs, site)).map(
			({message}) => message,
		);
	const expected =
		'c1 -> mcast: SMB works and 239.0.0.9 is joined, and no stream on udp/63000-64000 comes to that group';
	t.deepEqual(found(report(4)), [expected]);
	t.deepEqual(found(report(5, [10, 0, 0, 12])), [expected]);
	t.deepEqual(found(report(3)), [], 'leaves');
	t.deepEqual(found(report(6, [10, 0, 0, 12])), [], 'blocks');
});

test(
	'magic packets to a network behind a router',
	means,
	[wakes(CM, VLAN), ...later(200)],
	'wake-up-not-delivered: sent, and perhaps not delivered: routers drop directed broadcasts unless they are told to pass them; allow them from cm only, or wake by unicast or by the wake-up proxy',
);
test('a host of it stirs afterwards', means, [wakes(CM, VLAN), ...later(200, works('10.0.20.7', MP, 80))]);
test(
	'a host of it stirred before',
	means,
	[...works('10.0.20.7', MP, 80), [5, wakes(CM, VLAN)], ...later(200)],
	'wake-up-not-delivered',
);
test('within the network', means, [wakes('10.0.20.7', VLAN), ...later(200)]);
test('to one host', means, [wakes(CM, '10.0.20.7'), ...later(200)]);
test('no magic packet', means, [udp(`${CM}:50001`, `${VLAN}:9`), ...later(200)]);
test('the capture ends soon after it', means, [[150, wakes(CM, VLAN)], ...later(200)]);

/** @param expected the message */
const inPieces = test.macro<[packets: readonly Uint8Array[], expected?: string]>({
	exec: (t, packets, expected) =>
		t.deepEqual(
			judgePackets(packets, packs, site)
				.findings.filter(({diagnosis}) => diagnosis?.name === 'fragments-lost')
				.map(({message}) => message),
			expected === undefined ? [] : [expected],
		),
	title: (name, _, expected) => `${name}: ${expected ?? 'nothing'}`,
});
const LOST =
	'c1 -> mp: 2 datagrams too large for one packet, and of each only the first piece (up to 1500 octets) is seen';
test('of datagrams only the first pieces', inPieces, [firstPiece(C1, MP, 1), firstPiece(C1, MP, 2)], LOST);
test('one datagram only', inPieces, [firstPiece(C1, MP, 1)]);
test('one datagram, captured twice', inPieces, [firstPiece(C1, MP, 1), firstPiece(C1, MP, 1)]);
test('one of them whole', inPieces, [firstPiece(C1, MP, 1), firstPiece(C1, MP, 2), secondPiece(C1, MP, 2)]);
test('the second piece comes first', inPieces, [secondPiece(C1, MP, 1), firstPiece(C1, MP, 1), firstPiece(C1, MP, 2)]);
test('of a stranger', inPieces, [firstPiece('192.168.1.1', MP, 1), firstPiece('192.168.1.1', MP, 2)]);
