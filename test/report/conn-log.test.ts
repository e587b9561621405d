import test from 'ava';
import {connLog, connState} from '#portolan/report/conn-log.js';
import {assemble, type FlowOptions, type Timed} from '../support/flows.js';
import {ascii, conversation, hex, icmp, ip, octets, tcp, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';

/** @param steps flags of segments with what matters of their numbers: `C` and `S` say whom they are from */
function segments(steps: string): Uint8Array[] {
	return steps.split(' ').map((step) => {
		const [from, flags, payload = ''] = step.split(/[:+]/) as [string, string, string?];
		const isClient = from === 'C';
		const seq = (isClient ? 100 : 500) + (flags.includes('S') ? 0 : 1);
		const fields = {flags, seq, ack: isClient ? 501 : 101, payload: ascii(payload)};
		return isClient ? tcp(C, S, fields) : tcp(S, C, fields);
	});
}

const becomes = test.macro<[steps: string, expected: string]>({
	exec(t, steps, expected) {
		const {biflows} = assemble(segments(steps));
		t.is(biflows.length, 1);
		t.is(connState(biflows[0]!), expected);
	},
	title: (name, steps, expected) => `${name ?? ''} ${steps}: ${expected}`.trim(),
});

test('not answered', becomes, 'C:S', 'S0');
test('answered, though that was not captured', becomes, 'C:S C:A C:PA+x', 'S0');
test('open', becomes, 'C:S S:SA C:A', 'S1');
test('open, and the answer captured first', becomes, 'S:SA C:S C:A', 'S1');
test('open, and the SYN not captured', becomes, 'S:SA C:A', 'S1');
test('acknowledged before the answer', becomes, 'C:S S:A', 'S0');
test('closed by both', becomes, 'C:S S:SA C:A C:FA S:FA C:A', 'SF');
test('closed by the client', becomes, 'C:S S:SA C:A C:FA S:A', 'S2');
test('closed by the server', becomes, 'C:S S:SA C:A S:FA C:A', 'S3');
test('refused', becomes, 'C:S S:RA', 'REJ');
test('an answer to nothing refused', becomes, 'C:SA S:R', 'REJ');
test('reset by the client', becomes, 'C:S S:SA C:A C:PA+x C:R', 'RSTO');
test('a scan', becomes, 'C:S S:SA C:R', 'RSTO');
test('reset by the server', becomes, 'C:S S:SA C:A C:PA+x S:R', 'RSTR');
test('reset by both, before anything was said', becomes, 'C:S S:SA C:A S:R C:R', 'REJ');
test('reset by both, after something was said', becomes, 'C:S S:SA C:A C:PA+x S:R C:R', 'RSTR');
test('given up', becomes, 'C:S C:R', 'RSTOS0');
test('only the server, which resets', becomes, 'S:SA S:A S:R', 'RSTRH');
test('only the client, which closes', becomes, 'C:S C:FA', 'SH');
test('only the server, which closes', becomes, 'S:SA S:A S:FA', 'SHR');
test('a RST after both closed', becomes, 'C:S S:SA C:A C:FA S:FA C:R', 'SF');
test('a RST of the server after both closed', becomes, 'C:S S:SA C:A C:FA S:FA S:R', 'SF');
test('a RST of the client behind its FIN', becomes, 'C:S S:SA C:A C:FA C:R', 'RSTO');
test('the same, and then the server closes', becomes, 'C:S S:SA C:A C:FA C:R S:FA', 'SF');
test('a FIN after a RST', becomes, 'C:S S:SA C:A C:R S:FA', 'RSTO');
test('in the middle', becomes, 'C:PA+x S:A', 'OTH');
test('in the middle, closed by both', becomes, 'C:PA+x S:A C:FA S:FA', 'SF');
test('in the middle, closed by the client', becomes, 'C:PA+x S:A C:FA', 'SH');

function line(packets: readonly Timed[], options: FlowOptions = {}): Record<string, string> {
	const lines = connLog(assemble(packets, options).biflows).trimEnd().split('\n');
	const names = lines
		.find((text) => text.startsWith('#fields'))!
		.split('\t')
		.slice(1);
	const values = lines.at(-1)!.split('\t');
	return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}

test('datagrams have states too', (t) => {
	const query = udp(C, '10.0.0.2:53', hex('1234 0100 0001 0000 0000 0000 00 0002 0001'));
	const answer = udp('10.0.0.2:53', C, hex('1234 8180 0001 0000 0000 0000 00 0002 0001'));
	t.like(line([query, answer]), {proto: 'udp', conn_state: 'SF', history: 'Dd', service: 'dns', orig_bytes: '17'});
	t.like(line([query]), {conn_state: 'S0', history: 'D', duration: '-', resp_bytes: '0'});
	t.like(line([answer]), {conn_state: 'SHR', history: '^d', 'id.orig_p': '50000', 'id.resp_p': '53'});
});

test('of ICMP the type stands for a port, and that of the answer or the code', (t) => {
	t.like(line([icmp('10.0.0.1', '10.0.0.2', 8), icmp('10.0.0.2', '10.0.0.1', 0)]), {
		...{proto: 'icmp', 'id.orig_p': '8', 'id.resp_p': '0', conn_state: 'OTH', history: '-', resp_pkts: '1'},
	});
	t.like(line([icmp('fd00::1', 'fd00::2', 128)]), {proto: 'icmp', 'id.orig_p': '128', 'id.resp_p': '129'});
	t.like(line([icmp('10.0.0.1', '10.0.0.2', 3, 13)]), {'id.orig_p': '3', 'id.resp_p': '13'});
});

test('a connection', (t) => {
	t.like(line(conversation(C, S)), {
		...{
			ts: '1767225600.001000',
			duration: '0.007000',
			service: '-',
			missed_bytes: '-',
			community_id: line([...conversation(S, C)]).community_id!,
		},
		...{orig_bytes: '5', resp_bytes: '5', orig_pkts: '5', resp_pkts: '3', orig_ip_bytes: '205', resp_ip_bytes: '125'},
		...{history: 'ShADdFf', conn_state: 'SF', 'id.orig_h': '10.0.0.1', 'id.orig_p': '50000', tunnel_parents: '-'},
	});
});

test('a protocol that Zeek does not know', (t) => {
	t.like(line([ip('10.0.0.1', '10.0.0.2', 47, octets(0, 0, 0x88, 0x47))]), {
		...{proto: 'unknown_transport', 'id.orig_p': '0', 'id.resp_p': '0', conn_state: 'OTH', history: '-'},
	});
});

test("services by Zeek's names", (t) => {
	const opened = (payload: Uint8Array) => [
		...segments('C:S S:SA C:A'),
		tcp(C, S, {flags: 'PA', seq: 101, ack: 501, payload}),
	];
	const service = (payload: Uint8Array) => line(opened(payload)).service;
	t.is(service(hex('16030100c8010000c40303')), 'ssl');
	t.is(service(hex('30 0c 02 01 01 60 07 02 01 03 04 00 80 00')), 'ldap_tcp');
	t.is(service(hex('0000 0084 6a 8181 30 817e a103')), 'krb_tcp');
	t.is(service(ascii('RFB 003.008\n')), 'rfb');
	t.is(line([udp(C, '10.0.0.2:389', hex('30 84 0000002d 02 01 01 63 84 00000024'))]).service, 'ldap_udp');
	t.is(line([udp(C, '10.0.0.2:88', hex('6a 81 84 30 81 81 a1 03'))]).service, 'krb');
});

test('identifiers are those of the packets, and of no other', (t) => {
	const uids = (packets: readonly Timed[]) =>
		connLog(assemble(packets).biflows)
			.split('\n')
			.filter((text) => text !== '' && !text.startsWith('#'))
			.map((text) => text.split('\t')[1]!);
	const twice = [...conversation(C, S), ...conversation(C, S, {seq: 9000})];
	t.deepEqual(uids(twice), uids(twice));
	t.is(new Set(uids(twice)).size, 2);
	t.true(uids(twice).every((uid) => /^C[0-9A-Za-z]{17}$/.test(uid)));
});

test('a log of nothing has its head, with as many types as columns', (t) => {
	const lines = connLog([]).trimEnd().split('\n');
	t.is(lines[0], '#separator \\x09');
	t.true(lines.every((text) => text.startsWith('#')));
	const [names, types] = lines.slice(-2).map((text) => text.split('\t').length);
	t.is(names, types);
});

test('every line has a value for every column, none of them empty', (t) => {
	const {biflows} = assemble([...conversation(C, S), udp(C, '10.0.0.2:53', octets()), icmp('10.0.0.1', '10.0.0.2', 8)]);
	const lines = connLog(biflows)
		.trimEnd()
		.split('\n')
		.map((text) => text.split('\t'));
	const columns = lines.find(([name]) => name === '#fields')!.length - 1;
	for (const values of lines.filter(([name]) => !name!.startsWith('#'))) {
		t.is(values.length, columns);
		t.false(values.includes(''));
	}
});
