import {existsSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {lastValueFrom, toArray} from 'rxjs';
import {biflowsIn} from '#portolan/pipeline.js';
import {connLog} from '#portolan/report/conn-log.js';
import {PUBLIC} from '../support/public-captures.js';
import {readOptions} from '../support/public-tests.js';

// Connections of Zeek's own traces as Zeek's tests expect them in conn.log, and what `-f conn.log` makes of them. A row has the
// protocol, both ends, conn_state, history, octets and packets of either side, `-` for what Zeek leaves out, `?` for what its test does.

const TRACES = 'zeek+zeek/testing__btest__Traces__';

const http = (ports: string, rest: string) => `tcp 141.142.220.118:${ports} S1 ShADad ${rest}`;
const dns = (port: number, octets: string) => `udp 141.142.220.118:${port} 141.142.2.2:53 SF Dd ${octets} 1/1`;
const ssh = (port: number, octets: number, packets: number) =>
	`tcp 192.168.2.1:${port} 192.168.2.158:22 SH SADF ${octets}/0 ${packets}/0`;
const teredo = (from: string, to: string, octets = '-/-', packets = '1/0') =>
	`udp ${from} ${to}:3544 S0 D ${octets} ${packets}`;
const gtp = (from: string, to: string, octets = '-/-', packets = '1/0') =>
	`udp ${from}:2152 ${to}:2152 S0 D ${octets} ${packets}`;
const group = (from: string, type: number, to: string, octets = '32/0', packets = '2/0') =>
	`icmp ${from}:${type} ${to}:${type === 131 ? 130 : type + 1} OTH - ${octets} ${packets}`;

/** Connections that Zeek gives up and begins anew: their ends, history, octets and packets before and after, and of the whole. */
const givenUp = [
	['192.168.1.79:51880 131.159.21.1:22', 'SAD 2493/0 19/0', 'DAF 176/0 6/0', 'SADF 2669/0 25/0'],
	['192.168.2.1:57189 192.168.2.158:22', 'SAD 4453/0 21/0', 'DAF 800/0 17/0', 'SADF 5253/0 38/0'],
	['192.168.2.1:56594 192.168.2.158:22', 'SAD 428/0 13/0', 'DAF 52/0 4/0', 'SADF 480/0 17/0'],
	['192.168.2.1:56875 192.168.2.158:22', 'SAD 484/0 12/0', 'ADF 104/0 7/0', 'SADF 588/0 19/0'],
	['192.168.1.32:41164 128.2.10.238:22', 'SAD 5335/0 20/0', 'DAF 752/0 12/0', 'SADF 6087/0 32/0'],
] as const;

const expected: Readonly<Record<string, readonly string[]>> = {
	'wikipedia.pcap': [
		'tcp 173.192.163.128:80 141.142.220.235:6705 OTH H -/- 1/0',
		'tcp 141.142.220.118:35634 208.80.152.2:80 OTH DdA 463/350 2/1',
		http('35642 208.80.152.2:80', '534/412 4/3'),
		http('48649 208.80.152.118:80', '525/232 4/3'),
		http('49996 208.80.152.3:80', '1171/733 6/4'),
		http('49997 208.80.152.3:80', '1125/734 6/4'),
		http('49998 208.80.152.3:80', '1130/734 6/4'),
		http('49999 208.80.152.3:80', '1137/733 6/4'),
		http('50000 208.80.152.3:80', '1148/734 6/4'),
		http('50001 208.80.152.3:80', '1178/734 6/4'),
		...[32902, 43927, 45000, 58206].map((port) => dns(port, '38/89')),
		...[37676, 38911, 48479, 59816].map((port) => dns(port, '52/99')),
		...[40526, 48128, 59714, 59746].map((port) => dns(port, '38/183')),
		dns(55092, '36/198'),
		dns(56056, '36/131'),
		...[44, 50, 202].map((host) => `udp 141.142.220.${host}:5353 224.0.0.251:5353 S0 D -/- 1/0`),
		'udp 141.142.220.226:137 141.142.220.255:137 S0 D 350/0 7/0',
		'udp 141.142.220.226:55131 224.0.0.252:5355 S0 D 66/0 2/0',
		'udp 141.142.220.226:55671 224.0.0.252:5355 S0 D 66/0 2/0',
		'udp 141.142.220.238:56641 141.142.220.255:137 S0 D -/- 1/0',
		'udp fe80::217:f2ff:fed7:cf65:5353 ff02::fb:5353 S0 D -/- 1/0',
		'udp fe80::3074:17d5:2052:c324:54213 ff02::1:3:5355 S0 D 66/0 2/0',
		'udp fe80::3074:17d5:2052:c324:65373 ff02::1:3:5355 S0 D 66/0 2/0',
	],
	'ftp__ipv4.pcap': [
		'tcp 141.142.220.235:37604 199.233.217.249:56666 SF ShAdfFa 0/342 4/4',
		'tcp 141.142.220.235:59378 199.233.217.249:56667 SF ShAdfFa 0/77 4/4',
		'tcp 199.233.217.249:61920 141.142.220.235:33582 SF ShADaFf 342/0 5/3',
		'tcp 199.233.217.249:61918 141.142.220.235:37835 SF ShADaFf 77/0 5/3',
		'tcp 141.142.220.235:50003 199.233.217.249:21 SF ShAdDfFa 180/3146 38/25',
	],
	'mixed-vlan-mpls.pcap': [
		'tcp 10.1.2.1:11001 10.34.0.1:23 SH SADF 26/0 11/0',
		'tcp 141.42.64.125:56730 125.190.109.199:80 SF ShADdFaf 98/9417 12/10',
		'tcp 10.20.80.1:50343 10.0.0.15:80 SF ShADadfF 9/3429 7/7',
	],
	'tcp__one-sided-2745.pcap': [
		'tcp 247.180.123.139:2745 245.181.165.133:1433 ? ^haf ?/? 0/3',
		'tcp 91.189.148.149:2745 245.181.165.131:281 ? ^haf ?/? 0/3',
	],
	'http__m57-long-49583-80.pcap': ['tcp 192.168.1.105:49583 208.111.129.62:80 ? ShADTadttfR 1676/98929 ?/?'],
	'http__m57-long-49600-80.pcap': ['tcp 192.168.1.105:49600 65.54.95.185:80 ? ShADTadttfR 373/18307 ?/?'],
	'rdp__rdpeudp-handshake-fail.pcap': ['udp 192.168.38.1:63568 192.168.38.102:3389 S0 D 3696/0 3/0'],
	'rdp__rdpeudp2-handshake-success.pcap': ['udp 192.168.57.5:65368 192.168.57.8:3389 SF Dd 2398/6585 3/7'],
	'erspanI.pcap': ['icmp 172.16.133.2:8 172.217.11.78:0 OTH - 280/280 5/5'],
	'erspanIII.pcap': ['icmp 192.168.15.47:8 1.1.1.1:0 OTH - 56/56 1/1'],
	'tunnels__ayiya3.pcap': [
		'tcp 2001:4978:f:4c::2:53382 2001:4860:b002::68:80 S1 ShADad 2981/4665 10/11',
		'udp 192.168.3.101:53796 216.14.98.22:5072 SHR ^d -/- 0/1',
		'udp 192.168.3.101:53859 216.14.98.22:5072 SF Dd 5129/6109 21/13',
		'icmp 2001:4978:f:4c::1:128 2001:4978:f:4c::2:129 OTH - 168/56 3/1',
		group('::', 135, 'ff02::1:ff00:2', '-/-', '1/0'),
		group('fe80::216:cbff:fe9a:4cb9', 131, 'ff02::1:ff00:2'),
		group('fe80::216:cbff:fe9a:4cb9', 131, 'ff02::1:ff9a:4cb9'),
		group('fe80::216:cbff:fe9a:4cb9', 131, 'ff02::2:f901:d225'),
	],
	'tunnels__gtp__gtp8_teredo.pcap': [
		teredo('172.24.204.200:56528', '65.55.158.118'),
		teredo('172.27.159.9:63912', '94.245.121.253'),
		teredo('172.27.159.9:63912', '94.245.121.254'),
		teredo('172.24.16.67:52298', '65.55.158.118'),
		teredo('172.24.16.67:52298', '94.245.121.253'),
		teredo('172.24.16.121:61901', '94.245.121.251'),
		teredo('172.24.203.81:54447', '65.55.158.118', '120/0', '2/0'),
		'udp 10.131.42.160:62069 94.245.121.253:3544 SHR ^d -/- 0/1',
		'udp 10.131.112.102:51403 94.245.121.253:3544 SHR ^d -/- 0/1',
		gtp('190.104.181.57', '190.104.181.222'),
		gtp('174.94.190.229', '190.104.181.57', '192/0', '2/0'),
		gtp('190.104.181.210', '190.104.181.125', '194/0', '2/0'),
		gtp('174.94.190.213', '190.104.181.57'),
		gtp('190.104.181.254', '190.104.181.62', '192/0', '2/0'),
		'udp 174.94.190.229:2152 190.104.181.62:2152 SF Dd 88/92 1/1',
		'icmp 2001:0:5ef5:79fb:38b8:1695:2b37:be8e:128 2002:2571:c817::2571:c817:129 OTH - -/- 1/0',
		group('fe80::ffff:ffff:fffe', 133, 'ff02::2', '0/0', '2/0'),
	],
	'ssh__ssh.client-side-half-duplex.pcap': [
		...givenUp.flatMap(([ends, before, after]) => [`tcp ${ends} S0 ${before}`, `tcp ${ends} SH ${after}`]),
		...[
			...([
				[57191, 576, 23],
				[56821, 820, 26],
				[56837, 692, 25],
				[56845, 660, 26],
				[56878, 684, 25],
			] as const),
			...([
				[56940, 500, 14],
				[57831, 576, 23],
				[59246, 3049, 32],
			] as const),
		].map(([port, octets, packets]) => ssh(port, octets, packets)),
		'tcp 192.168.1.32:33910 128.2.13.133:22 SH SADF 6471/0 33/0',
		'tcp 192.168.1.32:41268 128.2.10.238:22 SH SADF 5613/0 24/0',
		'tcp 192.168.1.31:52294 192.168.1.32:22 SH SADF 3729/0 36/0',
		'tcp 192.168.1.31:51489 192.168.1.32:22 SH SADF 4029/0 42/0',
		'tcp 192.168.1.32:58641 131.103.20.168:22 SH SADF 2885/0 16/0',
		'tcp 192.168.1.32:58646 131.103.20.168:22 SH SADF 4477/0 179/0',
		'tcp 192.168.1.32:58649 131.103.20.168:22 SH SADF 4477/0 183/0',
	],
};

/** What we have in the place of rows of Zeek's, by the beginning of the row. */
const differences: ReadonlyArray<readonly [zeek: string, ours: readonly string[], why: string]> = [
	...givenUp.flatMap(
		([ends, before, after, whole]): Array<[string, string[], string]> => [
			[
				`tcp ${ends} S0 ${before}`,
				[`tcp ${ends} SH ${whole}`],
				'Zeek gives up a SYN after five seconds without an answer',
			],
			[`tcp ${ends} SH ${after}`, [], 'the rest of the same'],
		],
	),
	[
		'udp 10.131.42.160:62069 94.245.121.253:3544',
		['udp 94.245.121.253:3544 10.131.42.160:62069 S0 D -/- 1/0'],
		'Zeek knows the port of Teredo, and takes the first datagram for an answer',
	],
	[
		'udp 10.131.112.102:51403 94.245.121.253:3544',
		['udp 94.245.121.253:3544 10.131.112.102:51403 S0 D -/- 1/0'],
		'likewise',
	],
	[
		'icmp fe80::ffff:ffff:fffe:133 ff02::2:134 OTH - 0/0 2/0',
		['icmp fe80::ffff:ffff:fffe:133 ff02::2:134 OTH - -/- 1/0'],
		'the same packet to two relays within microseconds counts as captured twice',
	],
];

/** Letters of Zeek's history that ours has not: retransmission, window of 0, checksum, gap. */
const FOREIGN = /[TWCG]/gi;

async function rows(file: string): Promise<string[]> {
	const {biflows} = biflowsIn([path.join(PUBLIC, file)], readOptions);
	const lines = connLog((await lastValueFrom(biflows.pipe(toArray()))).flat())
		.trim()
		.split('\n');
	const names = lines
		.find((line) => line.startsWith('#fields'))!
		.split('\t')
		.slice(1);
	return lines
		.filter((line) => !line.startsWith('#'))
		.map((line) => {
			const values = new Map(line.split('\t').map((value, index) => [names[index], value] as const));
			const of = (name: string) => values.get(name)!;
			// Of one packet Zeek tells no octets.
			const octets = of('duration') === '-' ? '-/-' : `${of('orig_bytes')}/${of('resp_bytes')}`;
			const [from, to] = [`${of('id.orig_h')}:${of('id.orig_p')}`, `${of('id.resp_h')}:${of('id.resp_p')}`];
			return `${of('proto')} ${from} ${to} ${of('conn_state')} ${of('history')} ${octets} ${of('orig_pkts')}/${of('resp_pkts')}`;
		});
}

const exists = existsSync(PUBLIC);

for (const [file, connections] of Object.entries(expected)) {
	test.serial(file, async (t) => {
		if (!exists) {
			t.log('skipped: the public captures are not here');
			t.pass();
			return;
		}
		const ours = await rows(`${TRACES}${file}`);
		const wanted = connections.flatMap((row) => differences.find(([zeek]) => row.startsWith(zeek))?.[1] ?? [row]);
		for (const row of wanted) {
			const pattern = row.split(' ').map((part, index) => {
				const text = index === 4 ? part.replace(FOREIGN, '') : part;
				return text.replaceAll(/[.^]/g, '\\$&').replaceAll('?', '[^ ]+');
			});
			const at = ours.findIndex((own) => new RegExp(`^${pattern.join(' ')}$`).test(own));
			t.true(at >= 0, `${row} is not among\n${ours.join('\n')}`);
			ours.splice(at, 1);
		}
	});
}
