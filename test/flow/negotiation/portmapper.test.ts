import test from 'ava';
import fc from 'fast-check';
import {PortmapperCalls, RecordStream} from '#portolan/flow/negotiation/portmapper.js';
import {assemble, type Timed} from '../../support/flows.js';
import {conversation, octets, tcp, u32, udp} from '../../support/packets.js';
import {
	addressReply,
	call,
	getAddress,
	getPort,
	listReply,
	portReply,
	reply,
	rpcRecord,
} from '../../support/portmapper.js';

const NFS = 100_003;
const MOUNT = 100_005;
const TCP = 6;
const UDP = 17;

/** @param expected `6/2049 detail`, one each */
const names = test.macro<[asked: Uint8Array, answered: Uint8Array, expected: readonly string[]]>({
	exec(t, asked, answered, expected) {
		const calls = new PortmapperCalls();
		calls.noteCall(asked);
		t.deepEqual(
			calls.portsIn(answered).map(({protocol, port, detail}) => `${protocol}/${port} ${detail}`),
			expected,
		);
	},
	title: (name, _, __, expected) => `${name}: ${expected.join(', ') || 'nothing'}`,
});

const nfs = '6/2049 nfs (program 100003), version 3';
test('GETPORT', names, getPort(NFS, 3, TCP), portReply(2049), [nfs]);
test('GETPORT over UDP', names, getPort(MOUNT, 1, UDP), portReply(635), ['17/635 mountd (program 100005), version 1']);
test('GETPORT of a program without a name', names, getPort(390_113, 1, TCP), portReply(7937), [
	'6/7937 program 390113, version 1',
]);
test('GETPORT of a program that is not there', names, getPort(NFS, 3, TCP), portReply(0), []);
test('a port that there is not', names, getPort(NFS, 3, TCP), portReply(65_536), []);
test('a protocol that there is not', names, getPort(NFS, 3, 132), portReply(2049), []);
test('the mapper itself', names, getPort(100_000, 2, TCP), portReply(111), []);
test('with a credential', names, getPort(NFS, 3, TCP, {credential: 53}), portReply(2049), [nfs]);
test('with a credential longer than may be', names, getPort(NFS, 3, TCP, {credential: 404}), portReply(2049), []);
test('with a verifier in the answer', names, getPort(NFS, 3, TCP), portReply(2049, {verifier: 5}), [nfs]);
test('an answer to another call', names, getPort(NFS, 3, TCP), portReply(2049, {transaction: 8}), []);
test('a failure', names, getPort(NFS, 3, TCP), portReply(2049, {status: 1}), []);
test('an answer of nothing', names, getPort(NFS, 3, TCP), reply(octets()), []);
test('a call of another program', names, getPort(NFS, 3, TCP, {program: NFS}), portReply(2049), []);
test(
	'DUMP',
	names,
	call({procedure: 4}),
	listReply([100_000, 2, TCP, 111], [NFS, 3, TCP, 2049], [MOUNT, 1, UDP, 635]),
	[nfs, '17/635 mountd (program 100005), version 1'],
);
test('DUMP of nothing', names, call({procedure: 4}), listReply(), []);
test(
	'DUMP cut in the middle',
	names,
	call({procedure: 4}),
	listReply([NFS, 3, TCP, 2049], [MOUNT, 1, UDP, 635]).subarray(0, -8),
	[nfs],
);
test(
	'DUMP without end',
	names,
	call({procedure: 4}),
	listReply(...Array.from({length: 500}, () => [NFS, 3, TCP, 2049] as const)),
	Array.from({length: 128}, () => nfs),
);
test('to be registered', names, getPort(NFS, 3, TCP, {procedure: 1}), listReply([NFS, 3, TCP, 2049]), []);
test('GETADDR', names, getAddress(NFS, 4, 'tcp'), addressReply('10.0.0.2.8.1'), [
	'6/2049 nfs (program 100003), version 4',
]);
test('GETADDR of version 3', names, getAddress(NFS, 4, 'udp', {version: 3}), addressReply('10.0.0.2.8.1'), [
	'17/2049 nfs (program 100003), version 4',
]);
test('GETADDR over IPv6', names, getAddress(NFS, 4, 'tcp6'), addressReply('fd00::2.8.1'), [
	'6/2049 nfs (program 100003), version 4',
]);
test('GETADDR of a program that is not there', names, getAddress(NFS, 4, 'tcp'), addressReply(''), []);
test('GETADDR over something local', names, getAddress(NFS, 4, 'local'), addressReply('/run/rpc.0.1'), []);
test('an address of no port', names, getAddress(NFS, 4, 'tcp'), addressReply('10.0.0.2.300.1'), []);
test('an address longer than the answer', names, getAddress(NFS, 4, 'tcp'), reply(octets(u32(0xffff_ffff), 1)), []);

