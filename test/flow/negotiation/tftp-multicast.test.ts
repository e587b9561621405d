import test from 'ava';
import fc from 'fast-check';
import {asksForMulticast, multicastIn} from '#portolan/flow/negotiation/tftp-multicast.js';
import {addressOf} from '#portolan/net/address.js';
import {assemble, type Timed} from '../../support/flows.js';
import {ascii, octets, u16, udp} from '../../support/packets.js';

const texts = (opcode: number, ...list: readonly string[]): Uint8Array =>
	octets(u16(opcode), ...list.map((text) => ascii(`${text}\0`)));

const asks = test.macro<[request: Uint8Array, expected: boolean]>({
	exec: (t, request, expected) => t.is(asksForMulticast(request), expected),
	title: (name, _, expected) => `${name}: ${expected ? 'for many' : 'for one'}`,
});

test('a request', asks, texts(1, 'boot.wim', 'octet'), false);
test('a request with the option', asks, texts(1, 'boot.wim', 'octet', 'multicast', ''), true);
test('behind another option, in capitals', asks, texts(1, 'boot.wim', 'octet', 'tsize', '0', 'MULTICAST', ''), true);
test('a file of that name', asks, texts(1, 'multicast', 'octet'), false);
test('the value of another option', asks, texts(1, 'boot.wim', 'octet', 'x', 'multicast'), false);
test('nothing', asks, octets(), false);

const group = test.macro<[answer: Uint8Array, expected: string | undefined]>({
	exec(t, answer, expected) {
		const found = multicastIn(answer);
		t.is(found && `${addressOf(4, [0, 0, 0, found.address >>> 0]).text}:${found.port}`, expected);
	},
	title: (name, _, expected) => `${name}: ${expected ?? 'no group'}`,
});

const to = (value: string) => texts(6, 'multicast', value);
test('an answer', group, to('239.1.2.3,1758,1'), '239.1.2.3:1758');
test('to one that does not acknowledge', group, to('239.1.2.3,1758,0'), '239.1.2.3:1758');
test('behind another option', group, texts(6, 'blksize', '1432', 'Multicast', '239.1.2.3,1758,1'), '239.1.2.3:1758');
test('the same group again', group, to(',,1'), undefined);
test('another option', group, texts(6, 'blksize', '1432'), undefined);
test('data', group, texts(3, 'multicast', '239.1.2.3,1758,1'), undefined);
test('an octet too large', group, to('239.1.2.300,1758,1'), undefined);
test('port 0', group, to('239.1.2.3,0,1'), undefined);
test('a port too large', group, to('239.1.2.3,65536,1'), undefined);
test('more behind it', group, to('239.1.2.3,1758,1,1'), undefined);
test('no value', group, texts(6, 'multicast'), undefined);
test('an answer of nothing', group, octets(0, 6), undefined);

test('no octets make it throw', (t) => {
	const end = fc.oneof(
		fc.uint8Array({maxLength: 600}),
		fc.string().map((text) => ascii(`multicast\0${text}\0`)),
	);
	fc.assert(
		fc.property(fc.nat(7), end, (opcode, rest) => {
			t.notThrows(() => [asksForMulticast(octets(u16(opcode), rest)), multicastIn(octets(u16(opcode), rest))]);
		}),
	);
});

// In whole conversations.

const A = '10.0.0.1';
const B = '10.0.0.2';
const G = '239.1.2.3';
const request = udp(`${A}:2070`, `${B}:69`, texts(1, 'boot.wim', 'octet', 'multicast', ''));
const acknowledgment = udp(`${B}:50100`, `${A}:2070`, to(`${G},1758,1`));
const data = udp(`${B}:50100`, `${G}:1758`, octets(u16(3), u16(1), ascii('octets')));

const edges = (packets: readonly Timed[]) =>
	assemble(packets, {until: 60}).edges.map(
		({initiator, responder, port, outcome, negotiation, initiatorPackets, responderPackets}) =>
			`${initiator.text}>${responder.text} ${port} ${outcome} ${initiatorPackets}/${responderPackets}${negotiation === undefined ? '' : ` ${negotiation.by}`}`,
	);

test('data to the group belongs to the request', (t) => {
	t.deepEqual(edges([request, acknowledgment, data]), [`${A}>${B} 69 answered 1/2 tftp`]);
});

test('so it does where the client asked several times', (t) => {
	t.deepEqual(edges([request, [1, request], [1.1, acknowledgment], [1.2, data], [1.3, data]]), [
		`${A}>${B} 69 answered 2/3 tftp`,
	]);
});

test('without the option in the request it does not', (t) => {
	const plain = udp(`${A}:2070`, `${B}:69`, texts(1, 'boot.wim', 'octet'));
	t.deepEqual(edges([plain, acknowledgment, data]), [`${A}>${B} 69 answered 1/1 tftp`, `${B}>${G} 1758 one-way 1/0`]);
});

test('nor what another host or another port sends to the group', (t) => {
	const others = [udp('10.0.0.9:50100', `${G}:1758`), udp(`${B}:50101`, `${G}:1758`)];
	t.deepEqual(edges([request, acknowledgment, ...others]), [
		`${A}>${B} 69 answered 1/1 tftp`,
		`${B}>${G} 1758 one-way 1/0`,
		`10.0.0.9>${G} 1758 one-way 1/0`,
	]);
});

test('nor where a stranger acknowledges', (t) => {
	const stranger = udp('10.0.0.9:50100', `${A}:2070`, to(`${G},1758,1`));
	t.deepEqual(edges([request, stranger, udp('10.0.0.9:50100', `${G}:1758`)]), [
		`${A}>${B} 69 unanswered 1/0`,
		`10.0.0.9>${A} 2070 unanswered 1/0`,
		`10.0.0.9>${G} 1758 one-way 1/0`,
	]);
});
