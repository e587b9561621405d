import {DAY} from '#portolan/net/time.js';
import type {Finding} from '#portolan/policy/finding.js';
import {type Judgement, judge} from '#portolan/policy/judgement.js';
import type {Inventory} from '#portolan/role/inventory.js';
import {documentedPorts} from '#portolan/rulepack/documented-ports.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {assemble, type Timed, talk} from './flows.js';
import {octets, udp} from './packets.js';
import {bind, EPM, mapAnswer, request, response, SAMR, tower} from './rpc.js';

/** What whole packets come to, all the way from frames; the capture goes on for a minute. */
export function judgePackets(packets: readonly Timed[], packs: readonly RulePack[], site: Inventory): Judgement {
	const {edges, names, watched} = assemble(packets, {until: 60, documented: documentedPorts(packs)});
	return judge(edges, packs, site, {duration: DAY, isRepresentative: false}, {names, ...watched});
}

/** Findings that packets make, without those about what was not seen. */
export function findingsIn(judgement: Judgement): Finding[] {
	return judgement.findings.filter(({kind}) => kind !== 'missing');
}

/** Datagrams that nobody answers. */
export function unheard(client: string, server: string, payload: Uint8Array): Timed[] {
	return [1, 3, 7].map((seconds) => [seconds, udp(client, server, payload)]);
}

/** Asks the endpoint mapper of a server, and is told a port. */
export function asksMapper(client: string, server: string, port: number): Uint8Array[] {
	const answer = response(mapAnswer([tower(SAMR, port)]));
	return talk(`${client}:49500`, `${server}:135`, octets(bind(EPM), request(3)), answer);
}
