import test from 'ava';
import fc from 'fast-check';
import {RpcConversation} from '#portolan/flow/negotiation/endpoint-mapper.js';
import {stringBindingsIn, towersIn} from '#portolan/flow/negotiation/rpc-endpoints.js';
import {addressOf} from '#portolan/net/address.js';
import {octets} from '../../support/packets.js';
import {
	ACTIVATOR,
	activationAnswer,
	bind,
	EPM,
	fragmented,
	mapAnswer,
	pdu,
	request,
	response,
	SAMR,
	tower,
	WINREG,
} from '../../support/rpc.js';

/** What a conversation names: `client` and `server` octets in the order in which they are given. */
function named(...turns: ReadonlyArray<readonly [side: 'client' | 'server', octets: Uint8Array]>) {
	const endpoints: string[] = [];
	let losses = 0;
	const conversation = new RpcConversation<number>({
		onEndpoint({endpoint: {address, port}, by, detail}, tag) {
			const host = address ? addressOf(4, [0, 0, 0, address >>> 0]).text : '*';
			endpoints.push(`${host}:${port} by ${by} (${detail}) in ${tag}`);
		},
		onLoss() {
			losses++;
		},
	});
	for (const [tag, [side, part]] of turns.entries()) {
		if (side === 'client') conversation.fromClient.read(part, tag);
		else conversation.fromServer.read(part, tag);
	}
	return {endpoints, losses};
}

const samr = `*:49664 by endpoint-mapper (samr, ${SAMR})`;
const answer = response(mapAnswer([tower(SAMR, 49_664)]));

test('ept_map names a port', (t) => {
	t.deepEqual(named(['client', bind(EPM)], ['client', request(3)], ['server', answer]), {
		endpoints: [`${samr} in 2`],
		losses: 0,
	});
});

test('in NDR64 too', (t) => {
	t.deepEqual(
		named(
			['client', bind(EPM)],
			['client', request(3)],
			['server', response(mapAnswer([tower(SAMR, 49_664)], {ndr64: true}))],
		).endpoints,
		[`${samr} in 2`],
	);
});

test('several towers, each with its interface and address', (t) => {
	const stub = mapAnswer([
		tower(SAMR, 49_664, '10.0.0.5'),
		tower(WINREG, 49_670, '10.1.0.5'),
		tower(SAMR, 0),
		tower(SAMR, 445, '0.0.0.0', 0x0f),
	]);
	t.deepEqual(named(['client', bind(EPM)], ['client', request(3)], ['server', response(stub)]).endpoints, [
		`10.0.0.5:49664 by endpoint-mapper (samr, ${SAMR}) in 2`,
		`10.1.0.5:49670 by endpoint-mapper (winreg, ${WINREG}) in 2`,
	]);
});

test('an answer in fragments, whatever octets come at a time', (t) => {
	const stub = mapAnswer([tower(SAMR, 49_664), tower(WINREG, 49_670)]);
	const stream = octets(...fragmented(stub, 50));
	for (const size of [1, 7, 60, 1000]) {
		const turns = Array.from(
			{length: Math.ceil(stream.length / size)},
			(_, index) => ['server', stream.slice(index * size, (index + 1) * size)] as const,
		);
		t.is(named(['client', bind(EPM)], ['client', request(3)], ...turns).endpoints.length, 2);
	}
});

test('a big-endian server', (t) => {
	t.is(
		named(
			['client', bind(EPM)],
			['client', request(3)],
			['server', response(mapAnswer([tower(SAMR, 49_664)]), {bigEndian: true})],
		).endpoints.length,
		1,
	);
});

test('answers belong to their calls', (t) => {
	const turns = [
		['client', bind(EPM)],
		['client', octets(request(3, {callId: 7}), request(99, {callId: 8}))],
		[
			'server',
			octets(response(mapAnswer([tower(SAMR, 1)]), {callId: 8}), response(mapAnswer([tower(SAMR, 2)]), {callId: 7})),
		],
	] as const;
	t.deepEqual(named(...turns).endpoints, [`*:2 by endpoint-mapper (samr, ${SAMR}) in 2`]);
});

test('another interface on the same connection names nothing', (t) => {
	t.deepEqual(named(['client', bind(WINREG)], ['client', request(3)], ['server', answer]).endpoints, []);
});

test('an answer whose question was not captured tells by its form', (t) => {
	t.deepEqual(named(['server', answer]).endpoints, [`${samr} in 0`]);
});

test('an activation names a port with string bindings', (t) => {
	const stub = activationAnswer('CM01[49155]', '10.0.0.5[49155]', 'bad[0]', 'worse[99999]', 'no port');
	t.deepEqual(named(['client', bind(ACTIVATOR)], ['client', request(4)], ['server', response(stub)]).endpoints, [
		'*:49155 by dcom (string binding of an object exporter) in 2',
		'10.0.0.5:49155 by dcom (string binding of an object exporter) in 2',
	]);
});

test('another operation of the activator names nothing', (t) => {
	t.deepEqual(
		named(['client', bind(ACTIVATOR)], ['client', request(9)], ['server', response(activationAnswer('CM01[49155]'))])
			.endpoints,
		[],
	);
});

test('nonsense is a loss, and the next message is read again', (t) => {
	const {endpoints, losses} = named(
		['client', bind(EPM)],
		['client', request(3)],
		['server', octets(1, 2, 3, ...new Uint8Array(20))],
		['server', answer],
	);
	t.deepEqual(endpoints, [`${samr} in 3`]);
	t.is(losses, 1);
});

test('a message whose lengths contradict each other is a loss', (t) => {
	const lying = pdu(2, octets(new Uint8Array(4)));
	t.is(named(['server', lying]).losses, 1);
});

test('an answer without end is given up', (t) => {
	const part = response(new Uint8Array(60_000), {flags: 0});
	const turns = Array.from(
		{length: 6},
		(_, index) => ['server', index === 0 ? response(new Uint8Array(60_000), {flags: 1}) : part] as const,
	);
	t.is(named(...turns).losses, 1);
});

test('no octets make the readers throw, hang or name a port that is none', (t) => {
	const pieces = fc.constantFrom(
		answer,
		bind(EPM),
		request(3),
		response(activationAnswer('a[5]')),
		octets(5, 0, 2, 3, 0x10, 0, 0, 0, 255, 255),
	);
	fc.assert(
		fc.property(
			fc.array(fc.tuple(pieces, fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {maxLength: 6})), {
				maxLength: 5,
			}),
			fc.integer({min: 1, max: 90}),
			(parts, size) => {
				const stream = octets(
					...parts.map(([piece, edits]) => {
						const copy = piece.slice();
						for (const [position, value] of edits) copy[position % copy.length] = value;
						return copy;
					}),
				);
				const turns = Array.from(
					{length: Math.ceil(stream.length / size)},
					(_, index) =>
						[index % 2 === 0 ? 'server' : 'client', stream.slice(index * size, (index + 1) * size)] as const,
				);
				return named(...turns).endpoints.every((text) => Number(/:(\d+) by/.exec(text)![1]) >= 1);
			},
		),
		{numRuns: 3000},
	);
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 200}), (stub) =>
			[...towersIn(stub), ...stringBindingsIn(stub)].every(({port}) => port >= 1 && port <= 65_535),
		),
		{numRuns: 3000},
	);
	t.pass();
});
