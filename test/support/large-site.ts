import type {FlowEdge} from '#portolan/flow/edge.js';
import {Random} from '#portolan/learn/random.js';
import type {Application} from '#portolan/net/application.js';
import {edge} from './edges.js';

/** A site of a Configuration Manager hierarchy with many clients: its edges, and the role that each address was given. */
export interface LargeSite {
	readonly edges: readonly FlowEdge[];
	readonly roles: ReadonlyMap<string, string>;
}

const servers = {
	'site-server': 1,
	'sql-server': 1,
	'management-point': 3,
	'pxe-distribution-point': 8,
	'software-update-point': 2,
	'global-catalog': 2,
	console: 1,
};

/**
 * Clients each with servers of its own choice, and doing only some of what clients do; a few do, or have done to them, what no rule documents.
 * @param addressOf the address of host 0, 1, 2 and so on
 */
export function largeSite(clients: number, addressOf: (host: number) => string): LargeSite {
	const random = new Random(7);
	const roles = new Map<string, string>();
	const edges: FlowEdge[] = [];
	const host = (role: string) => {
		const address = addressOf(roles.size);
		roles.set(address, role);
		return address;
	};
	const all = Object.fromEntries(
		Object.entries(servers).map(([role, count]) => [role, Array.from({length: count}, () => host(role))]),
	) as Record<keyof typeof servers, string[]>;
	const [[site], [sql], [console]] = [all['site-server'], all['sql-server'], all.console] as [
		[string],
		[string],
		[string],
	];
	const open = (from: string, to: string, service: string, ...applications: Application[]) =>
		edges.push(edge(from, to, service, {applications}));
	open(site, sql, 'tcp/1433', 'tds');
	open(console, site, 'tcp/135', 'dce-rpc');
	for (const server of [
		...all['management-point'],
		...all['pxe-distribution-point'],
		...all['software-update-point'],
	]) {
		open(site, server, 'tcp/445', 'smb2');
		open(site, server, 'tcp/135', 'dce-rpc');
	}
	for (const point of all['management-point']) {
		open(point, sql, 'tcp/1433', 'tds');
		open(point, all['global-catalog'][0]!, 'tcp/389', 'ldap');
		open(point, site, 'tcp/445', 'smb2');
	}
	for (const point of all['software-update-point']) open(site, point, 'tcp/8530', 'http');
	const names = Array.from({length: clients}, () => host('client'));
	for (const [index, client] of names.entries()) {
		const now = (share: number, from: string, to: string, service: string, ...applications: Application[]) => {
			if (random.next() < share) open(from, to, service, ...applications);
		};
		const management = random.of(all['management-point'])!;
		const distribution = random.of(all['pxe-distribution-point'])!;
		const catalog = random.of(all['global-catalog'])!;
		open(client, management, 'tcp/443', 'tls');
		now(0.7, client, management, 'tcp/80', 'http');
		now(0.8, client, management, 'tcp/10123');
		now(0.8, client, distribution, 'tcp/80', 'http');
		now(0.4, client, distribution, 'tcp/443', 'tls');
		now(0.1, client, distribution, 'udp/69', 'tftp');
		now(0.1, client, distribution, 'udp/4011', 'dhcp');
		now(0.8, client, random.of(all['software-update-point'])!, 'tcp/8530', 'http');
		now(0.9, client, catalog, 'tcp/3268', 'ldap');
		now(0.9, client, catalog, 'udp/53', 'dns');
		now(0.05, console, client, 'tcp/2701');
		now(0.05, console, client, 'tcp/3389', 'rdp');
		now(0.1, client, names[(index + 1) % clients]!, 'udp/9');
		now(0.1, client, names[(index + 2) % clients]!, 'icmp');
		now(0.03, site, client, 'tcp/445', 'smb2');
		now(0.1, client, `10.9.0.${1 + random.below(30)}`, 'tcp/22', 'ssh');
		now(0.5, client, `52.1.0.${1 + random.below(40)}`, 'tcp/443', 'tls');
	}
	return {edges, roles};
}
