import test from 'ava';
import {Protocol} from '#portolan/net/protocol.js';
import type {Inventory} from '#portolan/role/inventory.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {addressData, dnsMessage, POINTER} from './dns.js';
import {type Timed, talk} from './flows.js';
import {findingsIn, judgePackets} from './judging.js';
import {ascii, conversation, end, icmp, icmpError, ip, octets, tcp, udp} from './packets.js';
import {inventoryWith} from './site.js';

// A site of Configuration Manager 2012, and what goes wrong in it, packet by packet.

export const packs = loadPacks(['configmgr-2012']);
export const [C1, C2, MP, DP, SUP, CM] = ['10.0.9.1', '10.0.9.2', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
export const [SQL, SQL2, CON, PROV, DC] = ['10.0.0.5', '10.0.0.6', '10.0.0.7', '10.0.0.8', '10.0.0.9'];
/** Of c1 and of mp. */
export const [C1V6, MPV6] = ['fd00::9:1', 'fd00::1'];
export const [MCAST, FSP] = ['10.0.0.12', '10.0.0.13'];
/** All of a network of clients. */
export const VLAN = '10.0.20.255';
export const [ROUTER, ROUTER_V6] = ['10.0.9.254', 'fd00::9:fe'];

export const site = inventoryWith({packs}, [
	`c1 ${C1} ${C1V6}: client`,
	`c2 ${C2}: client`,
	`mp ${MP} ${MPV6}: management-point`,
	`dp ${DP}: pxe-distribution-point`,
	`sup ${SUP}: software-update-point`,
	`cm ${CM}: site-server`,
	`sql ${SQL}: sql-server`,
	`sql2 ${SQL2}: sql-server`,
	`con ${CON}: console`,
	`prov ${PROV}: sms-provider`,
	`dc ${DC}: global-catalog`,
	`mcast ${MCAST}: multicast-distribution-point`,
	`fsp ${FSP}: fallback-status-point`,
	'10.0.20.0/24: client',
]);

/** What packets are judged against: the packs, and whose the addresses are. */
export interface World {
	readonly packs: readonly RulePack[];
	readonly site: Inventory;
}

export const world: World = {packs, site};
const withWindowsPacks = loadPacks(['configmgr-2012', 'windows-baseline', 'active-directory']);
/** The same site, held against the packs of Windows too. */
export const windowsWorld: World = {packs: withWindowsPacks, site};

/** What the current branch has besides. */
export const [CMG, SCP, GATEWAY] = ['10.0.0.10', '10.0.0.11', '10.0.8.1'];
const currentPacks = loadPacks(['configmgr-current-branch']);
/** A site of the current branch, at the same addresses. */
export const currentWorld: World = {
	packs: currentPacks,
	site: inventoryWith({packs: currentPacks}, [
		`c1 ${C1}: client`,
		`c2 ${C2}: client`,
		`mp ${MP}: management-point`,
		`dp ${DP}: pxe-distribution-point`,
		`sup ${SUP}: software-update-point`,
		`cm ${CM}: site-server`,
		`sql ${SQL}: sql-server`,
		`con ${CON}: console`,
		`dc ${DC}: domain-controller`,
		`cmg ${CMG}: cmg-connection-point`,
		`scp ${SCP}: service-connection-point`,
		`gw ${GATEWAY}: cloud-management-gateway`,
	]),
};

/** A whole conversation on a port of the server. */
export const works = (client: string, server: string, port: number): Uint8Array[] =>
	conversation(end(client, 50_500), end(server, port));

/** A SYN and its retries, which nobody answers. */
export function unanswered(client: string, server: string, port: number): Timed[] {
	return [1, 2, 4].map((seconds) => [seconds, syn(client, server, port)]);
}

/** A SYN that a RST answers. */
export function refused(client: string, server: string, port: number, ttl = 64): Timed[] {
	return [syn(client, server, port), tcp(end(server, port), end(client, 50_001), {flags: 'RA', ack: 101, ttl})];
}

/** A connection on which one side sends in vain for seconds, `length` octets at a time. */
export function stalled(client: string, server: string, port: number, length = 1200): Timed[] {
	const [from, to] = [end(client, 50_001), end(server, port)];
	const request = tcp(from, to, {flags: 'PA', seq: 1001, ack: 51_001, payload: octets(new Uint8Array(length))});
	return [...conversation(from, to).slice(0, 3), ...[1, 2, 4, 8, 16].map((seconds) => [seconds, request] as const)];
}

/** A packet, and an ICMP error about it. */
export function errorAbout(packet: Uint8Array, to: string, sender: string, type: number, code: number): Timed[] {
	return [packet, icmpError(sender, to, type, code, packet)];
}

export function syn(client: string, server: string, port: number): Uint8Array {
	return tcp(end(client, 50_001), end(server, port), {flags: 'S', seq: 100});
}

/** A client says something and is told something. */
export const says = (client: string, server: string, port: number, ...turns: readonly string[]): Uint8Array[] =>
	talk(end(client, 50_600), end(server, port), ...turns.map(ascii));

/** @param expected of each finding the name of its diagnosis and words of the cause, or its kind: `filtered: mp answers c1` */
export const meansIn = (where: World) =>
	test.macro<[packets: readonly Timed[], ...expected: readonly string[]]>({
		exec: (t, packets, ...expected) => {
			const found = findingsIn(judgePackets(packets, where.packs, where.site)).map(({kind, diagnosis}) =>
				diagnosis === undefined ? kind : `${diagnosis.name}: ${diagnosis.cause}`,
			);
			t.is(found.length, expected.length, found.join('\n'));
			for (const [index, text] of found.entries()) {
				const [name, words = ''] = expected[index]!.split(/: (.*)/);
				t.is(text.split(':')[0], name, text);
				t.true(text.slice(name!.length).includes(words), text);
			}
		},
		title: (name, _, ...expected) => `${name}: ${expected.join('; ') || 'nothing'}`,
	});
export const means = meansIn(world);

/** A datagram that is asked again, and answered if somebody does. */
export function asks(client: string, server: string, port: number, isAnswered = false): Timed[] {
	const [from, to] = [end(client, 50_001), end(server, port)];
	return [
		...[1, 3, 7].map((seconds) => [seconds, udp(from, to, octets(1))] as const),
		...(isAnswered ? [[7.1, udp(to, from, octets(1))] as const] : []),
	];
}

/** Echo requests, and replies if there are any. */
export function pings(client: string, server: string, isAnswered = false): Timed[] {
	return [1, 2, 3].flatMap((seconds): Timed[] => [
		[seconds, icmp(client, server, 8)],
		...(isAnswered ? [[seconds + 0.01, icmp(server, client, 0)] as const] : []),
	]);
}

/** Something is said a while later, so that what was due by then is missed. */
export function later(seconds: number, packets: readonly Uint8Array[] = works(CM, MP, 445)): Timed[] {
	return packets.map((packet, index) => [seconds + index / 1000, packet]);
}

/** IGMP version 2: a host wants what is sent to a group. */
export const joins = (host: string, group: string): Uint8Array =>
	ip(host, group, Protocol.Igmp, octets(0x16, 0, 0, 0, addressData(group)));

/** A magic packet to a broadcast address. */
export const wakes = (from: string, to: string, port = 9): Uint8Array =>
	udp(
		end(from, 50_001),
		end(to, port),
		octets(new Uint8Array(6).fill(255), ...Array.from({length: 16}, () => [2, 0, 0, 0, 0, 1])),
	);

/** A client asks DNS for the management points of site PS1, and is told how many there are if anything. */
export function locates(client: string, records?: number): Timed[] {
	const [from, to, name] = [end(client, 50_053), end(DC, 53), '_mssms_mp_ps1._tcp.example.net'];
	const questions = [[name, 33]] as const;
	const answers = Array.from({length: records ?? 0}, () => ({
		name: POINTER,
		type: 33,
		data: octets(new Uint8Array(8)),
	}));
	return [
		udp(from, to, dnsMessage({flags: 0x0100, questions})),
		...(records === undefined
			? []
			: [udp(to, from, dnsMessage({questions, answers, flags: records > 0 ? 0x8180 : 0x8183}))]),
	];
}

/** The first of two pieces of a datagram, and the second. */
export const firstPiece = (from: string, to: string, id: number): Uint8Array =>
	udp(end(from, 68), end(to, 80), new Uint8Array(1472), {id, moreFragments: true});
export const secondPiece = (from: string, to: string, id: number): Uint8Array =>
	ip(from, to, Protocol.Udp, new Uint8Array(500), {id, fragmentOffset: 185});

/** A conversation whose client is that many hops from where its packets began. */
export const hop = (client: string, server: string, ttl: number): Timed => [
	ttl / 100,
	tcp(end(client, 40_000 + ttl), end(server, 80), {flags: 'S', seq: ttl, ttl}),
];
