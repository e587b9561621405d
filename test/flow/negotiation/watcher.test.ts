import test from 'ava';
import {assemble, type Timed, talk} from '../../support/flows.js';
import {ascii, conversation, hex, octets, tcp, u16, u32, udp} from '../../support/packets.js';
import {bind, EPM, mapAnswer, request, response, SAMR, tower} from '../../support/rpc.js';

const A = '10.0.0.1';
const B = '10.0.0.2';

const asks = (client: string, server: string, answer: Uint8Array) =>
	talk(`${client}:50001`, `${server}:135`, octets(bind(EPM), request(3)), response(answer));

/** `10.0.0.1>10.0.0.2 tcp/49664 by endpoint-mapper: detail, packet 5` for every edge but the mapper's own. */
function negotiated(packets: readonly Timed[], mapper = [135, 21, 69, 67, 1434]): string[] {
	return assemble(packets, {until: 60})
		.edges.filter(({port}) => !mapper.includes(port!))
		.map(({initiator, responder, port, negotiation, isNegotiationVisible}) => {
			const proof =
				negotiation === undefined
					? `nothing${isNegotiationVisible ? '' : ' that could be seen'}`
					: `${negotiation.by} in ${negotiation.frame.number}`;
			return `${initiator.text}>${responder.text} ${port} by ${proof}`;
		});
}

const answer = mapAnswer([tower(SAMR, 49_664)]);
const dial = (client: string, server: string, port = 49_664) => conversation(`${client}:50002`, `${server}:${port}`);

test('a port that the mapper named is negotiated, and the packet that names it is known', (t) => {
	t.deepEqual(negotiated([...asks(A, B, answer), ...dial(A, B)]), [`${A}>${B} 49664 by endpoint-mapper in 5`]);
});

test('over IPv6', (t) => {
	const [a, b] = ['fd00::1', 'fd00::2'];
	t.deepEqual(
		negotiated([
			...talk(`[${a}]:50001`, `[${b}]:135`, octets(bind(EPM), request(3)), response(answer)),
			...conversation(`[${a}]:50002`, `[${b}]:49664`),
		]),
		[`${a}>${b} 49664 by endpoint-mapper in 5`],
	);
});

test('for who was told, on the host that it was told of', (t) => {
	t.deepEqual(
		negotiated([...asks(A, B, answer), ...dial('10.0.0.3', B), ...dial(A, '10.0.0.4'), ...dial(A, B, 49_665)]),
		[`${A}>${B} 49665 by nothing`, `${A}>10.0.0.4 49664 by nothing`, `10.0.0.3>${B} 49664 by nothing`],
	);
});

test('a tower may name another host', (t) => {
	const elsewhere = mapAnswer([tower(SAMR, 49_664, '10.0.0.9')]);
	t.deepEqual(negotiated([...asks(A, B, elsewhere), ...dial(A, '10.0.0.9')]), [
		`${A}>10.0.0.9 49664 by endpoint-mapper in 5`,
	]);
});

test('segments of the answer out of order, and twice', (t) => {
	const packets = asks(A, B, answer);
	const whole = packets.at(-1)!;
	const [head, tail] = [whole.slice(40, 90), whole.slice(90)];
	const segment = (offset: number, payload: Uint8Array) =>
		tcp(`${B}:135`, `${A}:50001`, {flags: 'A', seq: 5001 + offset, payload});
	t.deepEqual(
		negotiated([...packets.slice(0, -1), segment(50, tail), segment(50, tail), segment(0, head), ...dial(A, B)]),
		[`${A}>${B} 49664 by endpoint-mapper in 5`],
	);
});

test('where the answer cannot be read, nobody can say that nothing was negotiated', (t) => {
	// The capture kept the first octets of each packet only.
	const cut = (packet: Uint8Array) => packet.slice(0, 60);
	const packets = asks(A, B, answer);
	const frames = [...packets.slice(0, -1), cut(packets.at(-1)!)];
	t.deepEqual(negotiated([...frames, ...dial(A, B)]), [`${A}>${B} 49664 by nothing that could be seen`]);
});