test('lengths beyond all octets are no reason to throw', (t) => {
	for (const length of [0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff]) {
		const calls = new PortmapperCalls();
		calls.noteCall(getPort(NFS, 3, TCP));
		t.deepEqual(calls.portsIn(octets(...[7, 1, 0, 1, length, 0, 0, 2049].map(u32))), [], `verifier of ${length}`);
		calls.noteCall(octets(...[7, 0, 2, 100_000, 2, 3, 0, length, 0, 0, 0].map(u32)));
		calls.noteCall(octets(...[7, 0, 2, 100_000, 2, 3, 0, 0, 0, length, 0].map(u32)));
		t.like(calls.portsIn(portReply(2049)), [{protocol: TCP, port: 2049}], `call with ${length}`);
	}
});

test('the calls of a client are bounded; the latest are known', (t) => {
	const calls = new PortmapperCalls();
	for (let transaction = 0; transaction < 1000; transaction++) calls.noteCall(getPort(NFS, 3, TCP, {transaction}));
	t.is(calls.portsIn(portReply(2049, {transaction: 999})).length, 1);
	t.is(calls.portsIn(portReply(2049, {transaction: 0})).length, 0);
});

test('a call is answered once', (t) => {
	const calls = new PortmapperCalls();
	calls.noteCall(getPort(NFS, 3, TCP));
	t.is(calls.portsIn(portReply(2049)).length, 1);
	t.is(calls.portsIn(portReply(2049)).length, 0);
});

test('no octets make it throw', (t) => {
	const messages = [
		getPort(NFS, 3, TCP),
		getAddress(NFS, 4, 'tcp'),
		portReply(2049),
		addressReply('10.0.0.2.8.1'),
		listReply([NFS, 3, TCP, 2049]),
	];
	const words = fc.constantFrom(0, 1, 2, 3, 4, 7, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff);
	const spoiled = fc
		.tuple(fc.constantFrom(...messages), fc.nat(80), fc.array(fc.tuple(fc.nat(19), words), {maxLength: 3}))
		.map(([message, length, changes]) => {
			const copy = message.slice(0, length);
			for (const [word, value] of changes) if (4 * word + 4 <= copy.length) copy.set(u32(value), 4 * word);
			return copy;
		});
	const message = fc.oneof(spoiled, fc.constantFrom(...messages), fc.uint8Array({maxLength: 80}));
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.boolean(), message), {maxLength: 6}), (list) => {
			const calls = new PortmapperCalls();
			for (const [isCall, octetsOf] of list)
				t.notThrows(() => (isCall ? calls.noteCall(octetsOf) : calls.portsIn(octetsOf)));
		}),
		{numRuns: 3000},
	);
});

