import {lastValueFrom} from 'rxjs';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {learn} from '#portolan/learn/learn.js';
import type {Candidate} from '#portolan/learn/learning.js';
import {parseAddress} from '#portolan/net/address.js';
import {VlanClasses} from '#portolan/net/vlan.js';
import {edgesOf} from '#portolan/pipeline.js';
import {Inventory} from '#portolan/role/inventory.js';
import {loadInventory} from '#portolan/role/load.js';
import {documentedPorts} from '#portolan/rulepack/documented-ports.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {SITE} from './site-captures.js';

const packs = loadPacks(['configmgr-2012'], {site: [], hosts: []});
const nobody = new Inventory(loadInventory([]));
const includes = new Map(packs.flatMap(({roles}) => [...roles].map(([name, role]) => [name, role.includes] as const)));

/** A server of the site: what was told of it without an inventory, and what it was set up for. */
export interface LearntServer {
	readonly name: string;
	readonly candidates: readonly Candidate[];
	readonly told: readonly string[];
	readonly true: ReadonlySet<string>;
}

/** The edges of captures of the site. */
export async function edgesIn(captures: readonly string[]): Promise<FlowEdge[]> {
	const {edges} = await lastValueFrom(
		edgesOf(
			captures.map((file) => `${SITE}${file}`),
			{
				reader: 'portolan',
				windowSize: 2 ** 20,
				standardInput: process.stdin,
				interruption: new AbortController().signal,
				maxFlows: 100_000,
				jobs: 1,
				vlans: new VlanClasses(),
				documentedPorts: documentedPorts(packs, []),
				onProgress: () => {},
			},
		),
	);
	return edges;
}

/**
 * What is learnt of the servers: hosts of the site's inventory that answer something other than an echo over IPv4, and are
 * neither clients nor on the Internet.
 * @param addressIn what an address of the inventory is called in the edges
 */
export function learntServers(
	edges: readonly FlowEdge[],
	addressIn: (text: string) => string = (text) => text,
): LearntServer[] {
	const {hosts} = learn(edges, packs, nobody, nothingObserved);
	const known = new Map(
		loadInventory([`${SITE}inventory.yaml`]).hosts.flatMap((host) =>
			host.addresses.map(({text}) => [parseAddress(addressIn(text))!.text, host] as const),
		),
	);
	return hosts.flatMap(({addresses: [address], roles, candidates, serves}) => {
		const host = known.get(address!.text);
		const isServing = serves.some((service) => !service.startsWith('icmp'));
		if (host === undefined || host.roles.includes('client') || !isServing || address!.version !== 4) return [];
		const held = new Set(host.roles.flatMap((role) => [role, ...(includes.get(role) ?? [])]));
		return [{name: host.name, candidates, told: roles, true: held}];
	});
}

/** Whether the likeliest role is one that the server was set up for. */
export function isRight({told, true: held}: LearntServer): boolean {
	return told[0] !== undefined && held.has(told[0]);
}

/** Whether all that is told is true. */
export function isAllTrue({told, true: held}: LearntServer): boolean {
	return told.length > 0 && told.every((role) => held.has(role));
}
