import path from 'node:path';
import test from 'ava';
import {lastValueFrom, toArray} from 'rxjs';
import type {Biflow} from '#portolan/flow/biflow.js';
import type {Application} from '#portolan/net/application.js';
import {protocolName} from '#portolan/net/protocol.js';
import {biflowsIn} from '#portolan/pipeline.js';
import {conversationKey, PUBLIC, publicCaptures} from '../support/public-captures.js';
import {readProtocols} from '../support/public-protocols.js';
import {readOptions} from '../support/public-tests.js';

// What conversations in real captures carry, by their first payloads, and what tshark takes them for, which reads all of
// them and goes by ports too.

/** tshark's names, by ours. */
const names: Readonly<Partial<Record<Application, readonly string[]>>> = {
	'dce-rpc': ['dcerpc'],
	'netbios-name': ['nbns'],
	'netbios-session': ['nbss'],
	dhcp: ['dhcp'],
	dns: ['dns', 'mdns', 'llmnr'],
	ftp: ['ftp'],
	http: ['http', 'http2'],
	ike: ['isakmp'],
	imap: ['imap'],
	kerberos: ['kerberos'],
	ldap: ['ldap', 'cldap'],
	mysql: ['mysql'],
	ntp: ['ntp'],
	pop3: ['pop'],
	postgresql: ['pgsql'],
	quic: ['quic'],
	rdp: ['rdp'],
	sip: ['sip'],
	smb1: ['smb'],
	smb2: ['smb2'],
	smtp: ['smtp'],
	snmp: ['snmp'],
	ssdp: ['ssdp'],
	ssh: ['ssh'],
	tds: ['tds'],
	telnet: ['telnet'],
	tftp: ['tftp'],
	tls: ['tls'],
	vnc: ['vnc'],
	'wake-on-lan': ['wol'],
};
const byName = new Map(
	Object.entries(names).flatMap(([application, all]) => all.map((name) => [name, application as Application])),
);

const ARKIME = 'arkime+arkime/tests__pcap__';
const NDPI = 'ntop+nDPI/tests__cfgs__default__pcap__';
const ZEEK = 'zeek+zeek/testing__btest__Traces__';
/** Octets changed at random: what a message is then depends on who reads it. */
const FUZZED = [`${NDPI}fuzz-2006-06-26-2594.pcap`, 'seladb+PcapPlusPlus/Tests__Fuzzers'];

/** Where tshark knows it as something else, in how many conversations: in all of them by the port. */
const others: ReadonlyArray<readonly [file: string, ours: Application, tshark: string, count: number, why: string]> = [
	[`${ARKIME}dcerpc_synthetic.pcap`, 'dce-rpc', 'nbss', 6, 'DCE/RPC without SMB, on port 445'],
	[`${NDPI}gnutella.pcap`, 'tls', 'bittorrent', 1, 'a ClientHello, on a port that others use for BitTorrent'],
	[`${NDPI}ookla.pcap`, 'tls', 'http', 1, 'a ClientHello, on port 8080'],
	[`${ZEEK}dce-rpc__mapi.pcap`, 'dce-rpc', 'c1222', 1, 'an endpoint that the mapper gave away, on port 1153'],
	[`${ZEEK}http__http-single-conn-22.pcap`, 'http', 'ssh', 1, 'HTTP on port 22, which it is about'],
];

/** What tshark knows and we do not, though the beginning is there, in how many conversations. */
const missed: Readonly<Partial<Record<Application, readonly [count: number, why: string]>>> = {
	'dce-rpc': [4, 'without connection, over UDP, which is not looked for'],
	'netbios-session': [2, 'SMB version 1, offered and not answered'],
	dhcp: [22, 'cut by the capture before the cookie'],
	dns: [12, 'cut by the capture, nothing but a header of zeros, or inside of a draft of QUIC'],
	ftp: [4, 'greetings that do not say FTP'],
	http: [1, 'a protocol of its own on port 8080'],
	ike: [1, 'in UDP, on port 4500'],
	kerberos: [10, 'no Kerberos, on port 88'],
	mysql: [1, 'a greeting whose packet number is not 0'],
	ntp: [1, 'a list of clients that is asked for in mode 7'],
	quic: [2, 'drafts'],
	smb1: [21, 'in NetBIOS datagrams, which are not looked for; offered and not answered'],
	sip: [1, 'other octets before the request'],
	tds: [1, 'a login of version 4'],
	tftp: [3, 'data, of which only the ports of its request tell'],
	tls: [
		16,
		'what another protocol begins with, such as XMPP, FTP or Gnutella, or padding that was taken for a first payload',
	],
};

/** Conversations that are what tshark says. */
const AGREED = 2621;

async function conversations(file: string): Promise<Map<string, Biflow[]>> {
	const {biflows} = biflowsIn([path.join(PUBLIC, file)], readOptions);
	const found = new Map<string, Biflow[]>();
	for (const biflow of (await lastValueFrom(biflows.pipe(toArray()))).flat()) {
		const {protocolIdentifier, initiator, initiatorPort, responder, responderPort} = biflow;
		const protocol = protocolName(protocolIdentifier);
		if (protocol !== 'tcp' && protocol !== 'udp') continue;
		const key = conversationKey(protocol, [initiator.text, initiatorPort!], [responder.text, responderPort!]);
		found.set(key, [...(found.get(key) ?? []), biflow]);
	}
	return found;
}

/** Datagrams, or a stream with its SYN or the answer to it. */
function hasBeginning(key: string, biflows: readonly Biflow[]): boolean {
	return key.startsWith('udp') || biflows.some(({history}) => /[sh]/i.test(history));
}

test('what real conversations carry is what tshark takes them for', async (t) => {
	t.timeout(600_000);
	const captures = publicCaptures();
	if (captures.length === 0) {
		t.log('skipped: the public captures are not here');
		t.pass();
		return;
	}
	const oracle = readProtocols();
	const otherwise = new Map<string, number>();
	const unknown: Partial<Record<Application, number>> = {};
	let agreed = 0;
	for (const file of captures.filter((name) => !FUZZED.some((start) => name.startsWith(start)))) {
		for (const [key, biflows] of await conversations(file)) {
			const said = oracle[file]![key] ?? [];
			const theirs = new Set(said.flatMap((name) => byName.get(name) ?? []));
			const ours = new Set(biflows.flatMap(({applicationName}) => applicationName ?? []));
			const surplus = [...ours].filter((application) => !theirs.has(application));
			if (said.length > 0 && surplus.length > 0) add(otherwise, `${file}: ${surplus.join()}, ${said.join()}`);
			if (said.length > 0 && surplus.length === 0 && ours.size > 0) agreed++;
			if (ours.size > 0 || !hasBeginning(key, biflows)) continue;
			for (const application of theirs) unknown[application] = (unknown[application] ?? 0) + 1;
		}
	}
	t.deepEqual(
		otherwise,
		new Map(others.map(([file, ours, tshark, count]) => [`${file}: ${ours}, ${tshark}`, count] as const)),
	);
	t.deepEqual(
		unknown,
		Object.fromEntries(Object.entries(missed).map(([application, [count]]) => [application, count])),
	);
	t.is(agreed, AGREED);
});

function add(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}
