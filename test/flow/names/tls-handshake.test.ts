import test from 'ava';
import fc from 'fast-check';
import {readTlsNames} from '#portolan/flow/names/tls-handshake.js';
import {ascii, hex, octets} from '../../support/packets.js';
import {
	certificate,
	clientHello,
	handshake,
	records,
	serverHello,
	serverHelloDone,
	serverNameExtension,
} from '../../support/tls.js';

interface Expected {
	readonly sni?: string;
	readonly certificate?: string;
	readonly more?: true;
}

const says = test.macro<[stream: Uint8Array, expected: Expected]>({
	exec(t, stream, {sni, certificate: name, more = false}) {
		t.deepEqual(readTlsNames(stream), {sni, certificate: name, isOver: !more});
	},
	title: (name, _, {sni, certificate: own, more}) =>
		`${name}: ${sni ?? own ?? 'no name'}${more ? ', and more to come' : ''}`,
});

const hello = clientHello([serverNameExtension('mp01.example.com')]);

test('a client that says whom it wants', says, records(hello), {sni: 'mp01.example.com'});
test('behind other extensions', says, records(clientHello([serverNameExtension('mp01.example.com')], 500)), {
	sni: 'mp01.example.com',
});
test('in small records', says, records(hello, 20), {sni: 'mp01.example.com'});
test('a client that does not', says, records(clientHello()), {});
test('a name of another type', says, records(clientHello([serverNameExtension('mp01.example.com', 1)])), {});
test('half of it', says, records(hello).subarray(0, 60), {more: true});
test('all but one octet', says, records(hello).subarray(0, -1), {more: true});
test('nothing', says, octets(), {more: true});
test('a record without contents', says, octets(22, 3, 3, 0, 0, records(hello)), {sni: 'mp01.example.com'});

test('a certificate', says, records(octets(serverHello(), certificate({subject: 'mp01'}), serverHelloDone)), {
	certificate: 'mp01',
});
test('in records of its own', says, octets(records(serverHello()), records(certificate({subject: 'mp01'}))), {
	certificate: 'mp01',
});
test(
	'with alternatives',
	says,
	records(octets(serverHello(), certificate({subject: 'x', alternatives: ['mp01.example.com', 'mp01']}))),
	{
		certificate: 'mp01.example.com',
	},
);
test(
	'with alternatives that matter',
	says,
	records(octets(serverHello(), certificate({alternatives: ['a.example.com'], isCritical: true}))),
	{
		certificate: 'a.example.com',
	},
);
test(
	'with more alternatives than one octet of length',
	says,
	records(certificate({alternatives: [...Array.from({length: 30}, () => '*.example.com'), 'a.example.com']})),
	{
		certificate: 'a.example.com',
	},
);
test(
	'a wildcard among them',
	says,
	records(certificate({subject: 'x', alternatives: ['*.example.com', 'www.example.com']})),
	{
		certificate: 'www.example.com',
	},
);
test(
	'nothing but a wildcard',
	says,
	records(certificate({subject: '*.example.com', alternatives: ['*.example.com']})),
	{
		certificate: '*.example.com',
	},
);
test('a certificate without alternatives', says, records(certificate({subject: 'mp01', alternatives: []})), {
	certificate: 'mp01',
});
test('a server hello, and the rest to come', says, records(serverHello()), {more: true});
test(
	'half of a certificate',
	says,
	records(octets(serverHello(), certificate({subject: 'mp01', padding: 900}))).subarray(0, 700),
	{more: true},
);
test('version 1.3', says, records(serverHello(true)), {});
test(
	'version 1.3, and then what is encrypted',
	says,
	octets(records(serverHello(true)), hex('1703030020'), new Uint8Array(32)),
	{},
);
test('a server without certificate', says, records(octets(serverHello(), serverHelloDone)), {});
test('a session that goes on', says, octets(records(serverHello()), hex('140303000101')), {});
test('an alert', says, hex('15030300020228'), {});

const names = (stream: Uint8Array) => {
	const {sni, certificate: name} = readTlsNames(stream);
	return [sni, name];
};
const spoilt = (message: Uint8Array, at: number, ...values: readonly number[]) => {
	const copy = message.slice();
	copy.set(values, at < 0 ? copy.length + at : at);
	return copy;
};

test('lengths that lie find no name', (t) => {
	const start = hello.length - 'mp01.example.com'.length;
	t.deepEqual(names(records(spoilt(hello, start - 2, 0xff, 0xff))), [undefined, undefined], 'of the name');
	t.deepEqual(names(records(spoilt(hello, start - 7, 0xff, 0xff))), [undefined, undefined], 'of the extension');
	t.deepEqual(names(records(spoilt(hello, 38, 0xff))), [undefined, undefined], 'of the session');
	t.deepEqual(names(records(spoilt(hello, 71, 0xff, 0xff))), [undefined, undefined], 'of the cipher suites');
	t.deepEqual(names(records(handshake(1, octets()))), [undefined, undefined], 'of a hello of nothing');
	t.deepEqual(names(records(handshake(11, octets(0, 0, 0)))), [undefined, undefined], 'of no certificate');
	t.deepEqual(names(records(handshake(2, octets(3, 3)))), [undefined, undefined], 'of a short answer');
	t.true(readTlsNames(octets(22, 3, 3, 0xff, 0xff, hello)).isOver, 'of a record that claims more than it has');
	t.false(readTlsNames(records(octets(1, 0xff, 0xff, 0xff, 0))).isOver, 'of a message of 16 MB');
});

test('octets of a name are told as they are', (t) => {
	t.deepEqual(names(records(clientHello([serverNameExtension('a\u001b[31m\n')]))), ['a\u001b[31m\n', undefined]);
});

test('no octets make it throw, and every beginning of a stream comes to an end', (t) => {
	const streams = [
		records(hello, 50),
		records(
			octets(serverHello(), certificate({subject: 'mp01', alternatives: ['a.example.com']}), serverHelloDone),
			50,
		),
	];
	const spoiled = fc
		.tuple(fc.constantFrom(...streams), fc.nat(400), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), {maxLength: 6}))
		.map(([stream, length, changes]) => {
			const copy = stream.slice(0, length);
			for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
			return copy;
		});
	const random = fc.uint8Array({maxLength: 400}).map((tail) => octets(22, 3, 3, tail));
	fc.assert(
		fc.property(fc.oneof(spoiled, random, fc.uint8Array({maxLength: 100})), (stream) => {
			t.notThrows(() => readTlsNames(stream));
		}),
		{numRuns: 3000},
	);
});

test('what is named does not change by what comes later', (t) => {
	const whole = records(octets(serverHello(), certificate({subject: 'mp01'}), serverHelloDone), 64);
	const first = Array.from({length: whole.length}, (_, length) => readTlsNames(whole.subarray(0, length))).find(
		({isOver}) => isOver,
	);
	t.like(first, {certificate: 'mp01'});
	t.like(readTlsNames(octets(whole, ascii('anything'))), {certificate: 'mp01'});
});
