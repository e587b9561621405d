import test from 'ava';
import {assemble, type Timed} from '../../support/flows.js';
import {octets, tcp} from '../../support/packets.js';
import {
	certificate,
	clientHello,
	records,
	serverHello,
	serverHelloDone,
	serverNameExtension,
} from '../../support/tls.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';

/** Handshake, then segments of either side at offsets of its stream. */
function connection(
	segments: ReadonlyArray<readonly [from: 'client' | 'server', offset: number, payload: Uint8Array]>,
	[client, server, seq] = [C, S, 100],
): Uint8Array[] {
	return [
		tcp(client, server, {flags: 'S', seq}),
		tcp(server, client, {flags: 'SA', seq: seq + 400, ack: seq + 1}),
		...segments.map(([from, offset, payload]) =>
			from === 'client'
				? tcp(client, server, {flags: 'PA', seq: (seq + 1 + offset) >>> 0, ack: seq + 401, payload})
				: tcp(server, client, {flags: 'PA', seq: (seq + 401 + offset) >>> 0, ack: seq + 1, payload}),
		),
	];
}

const nameOf = (packets: readonly Timed[], address = '10.0.0.2') => {
	const known = assemble(packets).names.of(address);
	return known && `${known.name} by ${known.by} in ${known.frame!.number}`;
};

const hello = records(clientHello([serverNameExtension('mp01.example.com')], 2000));
const answer = records(
	octets(
		serverHello(),
		certificate({subject: 'x', alternatives: ['mp02.example.com'], padding: 4000}),
		serverHelloDone,
	),
);
const part = (whole: Uint8Array, index: number, size = 1460) => whole.subarray(index * size, (index + 1) * size);

test('a server that a client asks for', (t) => {
	const short = records(clientHello([serverNameExtension('MP01.example.com')]));
	t.is(nameOf(connection([['client', 0, short]])), 'mp01.example.com by sni in 3');
	t.is(nameOf(connection([['client', 0, short]]), '10.0.0.1'), undefined);
});

test('in two segments', (t) => {
	t.is(
		nameOf(
			connection([
				['client', 0, part(hello, 0)],
				['client', 1460, part(hello, 1)],
			]),
		),
		'mp01.example.com by sni in 4',
	);
	t.is(nameOf(connection([['client', 0, part(hello, 0)]])), undefined);
});

test('in segments of which one comes again, and others out of order', (t) => {
	const [a, b, c] = [part(hello, 0, 800), part(hello, 1, 800), part(hello, 2, 800)];
	t.is(
		nameOf(
			connection([
				['client', 0, a],
				['client', 1600, c],
				['client', 0, a],
				['client', 800, b],
			]),
		),
		'mp01.example.com by sni in 6',
	);
});

test('where a segment is missing nothing is named', (t) => {
	t.is(
		nameOf(
			connection([
				['client', 0, part(hello, 0, 800)],
				['client', 1600, part(hello, 2, 800)],
			]),
		),
		undefined,
	);
});

test('where sequence numbers wrap around', (t) => {
	const packets = connection(
		[
			['client', 0, part(hello, 0)],
			['client', 1460, part(hello, 1)],
		],
		[C, S, 2 ** 32 - 700],
	);
	t.is(nameOf(packets), 'mp01.example.com by sni in 4');
});

test('a certificate in several segments; what a server shows is worth more than what it is asked for', (t) => {
	const segments = [0, 1, 2].map((index) => ['server', index * 1460, part(answer, index)] as const);
	t.is(nameOf(connection(segments)), 'mp02.example.com by certificate in 5');
	const short = records(clientHello([serverNameExtension('mp01.example.com')]));
	t.is(nameOf(connection([['client', 0, short], ...segments])), 'mp02.example.com by certificate in 6');
});

test('a certificate over IPv6', (t) => {
	const packets = connection(
		[['server', 0, records(certificate({subject: 'mp01'}))]],
		['[fd00::9]:50000', '[fd00::2]:443', 1],
	);
	t.is(nameOf(packets, 'fd00::2'), undefined);
	const whole = records(octets(serverHello(), certificate({subject: 'mp01'})));
	t.is(
		nameOf(connection([['server', 0, whole]], ['[fd00::9]:50000', '[fd00::2]:443', 1]), 'fd00::2'),
		'mp01 by certificate in 3',
	);
});

test('in version 1.3 no certificate is seen', (t) => {
	const stream = octets(records(serverHello(true)), records(certificate({subject: 'mp01'})));
	t.is(
		nameOf(
			connection([
				['server', 0, records(serverHello(true))],
				['server', records(serverHello(true)).length, stream],
			]),
		),
		undefined,
	);
});

test('names that are none, and wildcards, name nobody', (t) => {
	for (const name of ['*.example.com', 'a b', 'a\u001b[2J', '10.0.0.2', '', 'x'.repeat(300)])
		t.is(nameOf(connection([['client', 0, records(clientHello([serverNameExtension(name)]))]])), undefined, name);
	t.is(
		nameOf(connection([['server', 0, records(octets(serverHello(), certificate({subject: '*.example.com'})))]])),
		undefined,
	);
});

test('what is no TLS from its beginning is not read', (t) => {
	const short = records(clientHello([serverNameExtension('mp01.example.com')]));
	t.is(
		nameOf(
			connection([
				['client', 0, octets(1, 2, 3, 4)],
				['client', 4, short],
			]),
		),
		undefined,
	);
});

test('a handshake of many small segments is given up', (t) => {
	const segments = Array.from(hello.subarray(6), (octet, index) => ['client', 6 + index, octets(octet)] as const);
	t.is(nameOf(connection([['client', 0, hello.subarray(0, 6)], ...segments])), undefined);
});

test('one that never ends is given up too, and the next connection is read', (t) => {
	const endless = octets(22, 3, 3, 0x40, 0, 1, 0xff, 0xff, 0xff, new Uint8Array(1400));
	const segments = Array.from({length: 40}, (_, index) => ['client', 1409 * index, endless] as const);
	const short = records(clientHello([serverNameExtension('mp01.example.com')]));
	const packets = [...connection(segments), ...connection([['client', 0, short]], [C, S, 9_000_000])];
	t.is(nameOf(packets), `mp01.example.com by sni in ${packets.length}`);
});

test('more handshakes at a time than are read: the latest are', (t) => {
	const flows = Array.from({length: 3000}, (_, index) =>
		connection(
			[['client', 0, part(hello, 0)]],
			[`10.0.0.1:${10_000 + index}`, `10.7.${index >> 8}.${index & 255}:443`, 100],
		),
	);
	const rest = flows.map((_, index) =>
		tcp(`10.0.0.1:${10_000 + index}`, `10.7.${index >> 8}.${index & 255}:443`, {
			flags: 'PA',
			seq: 1561,
			ack: 501,
			payload: part(hello, 1),
		}),
	);
	const {names} = assemble([...flows.flat(), ...rest]);
	t.true(names.parts.length <= 3000);
	t.is(names.of(`10.7.${2999 >> 8}.${2999 & 255}`)?.name, 'mp01.example.com');
});
