/**
 * What the first octets of a conversation can say that it is (IPFIX applicationName, element 96). Few enough for a bit
 * each in a number.
 */
export const applications = [
	'dce-rpc',
	'dhcp',
	'dns',
	'ftp',
	'http',
	'ike',
	'imap',
	'kerberos',
	'ldap',
	'mysql',
	'netbios-name',
	'netbios-session',
	'ntp',
	'pop3',
	'postgresql',
	'quic',
	'rdp',
	'sip',
	'smb1',
	'smb2',
	'smtp',
	'snmp',
	'sql-browser',
	'ssdp',
	'ssh',
	'tds',
	'telnet',
	'tftp',
	'tls',
	'vnc',
	'wake-on-lan',
] as const;
export type Application = (typeof applications)[number];

const datagramOnly: readonly Application[] = [
	'dhcp',
	'ike',
	'netbios-name',
	'ntp',
	'quic',
	'snmp',
	'sql-browser',
	'ssdp',
	'tftp',
	'wake-on-lan',
];
const overBoth: readonly Application[] = ['dns', 'kerberos', 'ldap', 'sip'];

/** Protocols that it is told over. */
export function transportsOf(application: Application): ReadonlyArray<'tcp' | 'udp'> {
	if (overBoth.includes(application)) return ['tcp', 'udp'];
	return datagramOnly.includes(application) ? ['udp'] : ['tcp'];
}

/** What people call those whose name is no name. */
const titles: Readonly<Partial<Record<Application, string>>> = {
	'dce-rpc': 'DCE/RPC',
	'netbios-name': 'NetBIOS name service',
	'netbios-session': 'NetBIOS session service',
	'sql-browser': 'SQL Server Browser',
	kerberos: 'Kerberos',
	mysql: 'MySQL',
	postgresql: 'PostgreSQL',
	smb1: 'SMB version 1',
	smb2: 'SMB',
	tds: 'SQL Server (TDS)',
	telnet: 'Telnet',
	'wake-on-lan': 'Wake On LAN',
};

/** `SQL Server (TDS)`, `HTTP`. */
export function applicationTitle(application: Application): string {
	return titles[application] ?? application.toUpperCase();
}
