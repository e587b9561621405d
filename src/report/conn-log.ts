import {createHash} from 'node:crypto';
import type {Biflow} from '../flow/biflow.js';
import type {Application} from '../net/application.js';
import {Protocol} from '../net/protocol.js';
import type {EpochMicros} from '../net/time.js';
import {communityId, portsOf} from './community-id.js';

// Zeek's conn.log as tab separated values (https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html), for what reads it.

/** The columns, with their types. */
const columns = [
	['ts', 'time'],
	['uid', 'string'],
	['id.orig_h', 'addr'],
	['id.orig_p', 'port'],
	['id.resp_h', 'addr'],
	['id.resp_p', 'port'],
	['proto', 'enum'],
	['service', 'string'],
	['duration', 'interval'],
	['orig_bytes', 'count'],
	['resp_bytes', 'count'],
	['conn_state', 'string'],
	['local_orig', 'bool'],
	['local_resp', 'bool'],
	['missed_bytes', 'count'],
	['history', 'string'],
	['orig_pkts', 'count'],
	['orig_ip_bytes', 'count'],
	['resp_pkts', 'count'],
	['resp_ip_bytes', 'count'],
	['tunnel_parents', 'set[string]'],
	['community_id', 'string'],
] as const;

const UNSET = '-';
const EMPTY = '(empty)';

/** The whole log: its head, and a line a biflow in the order given. Without the times of writing, which Zeek adds. */
export function connLog(biflows: readonly Biflow[]): string {
	const head = [
		'#separator \\x09',
		'#set_separator\t,',
		`#empty_field\t${EMPTY}`,
		`#unset_field\t${UNSET}`,
		'#path\tconn',
		['#fields', ...columns.map(([name]) => name)].join('\t'),
		['#types', ...columns.map(([, type]) => type)].join('\t'),
	];
	return `${[...head, ...biflows.map((biflow) => line(biflow).join('\t'))].join('\n')}\n`;
}

function line(biflow: Biflow): string[] {
	const {first, last, initiator, responder, protocolIdentifier, applicationName, history} = biflow;
	const id = communityId(biflow);
	const {icmpType, initiatorPort, responderPort} = biflow;
	const [from = 0, to = 0] = icmpType === undefined ? [initiatorPort, responderPort] : portsOf(biflow);
	const isHistorical = protocolIdentifier === Protocol.Tcp || protocolIdentifier === Protocol.Udp;
	return [
		seconds(first),
		uid(id, biflow),
		initiator.text,
		`${from}`,
		responder.text,
		`${to}`,
		protocols[protocolIdentifier] ?? 'unknown_transport',
		applicationName === undefined ? UNSET : serviceOf(applicationName, protocolIdentifier),
		// Of one packet there is no duration.
		biflow.initiatorPackets + biflow.responderPackets > 1 ? seconds(last - first) : UNSET,
		`${biflow.initiatorPayloadOctets}`,
		`${biflow.responderPayloadOctets}`,
		connState(biflow),
		UNSET,
		UNSET,
		UNSET,
		isHistorical && history !== '' ? `${isFlipped(biflow) ? '^' : ''}${history}` : UNSET,
		`${biflow.initiatorPackets}`,
		`${biflow.initiatorOctets}`,
		`${biflow.responderPackets}`,
		`${biflow.responderOctets}`,
		UNSET,
		id,
	];
}

const protocols: Readonly<Record<number, string>> = {
	[Protocol.Tcp]: 'tcp',
	[Protocol.Udp]: 'udp',
	[Protocol.Icmp]: 'icmp',
	[Protocol.Icmpv6]: 'icmp',
};

/** Where Zeek calls it otherwise. */
const services: Readonly<Partial<Record<Application, string>>> = {
	'dce-rpc': 'dce_rpc',
	kerberos: 'krb',
	'netbios-name': 'dns',
	'netbios-session': 'gssapi,smb',
	smb1: 'smb',
	smb2: 'smb',
	tls: 'ssl',
	vnc: 'rfb',
};

function serviceOf(application: Application, protocol: number): string {
	const isTcp = protocol === Protocol.Tcp;
	if (application === 'ldap') return isTcp ? 'ldap_tcp' : 'ldap_udp';
	if (application === 'kerberos' && isTcp) return 'krb_tcp';
	return services[application] ?? application;
}

/** The other side was seen first: who opened it was told by something else. */
function isFlipped({history}: Biflow): boolean {
	return /^[a-z]/.test(history);
}