test('records in segments of any size', (t) => {
	const stream = octets(rpcRecord(portReply(2049)), rpcRecord(octets(1, 2, 3)), rpcRecord(octets()));
	fc.assert(
		fc.property(fc.array(fc.integer({min: 1, max: 30}), {minLength: 1}), (sizes) => {
			const found: number[] = [];
			const records = new RecordStream<number>((record) => found.push(record.length));
			for (let at = 0, index = 0; at < stream.length; index++) {
				const size = sizes[index % sizes.length]!;
				records.read(stream.subarray(at, at + size), index);
				at += size;
			}
			t.deepEqual(found, [portReply(2049).length, 3, 0]);
		}),
	);
});

test('records longer than answers are, or in fragments, are not waited for', (t) => {
	const found: number[] = [];
	const records = new RecordStream<number>((record) => found.push(record.length));
	records.read(octets(u32(0x8000_0000 + 1_000_000), new Uint8Array(100)), 0);
	records.read(octets(u32(100), new Uint8Array(50)), 1);
	records.read(rpcRecord(octets(1, 2, 3)), 2);
	t.deepEqual(found, [3]);
});

// In whole conversations.

const A = '10.0.0.1';
const B = '10.0.0.2';

const negotiated = (packets: readonly Timed[], port: number) => {
	const edge = assemble(packets).edges.find((candidate) => candidate.port === port);
	return edge?.negotiation && `${edge.negotiation.by}: ${edge.negotiation.detail} in ${edge.negotiation.frame.number}`;
};
const dial = conversation(`${A}:50002`, `${B}:20049`);

test('over UDP', (t) => {
	const asks = [udp(`${A}:800`, `${B}:111`, getPort(NFS, 3, TCP)), udp(`${B}:111`, `${A}:800`, portReply(20_049))];
	t.is(negotiated([...asks, ...dial], 20_049), 'portmapper: nfs (program 100003), version 3 in 2');
	t.is(negotiated([asks[1]!, ...dial], 20_049), undefined, 'without the call');
	t.is(
		negotiated([asks[0]!, udp(`${B}:111`, `${A}:801`, portReply(20_049)), ...dial], 20_049),
		undefined,
		'to another port',
	);
	t.is(
		negotiated([asks[0]!, udp('10.0.0.3:111', `${A}:800`, portReply(20_049)), ...dial], 20_049),
		undefined,
		'from another host',
	);
	t.is(negotiated([...asks, ...conversation('10.0.0.9:50002', `${B}:20049`)], 20_049), undefined, 'for another client');
});

test('over UDP and IPv6', (t) => {
	const [a, b] = ['[fd00::1]', '[fd00::2]'];
	const asks = [
		udp(`${a}:800`, `${b}:111`, getAddress(NFS, 3, 'tcp6')),
		udp(`${b}:111`, `${a}:800`, addressReply('::.78.81')),
	];
	t.is(
		negotiated([...asks, ...conversation(`${a}:50002`, `${b}:20049`)], 20_049),
		'portmapper: nfs (program 100003), version 3 in 2',
	);
});

test('over TCP, in segments', (t) => {
	const asked = rpcRecord(getPort(NFS, 3, TCP));
	const answered = rpcRecord(portReply(20_049));
	const [c, s] = [`${A}:801`, `${B}:111`];
	const packets = [
		tcp(c, s, {flags: 'S', seq: 100}),
		tcp(s, c, {flags: 'SA', seq: 500, ack: 101}),
		tcp(c, s, {flags: 'PA', seq: 101, ack: 501, payload: asked.subarray(0, 20)}),
		tcp(c, s, {flags: 'PA', seq: 121, ack: 501, payload: asked.subarray(20)}),
		tcp(s, c, {flags: 'PA', seq: 501, ack: 161, payload: answered.subarray(0, 6)}),
		tcp(s, c, {flags: 'PA', seq: 507, ack: 161, payload: answered.subarray(6)}),
	];
	t.is(negotiated([...packets, ...dial], 20_049), 'portmapper: nfs (program 100003), version 3 in 6');
	t.is(
		negotiated([...packets.slice(0, 4), packets[5]!, packets[4]!, ...dial], 20_049),
		'portmapper: nfs (program 100003), version 3 in 5',
	);
});
