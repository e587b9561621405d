import test from 'ava';
import {C1, C2, errorAbout, MP, means, ROUTER, stalled, works} from '../../support/diagnosing.js';
import type {Timed} from '../../support/flows.js';
import {conversation, end, tcp} from '../../support/packets.js';

/** A transfer of full segments that get through, each acknowledged. */
function transfer(client: string, server: string, port: number, count = 20): Timed[] {
	const [from, to] = [end(client, 50_700), end(server, port)];
	return [
		...conversation(from, to).slice(0, 3),
		...Array.from({length: count}, (_, index) => [
			tcp(from, to, {flags: 'A', seq: 1001 + index * 1460, ack: 51_001, payload: new Uint8Array(1460)}),
			tcp(to, from, {flags: 'A', seq: 51_001, ack: 2461 + index * 1460}),
		]).flat(),
	];
}

const VANISH =
	'packets-too-large: no matter of ports: packets of 1500 octets from c1 to mp vanish, and small ones pass, and no ICMP says so: a link on the way, such as a VPN or IPsec, takes less; let ICMP 3/4 (of IPv6, type 2) through, or lower the MTU or MSS there';
test('full segments are sent again and again', means, stalled(C1, MP, 80, 1460), VANISH);
test('small conversations go on beside it', means, [...works(C1, MP, 443), ...stalled(C1, MP, 80, 1460)], VANISH);
test(
	'full segments of another client get through',
	means,
	[...transfer(C2, MP, 443), ...stalled(C1, MP, 80, 1460)],
	VANISH,
);
test(
	'full segments get through on another port',
	means,
	[...transfer(C1, MP, 443), ...stalled(C1, MP, 80, 1460)],
	'cut: or packets of full size',
);
test(
	'a segment that fits everywhere',
	means,
	stalled(C1, MP, 80, 1240),
	'cut: something on the way inspects the connection and drops it',
);
test(
	'a segment that does not fit everywhere',
	means,
	stalled(C1, MP, 80, 1241),
	'packets-too-large: packets of 1281 octets',
);
test('segments that the network card was to cut up', means, stalled(C1, MP, 80, 20_000), 'cut');
test(
	'a lot got through before',
	means,
	[
		...transfer(C1, MP, 80, 80),
		...[1, 2, 4, 8, 16].map(
			(seconds): Timed => [
				seconds,
				tcp(end(C1, 50_700), end(MP, 80), {
					flags: 'A',
					seq: 1001 + 80 * 1460,
					ack: 51_001,
					payload: new Uint8Array(1460),
				}),
			],
		),
	],
	'cut',
);
const [segment] = stalled(C1, MP, 80, 1460).slice(-1) as [readonly [number, Uint8Array]];
test(
	'a router says so, and nobody heeds it',
	means,
	[...stalled(C1, MP, 80, 1460), ...errorAbout(segment[1], C1, ROUTER, 3, 4).slice(1)],
	'packets-too-large: 10.0.9.254 says "fragmentation needed" (ICMP 3/4), and c1 does not heed it',
);