/** What became of the biflow in Zeek's words, by its own rules: the states of both endpoints. */
export function connState(biflow: Biflow): string {
	const {protocolIdentifier, history, initiatorPackets, responderPackets} = biflow;
	if (protocolIdentifier === Protocol.Udp) {
		if (initiatorPackets > 0) return responderPackets > 0 ? 'SF' : 'S0';
		return responderPackets > 0 ? 'SHR' : 'OTH';
	}
	if (protocolIdentifier !== Protocol.Tcp) return 'OTH';
	const {orig, resp} = endpointStates(history);
	const isInactive = (state: EndpointState) => state === 'inactive' || state === 'partial';
	const isReset = (state: EndpointState) => state === 'reset' || state === 'closed-reset';
	if (isReset(resp)) {
		const isRejected =
			orig === 'syn-sent' ||
			orig === 'syn-ack-sent' ||
			(isReset(orig) && biflow.initiatorPayloadOctets === 0 && biflow.responderPayloadOctets === 0);
		if (isRejected) return 'REJ';
		return isInactive(orig) ? 'RSTRH' : 'RSTR';
	}
	if (isReset(orig)) return isInactive(resp) ? 'RSTOS0' : 'RSTO';
	if (orig === 'closed' && resp === 'closed') return 'SF';
	if (orig === 'closed') return isInactive(resp) ? 'SH' : 'S2';
	if (resp === 'closed') return isInactive(orig) ? 'SHR' : 'S3';
	if (orig === 'syn-sent' && resp === 'inactive') return 'S0';
	return orig === 'established' && resp === 'established' ? 'S1' : 'OTH';
}

/** `closed-reset`: a FIN, and a RST while the peer had not closed yet. */
type EndpointState =
	| 'inactive'
	| 'partial'
	| 'syn-sent'
	| 'syn-ack-sent'
	| 'established'
	| 'closed'
	| 'reset'
	| 'closed-reset';
type Endpoints = Record<'orig' | 'resp', EndpointState>;

/** Both endpoints after what the history tells, step by step as Zeek's state machine (`TCPSessionAdapter`) goes. */
function endpointStates(history: string): Endpoints {
	let states: Endpoints = {orig: 'inactive', resp: 'inactive'};
	for (const letter of history) states = {...states, ...step(states, letter)};
	return states;
}

function step(states: Endpoints, letter: string): Partial<Endpoints> {
	const event = letter.toUpperCase();
	const isOrig = letter === event;
	const [own, peer] = isOrig ? (['orig', 'resp'] as const) : (['resp', 'orig'] as const);
	const [state, other] = [states[own], states[peer]];
	switch (event) {
		case 'S':
		case 'H':
			// What was taken for a reply without a question was its answer, captured before it.
			if (state === 'inactive' && isOrig && event === 'S' && other === 'established') return {orig: 'established'};
			if (state === 'inactive' && isOrig) return {orig: event === 'S' ? 'syn-sent' : 'syn-ack-sent'};
			if (state === 'inactive') return {resp: 'established', ...(other === 'syn-sent' ? {orig: 'established'} : {})};
			return state === 'partial' && other === 'inactive' && event === 'S' ? {[own]: 'syn-sent'} : {};
		case 'F':
			if (state === 'reset' || state === 'closed-reset') return {};
			return {[own]: 'closed', ...(other === 'closed-reset' ? {[peer]: 'closed'} : {})};
		case 'R':
			if (state === 'closed') return other === 'closed' ? {} : {[own]: 'closed-reset'};
			return {[own]: state === 'closed-reset' ? state : 'reset'};
		default:
			if (state !== 'inactive' || (!isOrig && event === 'A' && other === 'syn-sent')) return {};
			return {[own]: other === 'established' ? 'established' : 'partial'};
	}
}

/** Seconds with six decimals; `EpochMicros` are whole below a microsecond. */
function seconds(micros: EpochMicros): string {
	return (micros / 1_000_000).toFixed(6);
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Begins with C, as Zeek's do, and is the same for the same packets. */
function uid(id: string, {firstFrame: {capture, number}, network = ''}: Biflow): string {
	const digest = createHash('sha256').update(`${id} ${capture} ${number} ${network}`).digest();
	return `C${[...digest.subarray(0, 17)].map((octet) => DIGITS[octet % DIGITS.length]).join('')}`;
}
