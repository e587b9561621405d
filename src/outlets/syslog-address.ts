import {UsageError} from '../net/problem.js';

/** Numerical codes of facilities, RFC 5424 section 6.2.1. */
const facilities = [
	'kern',
	'user',
	'mail',
	'daemon',
	'auth',
	'syslog',
	'lpr',
	'news',
	'uucp',
	'cron',
	'authpriv',
	'ftp',
	'ntp',
	'audit',
	'alert',
	'clock',
	'local0',
	'local1',
	'local2',
	'local3',
	'local4',
	'local5',
	'local6',
	'local7',
] as const;

export type SyslogTransport = 'udp' | 'tcp' | 'tls';

export interface SyslogAddress {
	/** As it was given, for people. */
	readonly text: string;
	readonly transport: SyslogTransport;
	readonly host: string;
	readonly port: number;
	/** Numerical code. */
	readonly facility: number;
	/** Name of the structured data. */
	readonly structuredDataId: string;
}

/**
 * RFC 5424 section 7 asks for a private enterprise number after the `@`. portolan has none; 32473 is the one that is set apart
 * for documentation (RFC 5612), so it collides with nobody's. A site that has a number of its own puts that in.
 */
export const STRUCTURED_DATA_ID = 'portolan@32473';

/** UDP: RFC 5426; TLS: RFC 5425. TCP has none of its own; 601 is IANA's for reliable syslog. */
const transports: Readonly<Record<string, readonly [transport: SyslogTransport, port: number]>> = {
	'syslog:': ['udp', 514],
	'syslog+udp:': ['udp', 514],
	'syslog+tcp:': ['tcp', 601],
	'syslog+tls:': ['tls', 6514],
};

/**
 * Reads `syslog://host:514`, `syslog+tcp://host:601` or `syslog+tls://host:6514`, with `?facility=local4` and
 * `?sd-id=portolan@<number>`. Throws `UsageError`.
 */
export function readSyslogAddress(text: string): SyslogAddress {
	const wrong = (what: string) => new UsageError(`syslog "${text}": ${what}`);
	const form = 'write syslog://host, syslog+tcp://host or syslog+tls://host, with :port where it is not the usual one';
	if (!URL.canParse(text)) throw wrong(form);
	const url = new URL(text);
	const transport = transports[url.protocol];
	if (transport === undefined || url.hostname === '') throw wrong(form);
	if (url.username !== '' || url.password !== '' || !['', '/'].includes(url.pathname) || url.hash !== '')
		throw wrong(form);
	let facility = facilities.indexOf('daemon');
	let structuredDataId = STRUCTURED_DATA_ID;
	for (const [name, value] of url.searchParams) {
		if (name === 'facility') {
			facility = facilities.indexOf(value as (typeof facilities)[number]);
			if (facility < 0) throw wrong(`there is no facility "${value}"; there are ${facilities.join(', ')}`);
		} else if (name === 'sd-id') {
			// SD-NAME, RFC 5424 section 6.3.2.
			if (!/^[!#-<>?A-\\^-~]+@\d+$/.test(value) || value.length > 32) {
				throw wrong(`sd-id "${value}" is not a name, an @ and a private enterprise number`);
			}
			structuredDataId = value;
		} else throw wrong(`"${name}" is not known; facility and sd-id are`);
	}
	const [kind, usualPort] = transport;
	return {
		text,
		transport: kind,
		host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
		port: url.port === '' ? usualPort : Number(url.port),
		facility,
		structuredDataId,
	};
}
