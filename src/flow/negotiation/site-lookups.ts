import type {Address} from '../../net/address.js';
import type {EpochMicros} from '../../net/time.js';
import type {FrameReference, SiteLookup} from '../biflow.js';

const HEADER = 12;
const PREFIX = '_mssms_mp_';
const UNDERSCORE = 0x5f;
const MAX_LABEL = 63;
const MAX_LOOKUPS = 4096;

/** Clients that ask DNS for the management points of their site: `_mssms_mp_ps1._tcp.example.net`, a record of services (RFC 2782). */
export class SiteLookups {
	readonly #lookups = new Map<string, SiteLookup>();

	get all(): SiteLookup[] {
		return [...this.#lookups.values()];
	}

	/** Takes a DNS message from or to port 53. */
	read(payload: Uint8Array, from: Address, to: Address, time: EpochMicros, frame: FrameReference): void {
		const site = siteIn(payload);
		if (site === undefined) return;
		const isAnswer = (payload[2]! & 0x80) !== 0;
		const client = isAnswer ? to : from;
		const key = `${client.text} ${site}`;
		const known = this.#lookups.get(key);
		if (known === undefined && this.#lookups.size === MAX_LOOKUPS) return;
		const lookup = known ?? {client, site, time, frame, answer: 'unanswered'};
		const hasRecords = ((payload[6]! << 8) | payload[7]!) > 0;
		const answer = !isAnswer ? lookup.answer : hasRecords ? 'found' : lookup.answer === 'found' ? 'found' : 'none';
		this.#lookups.set(key, {...lookup, answer});
	}
}

/** Whether the first question is about one; makes nothing for those that are not. */
export function isSiteLookup(payload: Uint8Array): boolean {
	return payload.length > HEADER + PREFIX.length && payload[HEADER + 1] === UNDERSCORE && siteIn(payload) !== undefined;
}

/** The code of the site that the first question is about. */
function siteIn(payload: Uint8Array): string | undefined {
	const length = payload[HEADER] ?? 0;
	if (length <= PREFIX.length || length > MAX_LABEL || payload.length < HEADER + 1 + length) return undefined;
	const label = String.fromCharCode(...payload.subarray(HEADER + 1, HEADER + 1 + length)).toLowerCase();
	if (!label.startsWith(PREFIX)) return undefined;
	const site = label.slice(PREFIX.length);
	return /^[a-z0-9]{3}$/.test(site) ? site.toUpperCase() : undefined;
}