test('nor where the beginning was missed, or one side', (t) => {
	t.deepEqual(negotiated([tcp(`${A}:50002`, `${B}:49664`, {payload: hex('0500000310000000')})]), [
		`${A}>${B} 49664 by nothing that could be seen`,
	]);
	t.deepEqual(
		negotiated([tcp(`${A}:50002`, `${B}:49664`, {flags: 'S'}), tcp(`${A}:50002`, `${B}:49664`, {flags: 'A'})]),
		[`${A}>${B} 49664 by nothing that could be seen`],
	);
});

test('the mapper tells who opened a conversation between high ports', (t) => {
	const {edges} = assemble([
		...asks(A, B, answer),
		tcp(`${B}:49664`, `${A}:50002`, {payload: ascii('middle of a stream')}),
	]);
	t.like(
		edges.find(({port}) => port === 49_664),
		{direction: {basis: 'negotiated', confidence: 'likely'}},
	);
});

test('a mapper that is asked again on the same ports is another conversation', (t) => {
	const again = asks(A, B, mapAnswer([tower(SAMR, 49_700)])).map((packet) => {
		// The same packets with other sequence numbers.
		const copy = packet.slice();
		copy[24] = 0x77;
		return copy;
	});
	t.deepEqual(negotiated([...asks(A, B, answer), ...again, ...dial(A, B, 49_700)]), [
		`${A}>${B} 49700 by endpoint-mapper in 10`,
	]);
});

test('FTP: PASV, EPSV, PORT and EPRT', (t) => {
	const control = (command: string, reply: string) =>
		talk(`${A}:50001`, `${B}:21`, ascii(`${command}\r\n`), ascii(`${reply}\r\n`));
	t.deepEqual(negotiated([...control('PASV', '227 Entering Passive Mode (10,0,0,2,160,61).'), ...dial(A, B, 41_021)]), [
		`${A}>${B} 41021 by ftp in 5`,
	]);
	t.deepEqual(negotiated([...control('PASV', '227 =10,0,0,2,160,61'), ...dial(A, B, 41_021)]), [
		`${A}>${B} 41021 by ftp in 5`,
	]);
	t.deepEqual(
		negotiated([...control('EPSV', '229 Entering Extended Passive Mode (|||41021|)'), ...dial(A, B, 41_021)]),
		[`${A}>${B} 41021 by ftp in 5`],
	);
	t.deepEqual(negotiated([...control('PORT 10,0,0,1,214,237', '200 ok'), ...conversation(`${B}:20`, `${A}:55021`)]), [
		`${B}>${A} 55021 by ftp in 4`,
	]);
	t.deepEqual(negotiated([...control('EPRT |1|10.0.0.1|55021|', '200 ok'), ...conversation(`${B}:20`, `${A}:55021`)]), [
		`${B}>${A} 55021 by ftp in 4`,
	]);
	t.deepEqual(negotiated([...control('PORT 10,0,0,1,999,1', '500 no'), ...conversation(`${B}:20`, `${A}:55021`)]), [
		`${B}>${A} 55021 by nothing`,
	]);
});

test('FTP: a command in pieces', (t) => {
	const packets = talk(
		`${A}:50001`,
		`${B}:21`,
		ascii('PO'),
		ascii(''),
		ascii('RT 10,0,0,1,214,'),
		ascii(''),
		ascii('237\r\n'),
	);
	t.deepEqual(negotiated([...packets, ...conversation(`${B}:20`, `${A}:55021`)]), [`${B}>${A} 55021 by ftp in 8`]);
});

test('the SQL Server browser names the ports of instances', (t) => {
	const text =
		'ServerName;SQL01;InstanceName;CM;IsClustered;No;Version;11.0;tcp;14330;;ServerName;SQL01;InstanceName;X;IsClustered;No;Version;11.0;np;\\\\x;tcp;14331;;';
	const reply = udp(`${B}:1434`, `${A}:50001`, octets(5, text.length & 0xff, text.length >>> 8, ascii(text)));
	t.deepEqual(
		negotiated([
			udp(`${A}:50001`, `${B}:1434`, octets(3)),
			reply,
			...dial(A, B, 14_330),
			...dial(A, B, 14_331),
			...dial(A, B, 14_332),
		]),
		[`${A}>${B} 14330 by sql-browser in 2`, `${A}>${B} 14331 by sql-browser in 2`, `${A}>${B} 14332 by nothing`],
	);
});

