import test from 'ava';
import {SCAN_EDGES} from '#portolan/flow/attempts.js';
import {assemble, type Timed} from '../support/flows.js';
import {conversation, icmp, tcp} from '../support/packets.js';

const SCANNER = '10.9.9.9';

/** SYNs to ports 1, 2, 3 ... of one host after the other. */
function scan(count: number, hosts = 1, scanner = SCANNER): Timed[] {
	return Array.from({length: count}, (_, index) => {
		const host = `10.0.${(index % hosts) >> 8}.${(index % hosts) & 255}`;
		return tcp(`${scanner}:40000`, `${host}:${1 + Math.floor(index / hosts)}`, {flags: 'S', seq: index});
	});
}

test('as many attempts as there may be are told apart', (t) => {
	const {edges} = assemble(scan(SCAN_EDGES), {until: 60});
	t.is(edges.length, SCAN_EDGES);
	t.true(edges.every((edge) => edge.scan === undefined));
});

test('one more, and they are one scan', (t) => {
	const {edges} = assemble(scan(SCAN_EDGES + 1), {until: 60});
	const [edge] = edges;
	t.is(edges.length, 1);
	t.like(edge, {
		flows: SCAN_EDGES + 1,
		initiatorPackets: SCAN_EDGES + 1,
		outcome: 'unanswered',
		port: undefined,
		firstFrame: {capture: 0, number: 1},
		scan: {responders: 1, ports: SCAN_EDGES + 1},
	});
	t.is(edge!.responder.text, '10.0.0.0');
});

test('over many hosts', (t) => {
	const {edges} = assemble(scan(3 * 2000, 2000), {until: 60});
	t.is(edges.length, 1);
	t.deepEqual(edges[0]!.scan, {responders: 2000, ports: 3});
});

test('over ICMP', (t) => {
	const pings = Array.from({length: 5000}, (_, index) => icmp(SCANNER, `10.0.${index >> 8}.${index & 255}`, 8));
	const {edges} = assemble(pings, {until: 60});
	t.is(edges.length, 1);
	t.like(edges[0], {icmpType: undefined, scan: {responders: 5000, ports: 1}});
});

test('what answers a scanner is an edge of its own, whenever it answers', (t) => {
	for (const at of [0, 2500, 5000]) {
		const packets = scan(5000);
		packets.splice(at, 0, ...conversation(`${SCANNER}:50000`, '10.0.0.0:17'));
		const {edges} = assemble(packets, {until: 60});
		t.deepEqual(
			edges.map(({port, outcomes, flows}) => [port, outcomes, flows]),
			[
				[undefined, {unanswered: 5000}, 5000],
				[17, {answered: 1}, 1],
			].sort((a, b) => Number(a[0] ?? 0) - Number(b[0] ?? 0)),
			`answered after ${at}`,
		);
	}
});

test('two scanners are two scans', (t) => {
	const {edges} = assemble([...scan(5000), ...scan(4500, 1, '10.9.9.8')], {until: 60});
	t.deepEqual(
		edges.map(({initiator, flows}) => [initiator.text, flows]),
		[
			['10.9.9.8', 4500],
			['10.9.9.9', 5000],
		],
	);
});

test('who merely fails is no scanner', (t) => {
	const retries = Array.from({length: 9000}, (_, index) =>
		tcp(`10.0.0.1:${1024 + index}`, '10.0.0.2:443', {flags: 'S', seq: index}),
	);
	const {edges} = assemble(retries, {until: 60});
	t.is(edges.length, 1);
	t.like(edges[0], {port: 443, scan: undefined, flows: 9000});
});
