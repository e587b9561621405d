import type {StreamReader} from './ordered-stream.js';

/** Characters of a line that is still looked at; commands and replies with a port in them are short. */
const MAX_LINE = 1024;

/** A data connection that an FTP control connection arranges (RFC 959 §4.1.2, RFC 2428). */
export interface FtpData {
	/** Who listens: the client after PORT and EPRT, the server after PASV and EPSV. */
	readonly listener: 'client' | 'server';
	readonly port: number;
	/** IPv4 address as a word, where the line names one. */
	readonly address: number | undefined;
	readonly command: 'PORT' | 'EPRT' | 'PASV' | 'EPSV';
}

/** Reads one side of a control connection, line by line. */
export class FtpLines<Tag> implements StreamReader<Tag> {
	readonly #parse: (line: string) => FtpData | undefined;
	readonly #onData: (data: FtpData, tag: Tag) => void;
	#line = '';

	constructor(side: 'client' | 'server', onData: (data: FtpData, tag: Tag) => void) {
		this.#parse = side === 'client' ? parseCommand : parseReply;
		this.#onData = onData;
	}

	read(octets: Uint8Array, tag: Tag): void {
		for (const octet of octets) {
			if (octet !== 0x0a) {
				if (this.#line.length < MAX_LINE) this.#line += String.fromCharCode(octet);
				continue;
			}
			const data = this.#parse(this.#line.trim());
			this.#line = '';
			if (data !== undefined) this.#onData(data, tag);
		}
	}

	skip(): void {
		this.#line = '';
	}
}

function parseCommand(line: string): FtpData | undefined {
	const port = /^PORT\s+(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)$/i.exec(line);
	if (port !== null) return sixNumbers(port, 'client', 'PORT');
	const extended = /^EPRT\s+(\S)([12])\1(.+)\1(\d{1,5})\1$/i.exec(line);
	return extended === null ? undefined : listening('client', Number(extended[4]), undefined, 'EPRT');
}

function parseReply(line: string): FtpData | undefined {
	// RFC 1123 §4.1.2.6: the parentheses around the numbers are not to be relied on.
	const passive = /^227\b.*?(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(line);
	if (passive !== null) return sixNumbers(passive, 'server', 'PASV');
	const extended = /^229\b.*\((\S)\1\1(\d{1,5})\1\)/.exec(line);
	return extended === null ? undefined : listening('server', Number(extended[2]), undefined, 'EPSV');
}

function sixNumbers(
	match: readonly string[],
	listener: FtpData['listener'],
	command: FtpData['command'],
): FtpData | undefined {
	const [a, b, c, d, high, low] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
	if ([a, b, c, d, high, low].some((octet) => octet > 255)) return undefined;
	return listening(listener, high * 256 + low, (a << 24) | (b << 16) | (c << 8) | d, command);
}

function listening(
	listener: FtpData['listener'],
	port: number,
	address: number | undefined,
	command: FtpData['command'],
): FtpData | undefined {
	return port >= 1 && port <= 65_535 ? {listener, port, address, command} : undefined;
}
