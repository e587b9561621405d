// The site whose traffic is generated: servers of a Configuration Manager hierarchy, and clients in one network.

/** Servers by role, with what clients and other servers open to them. */
const servers = [
	{role: 'management-point', ports: [80, 443, 10_123]},
	{role: 'distribution-point', ports: [80, 443]},
	{role: 'software-update-point', ports: [8530, 8531]},
	{role: 'fallback-status-point', ports: [80]},
	{role: 'state-migration-point', ports: [445, 443]},
	{role: 'domain-controller', ports: [53, 88, 389, 445]},
];

const SERVERS_PER_ROLE = 4;
const SERVER_NETWORK = 0x0a_00_01_00;
const CLIENT_NETWORK = 0x0a_10_00_00;

export const serverRoles = servers.map(({role}) => role);

/** The last 32 bits of an address: all of an IPv4 one, the end of one in fd00::/64. */
export function serverAddress(index) {
	return SERVER_NETWORK + 1 + index;
}

export function clientAddress(index) {
	return CLIENT_NETWORK + 1 + index;
}

/** What an edge is between: client `index` after client, each to one server and port after the other. */
export function edgeAt(number, clients) {
	const kind = servers[number % servers.length];
	const round = Math.floor(number / servers.length);
	return {
		client: clientAddress(number % clients),
		server: serverAddress((number % servers.length) * SERVERS_PER_ROLE + (round % SERVERS_PER_ROLE)),
		port: kind.ports[Math.floor(round / SERVERS_PER_ROLE) % kind.ports.length],
	};
}

function dotted(address) {
	return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

/**
 * The inventory of the site as JSON, which is YAML too.
 * @param {number} hosts entries: the servers, 24 of them, then clients with an entry of their own
 */
export function inventoryText(hosts) {
	const entries = servers.flatMap(({role}, kind) =>
		Array.from({length: SERVERS_PER_ROLE}, (_, index) => {
			const address = serverAddress(kind * SERVERS_PER_ROLE + index);
			const v6 = `fd00::${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}`;
			return {name: `${role}-${index + 1}`, addresses: [dotted(address), v6], roles: [role]};
		}),
	);
	const clients = Array.from({length: Math.max(0, hosts - entries.length)}, (_, index) => ({
		name: `client-${index + 1}`,
		addresses: [dotted(clientAddress(index))],
		roles: ['client'],
	}));
	const networks = [
		{cidr: '10.16.0.0/12', roles: ['client']},
		{cidr: 'fd00::a10:0/108', roles: ['client']},
	];
	return `${JSON.stringify({hosts: [...entries, ...clients].slice(0, hosts), networks}, null, 1)}\n`;
}
