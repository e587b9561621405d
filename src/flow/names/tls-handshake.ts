// What a TLS handshake says in the clear about its server (RFC 8446 §4; of version 1.2 and before, RFC 5246 §7.4).

const Handshake = {ClientHello: 1, ServerHello: 2, Certificate: 11, ServerHelloDone: 14} as const;
const RECORD_HANDSHAKE = 22;
const Extension = {ServerName: 0, SupportedVersions: 43} as const;
const HELLO_RANDOM = 34;

export interface TlsNames {
	readonly sni: string | undefined;
	/** What the certificate is for: the first name of its alternatives, else its common name. Wildcards name no host. */
	readonly certificate: string | undefined;
	/** Nothing more of what is looked for can come. */
	readonly isOver: boolean;
}

/** Reads the names out of the first octets that one side sent; whatever they are, it ends. */
export function readTlsNames(octets: Uint8Array): TlsNames {
	const {messages, isBroken} = handshakeMessages(octets);
	let sni: string | undefined;
	let certificate: string | undefined;
	let isOver = isBroken;
	for (const message of messages) {
		const type = message[0];
		if (type === Handshake.ClientHello) {
			sni = serverName(message);
			isOver = true;
		} else if (type === Handshake.ServerHello) {
			// From version 1.3 on the certificate is encrypted.
			if (extensionOf(message, Extension.SupportedVersions, false) !== undefined) isOver = true;
		} else if (type === Handshake.Certificate) {
			certificate = certificateName(message);
			isOver = true;
		} else if (type === Handshake.ServerHelloDone) isOver = true;
	}
	return {sni, certificate, isOver};
}

/** The whole messages in the records; a message may span several records, and a record hold several messages. */
function handshakeMessages(octets: Uint8Array): {messages: Uint8Array[]; isBroken: boolean} {
	const parts: Uint8Array[] = [];
	let isBroken = false;
	for (let at = 0; at + 5 <= octets.length; ) {
		if (octets[at] !== RECORD_HANDSHAKE) {
			isBroken = true;
			break;
		}
		const length = (octets[at + 3]! << 8) | octets[at + 4]!;
		parts.push(octets.subarray(at + 5, Math.min(at + 5 + length, octets.length)));
		at += 5 + length;
	}
	const stream = Buffer.concat(parts);
	const messages: Uint8Array[] = [];
	for (let at = 0; at + 4 <= stream.length; ) {
		const end = at + 4 + stream.readUIntBE(at + 1, 3);
		if (end > stream.length) break;
		messages.push(stream.subarray(at, end));
		at = end;
	}
	return {messages, isBroken};
}

/** RFC 6066 §3. */
function serverName(hello: Uint8Array): string | undefined {
	const extension = extensionOf(hello, Extension.ServerName, true);
	if (extension === undefined || extension.length < 5 || extension[2] !== 0) return undefined;
	const length = (extension[3]! << 8) | extension[4]!;
	return length > extension.length - 5 ? undefined : textOf(extension.subarray(5, 5 + length));
}

/** The data of an extension of a hello; the client's has lists where the server's has one choice. */
function extensionOf(hello: Uint8Array, wanted: number, isClient: boolean): Uint8Array | undefined {
	const two = (at: number) => (at + 2 <= hello.length ? (hello[at]! << 8) | hello[at + 1]! : -1);
	let at = 4 + HELLO_RANDOM;
	at += 1 + (hello[at] ?? 0);
	if (isClient) {
		at += 2 + Math.max(two(at), 0);
		at += 1 + (hello[at] ?? 0);
	} else at += 3;
	for (at += 2; at + 4 <= hello.length; ) {
		const length = two(at + 2);
		if (at + 4 + length > hello.length) return undefined;
		if (two(at) === wanted) return hello.subarray(at + 4, at + 4 + length);
		at += 4 + length;
	}
	return undefined;
}

/** The object identifiers of a common name and of subject alternative names (RFC 5280 §4.1.2.4, §4.2.1.6), with tag and length. */
const COMMON_NAME = [0x06, 0x03, 0x55, 0x04, 0x03];
const ALTERNATIVE_NAMES = [0x06, 0x03, 0x55, 0x1d, 0x11];
const DNS_NAME = 0x82;

/**
 * The names in the first certificate, looked for by their own beginning: everything else in it is of no interest here, and a certificate that
 * is not well formed has a name all the same.
 */
function certificateName(message: Uint8Array): string | undefined {
	if (message.length < 10) return undefined;
	const length = (message[7]! << 16) | (message[8]! << 8) | message[9]!;
	const certificate = message.subarray(10, Math.min(10 + length, message.length));
	const alternatives = indexOf(certificate, ALTERNATIVE_NAMES, 0);
	const [alternative] = alternatives < 0 ? [] : dnsNames(certificate, alternatives + ALTERNATIVE_NAMES.length);
	if (alternative !== undefined) return alternative;
	// The issuer's common name comes first, the subject's last.
	let common = -1;
	for (let at = indexOf(certificate, COMMON_NAME, 0); at >= 0; at = indexOf(certificate, COMMON_NAME, at + 1))
		common = at;
	if (common < 0) return undefined;
	const value = common + COMMON_NAME.length;
	const size = certificate[value + 1] ?? 0;
	return size < 0x80 ? textOf(certificate.subarray(value + 2, value + 2 + size)) : undefined;
}

/** DNS names without wildcard in the extension whose identifier ends at `start`. */
function dnsNames(certificate: Uint8Array, start: number): string[] {
	const names: string[] = [];
	// Behind the identifier: an octet string, and in it a sequence of names, each with lengths of one to three octets.
	let at = certificate[start] === 0x01 ? start + 3 : start;
	for (const tag of [0x04, 0x30]) {
		if (certificate[at] !== tag) return [];
		const form = certificate[at + 1] ?? 0;
		at += 2 + (form < 0x80 ? 0 : form & 0x7f);
	}
	while (certificate[at] === DNS_NAME && (certificate[at + 1] ?? 0x80) < 0x80) {
		const end = at + 2 + certificate[at + 1]!;
		const name = textOf(certificate.subarray(at + 2, end));
		if (!name.startsWith('*')) names.push(name);
		at = end;
	}
	return names;
}

function indexOf(octets: Uint8Array, wanted: readonly number[], from: number): number {
	return Buffer.from(octets.buffer, octets.byteOffset, octets.length).indexOf(Uint8Array.from(wanted), from);
}

function textOf(octets: Uint8Array): string {
	return String.fromCharCode(...octets);
}
