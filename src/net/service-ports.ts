/**
 * Ports above 1023 on which servers commonly listen: registered with IANA for a service that is in wide use, or used by one
 * that everybody knows. They lie where hosts pick ports for themselves too, so they only tell two such ports apart.
 */
const registered: readonly number[] = [
	// Proxies, remote access, tunnels, telephony.
	...[
		1080, 1194, 1494, 1701, 1719, 1720, 1723, 2598, 3128, 3389, 3478, 4500, 5004, 5060, 5061, 5349, 5900, 5901, 5938,
		8291,
	],
	// Databases and what stores things.
	...[
		1352, 1433, 1434, 1521, 1526, 2049, 2483, 2484, 3050, 3260, 3306, 4333, 5432, 5984, 6379, 7000, 7474, 7687, 8086,
		9042, 9160,
	],
	...[9200, 9300, 10809, 11211, 27017, 27018, 27019, 28015],
	// Directories, files, management.
	...[
		1099, 1812, 1813, 2535, 2701, 3268, 3269, 3702, 4011, 4022, 4342, 4789, 5355, 5353, 5357, 5358, 5722, 5985, 5986,
		6081, 8530,
	],
	...[8531, 9100, 9389, 10050, 10051, 10123, 16992, 16993, 16994, 16995, 25536],
	// Messages and queues.
	...[
		1414, 1883, 1900, 1935, 4222, 4369, 4730, 5222, 5223, 5269, 5298, 5671, 5672, 6667, 6697, 8883, 9092, 15672, 25672,
		61613, 61616,
	],
	// Web and applications.
	...[
		2082, 2083, 2375, 2376, 2379, 2380, 3000, 3690, 4443, 5000, 5001, 5601, 6443, 7001, 7002, 8000, 8005, 8008, 8009,
		8080, 8081,
	],
	...[8088, 8140, 8161, 8443, 8834, 8888, 9000, 9001, 9090, 9418, 9443, 10000, 10250, 10255, 25565, 32400],
	// Industry and buildings.
	...[
		1962, 2404, 4840, 4843, 5006, 5007, 5094, 5683, 5684, 9600, 18245, 20000, 20547, 34962, 34963, 34964, 44818, 47808,
		48898,
	],
	// Peers that listen.
	...[4662, 6346, 6881, 8333],
];

const known: ReadonlySet<number> = new Set(registered);

export function isServicePort(port: number): boolean {
	return known.has(port);
}

/**
 * Below 1024 systems let only privileged programs listen; what asks for such a port as a client takes one from the top of them
 * (rresvport: 512 to 1023, in practice above 600), where few services are.
 */
export function isWellKnownPort(port: number): boolean {
	return port > 0 && (port < 600 || (port < 1024 && highServices.has(port)));
}

const highServices: ReadonlySet<number> = new Set([
	...[
		623, 625, 631, 636, 639, 646, 647, 648, 660, 664, 674, 688, 691, 694, 700, 749, 750, 751, 753, 754, 783, 800, 802,
		828,
	],
	...[847, 853, 860, 861, 862, 873, 902, 903, 953, 989, 990, 991, 992, 993, 994, 995],
]);
