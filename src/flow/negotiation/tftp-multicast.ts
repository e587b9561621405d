import type {FlowEnd} from './negotiations.js';

const OPTION_ACKNOWLEDGMENT = 6;
const MULTICAST = 'multicast';
/** Octets of a request or an answer that options are looked for in. */
const MAX_OPTIONS = 512;

/** Whether a read request has the option for one transfer to many (RFC 2090 §2). */
export function asksForMulticast(request: Uint8Array): boolean {
	const [, , ...options] = textsIn(request);
	return options.some((text, index) => index % 2 === 0 && text.toLowerCase() === MULTICAST);
}

/** The group and port that an option acknowledgment sends the data to, `224.1.2.3,1758,1` (RFC 2090 §3); its address as a word. */
export function multicastIn(answer: Uint8Array): FlowEnd | undefined {
	if (answer[0] !== 0 || answer[1] !== OPTION_ACKNOWLEDGMENT) return undefined;
	const texts = textsIn(answer);
	const at = texts.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === MULTICAST);
	const match = at < 0 ? null : /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}),(\d{1,5}),[01]$/.exec(texts[at + 1] ?? '');
	if (match === null) return undefined;
	const [a, b, c, d, port] = match.slice(1).map(Number) as [number, number, number, number, number];
	if ([a, b, c, d].some((octet) => octet > 255) || port === 0 || port > 65_535) return undefined;
	return {address: (a << 24) | (b << 16) | (c << 8) | d, port};
}

/** The texts behind the opcode, each ended by an octet of 0. */
function textsIn(octets: Uint8Array): string[] {
	return String.fromCharCode(...octets.subarray(2, MAX_OPTIONS)).split('\0');
}
