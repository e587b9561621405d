import {Protocol} from '../net/protocol.js';
import {type EpochMicros, SECOND} from '../net/time.js';
import {addressAt, ipv6WordsAt} from './addresses.js';
import type {BrokenDatagrams, PacketBatch} from './packet.js';

/** Datagrams in pieces that are remembered at a time. Beyond, the oldest is forgotten: a flood cannot fill the memory. */
const MAX_DATAGRAMS = 8192;
/** RFC 791 §3.2 and RFC 8200 §4.5 give a datagram so long to arrive; after that its identification may be another's. */
const LIFETIME = 60 * SECOND;
/** Within this time the same fragment is one that was captured twice. */
const COPY = SECOND;
/** Conversations of datagrams in pieces that are counted, and pieces remembered that came before the first of their datagram. */
const MAX_CONVERSATIONS = 4096;
const MAX_EARLY = 1024;

interface FirstFragment {
	readonly sourcePort: number;
	readonly destinationPort: number;
	readonly kind: number;
	readonly time: EpochMicros;
	/** `undefined` for other protocols than UDP, and beyond the bound. */
	readonly conversation: Conversation | undefined;
	isFollowed: boolean;
}

type Conversation = {-readonly [Field in keyof BrokenDatagrams]: BrokenDatagrams[Field]} & {followed: number};

/** Remembers the ports of first fragments, for the later ones that have none (RFC 791 §2.3). */
export class FragmentTable {
	readonly #first = new Map<string, FirstFragment>();
	readonly #conversations = new Map<string, Conversation>();
	readonly #early = new Set<string>();

	/** Conversations of UDP of whose datagrams in pieces, two at least, no more than the first piece was captured. */
	get broken(): BrokenDatagrams[] {
		return [...this.#conversations.values()]
			.filter(({datagrams, followed}) => followed === 0 && datagrams > 1)
			.map(({followed: _, ...broken}) => broken);
	}

	/** Row `row` is a first fragment: all its columns are filled. */
	remember(batch: PacketBatch, row: number, identification: number): void {
		const key = keyOf(batch, row, identification);
		const earlier = this.#first.get(key);
		const isCopy = earlier !== undefined && Math.abs(batch.time[row]! - earlier.time) <= COPY;
		this.#first.delete(key);
		if (this.#first.size === MAX_DATAGRAMS) this.#first.delete(this.#first.keys().next().value!);
		this.#first.set(key, {
			sourcePort: batch.sourcePort[row]!,
			destinationPort: batch.destinationPort[row]!,
			kind: batch.kind[row]!,
			time: batch.time[row]!,
			conversation: isCopy ? earlier.conversation : this.#count(batch, row, key),
			isFollowed: isCopy && earlier.isFollowed,
		});
	}

	/** Gives row `row`, a later fragment, the ports of its first; false when that was not seen, or too long ago. */
	recall(batch: PacketBatch, row: number, identification: number): boolean {
		const first = this.#first.get(keyOf(batch, row, identification));
		if (first === undefined || Math.abs(batch.time[row]! - first.time) > LIFETIME) {
			if (this.#early.size < MAX_EARLY) this.#early.add(keyOf(batch, row, identification));
			return false;
		}
		if (!first.isFollowed) {
			first.isFollowed = true;
			if (first.conversation !== undefined) first.conversation.followed++;
		}
		batch.sourcePort[row] = first.sourcePort;
		batch.destinationPort[row] = first.destinationPort;
		batch.kind[row] = first.kind;
		return true;
	}

	#count(batch: PacketBatch, row: number, fragment: string): Conversation | undefined {
		if (batch.protocol[row] !== Protocol.Udp) return undefined;
		const {frames, frameRow, sourcePort, destinationPort} = batch;
		const [from, to] = [
			addressAt(batch.source, batch.version[row]!, row),
			addressAt(batch.destination, batch.version[row]!, row),
		];
		const key = `${from.text} ${sourcePort[row]} ${to.text} ${destinationPort[row]}`;
		let conversation = this.#conversations.get(key);
		if (conversation === undefined) {
			if (this.#conversations.size === MAX_CONVERSATIONS) return undefined;
			conversation = {
				from,
				to,
				sourcePort: sourcePort[row]!,
				destinationPort: destinationPort[row]!,
				datagrams: 0,
				octets: 0,
				capture: frames.capture[frameRow[row]!]!,
				number: frames.number[frameRow[row]!]!,
				followed: 0,
			};
			this.#conversations.set(key, conversation);
		}
		conversation.datagrams++;
		conversation.octets = Math.max(conversation.octets, batch.ipOctets[row]!);
		if (this.#early.has(fragment)) conversation.followed++;
		return conversation;
	}
}

function keyOf(batch: PacketBatch, row: number, identification: number): string {
	const {source, destination} = batch;
	const rest = `${batch.network[row]} ${batch.protocol[row]} ${identification}`;
	if (batch.version[row] === 4) return `${source[row]} ${destination[row]} ${rest}`;
	return `${ipv6WordsAt(source, row)} ${ipv6WordsAt(destination, row)} ${rest}`;
}