const readRequest = udp(`${A}:2070`, `${B}:69`, octets(u16(1), ascii('boot.n12'), 0, ascii('octet'), 0));
const data = udp(`${B}:50100`, `${A}:2070`, octets(u16(3), u16(1), ascii('octets')));
const ack = udp(`${A}:2070`, `${B}:50100`, octets(u16(4), u16(1)));

test('TFTP data from any port belongs to its request', (t) => {
	const {edges} = assemble([readRequest, data, ack, [1, data], [1.1, ack]], {until: 60});
	t.is(edges.length, 1);
	t.like(edges[0], {
		port: 69,
		outcome: 'answered',
		outcomes: {answered: 1},
		flows: 1,
		initiatorPackets: 3,
		responderPackets: 2,
	});
	t.like(edges[0]!.negotiation, {by: 'tftp', detail: 'data from udp/50100', frame: {capture: 0, number: 1}});
});

test('a TFTP request without data was not answered', (t) => {
	t.like(assemble([readRequest, [3, readRequest]], {until: 60}).edges, [
		{port: 69, outcome: 'unanswered', negotiation: undefined},
	]);
});

test('datagrams to the same port a while before or after are no TFTP data', (t) => {
	const stray = assemble([data, [200, readRequest], [500, data]], {until: 600}).edges;
	t.deepEqual(
		stray.map(({port, outcome}) => [port, outcome]),
		[
			[69, 'unanswered'],
			[2070, 'unanswered'],
		],
	);
});

test('nor are those of another server, or to another port', (t) => {
	const others = [udp('10.0.0.9:50100', `${A}:2070`), udp(`${B}:50100`, `${A}:2071`)];
	t.is(assemble([readRequest, ...others], {until: 60}).edges.length, 3);
});

const dhcp = (op: number, transaction: number) =>
	octets(op, 1, 6, 0, u32(transaction), new Uint8Array(228), hex('63825363'));
const discover = udp('0.0.0.0:68', '255.255.255.255:67', dhcp(1, 77));

test('a DHCP answer belongs to the broadcast that asked for it', (t) => {
	const {edges} = assemble([discover, udp(`${B}:67`, '10.0.0.50:68', dhcp(2, 77))], {until: 60});
	t.is(edges.length, 1);
	t.is(edges[0]!.initiator.text, '0.0.0.0');
	t.like(edges[0], {port: 67, outcome: 'answered', flows: 1});
	t.like(edges[0]!.negotiation, {by: 'dhcp', detail: `answer from ${B}`});
});

test('broadcast answers and answers of several servers too', (t) => {
	const {edges} = assemble(
		[discover, udp(`${B}:67`, '255.255.255.255:68', dhcp(2, 77)), udp('10.0.0.3:67', '10.0.0.50:68', dhcp(2, 77))],
		{until: 60},
	);
	t.is(edges.length, 1);
	t.like(edges[0], {outcome: 'answered', outcomes: {answered: 1}, responderPackets: 2});
});

test('the answer to another transaction does not', (t) => {
	const {edges} = assemble([discover, udp(`${B}:67`, '10.0.0.50:68', dhcp(2, 78))], {until: 60});
	t.deepEqual(
		edges.map(({initiator, outcome}) => `${initiator.text} ${outcome}`),
		['0.0.0.0 one-way', '10.0.0.50 one-way'],
	);
});

test('a renewal is a conversation of its own', (t) => {
	const {edges} = assemble([udp('10.0.0.50:68', `${B}:67`, dhcp(1, 5)), udp(`${B}:67`, '10.0.0.50:68', dhcp(2, 5))], {
		until: 60,
	});
	t.like(edges, [{port: 67, outcome: 'answered', flows: 1, negotiation: undefined}]);
});
