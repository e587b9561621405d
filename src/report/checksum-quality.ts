import type {SenderChecksums} from '../decode/packet.js';

/** A card that fills in checksums is one machine's; more senders with wrong ones are another story. */
const FEW_SENDERS = 2;
const MIN_SAMPLES = 4;
/** Cards also join what they receive, and leave the sum of some of it unfinished. */
const MOST = 0.6;
const NAMED = 3;

export interface ChecksumRemark {
	readonly kind: 'checksum-offload' | 'checksums';
	readonly count: number;
	readonly share: number;
	readonly message: string;
}

/**
 * What bad checksums say of the capture. A sender's own card finishes them after the capture saw the packet: that is so
 * where they are left as drivers leave them, and where nearly all of one or two senders are wrong and those of others
 * right. Otherwise something damaged the packets, or rewrote them.
 */
export function remarkChecksums(senders: readonly SenderChecksums[]): ChecksumRemark[] {
	const sampled = sum(senders, (sender) => sender.sampled);
	const unfinished = senders.filter((sender) => sender.unfinished > 0);
	const wrong = senders.filter((sender) => sender.wrong > 0);
	const areFew =
		wrong.length <= FEW_SENDERS &&
		wrong.every((sender) => isMostlyBad(sender) && sender.sampled >= MIN_SAMPLES) &&
		wrong.length < senders.length;
	const offloading = areFew ? [...new Set([...unfinished, ...wrong])] : unfinished;
	const offloaded = sum(offloading, (sender) => sender.unfinished + (areFew ? sender.wrong : 0));
	const remarks: ChecksumRemark[] = [];
	if (offloaded > 0) {
		remarks.push({
			kind: 'checksum-offload',
			count: offloaded,
			share: offloaded / sampled,
			message: offloading.every(isMostlyBad)
				? `The capturing machine itself sent packets as ${names(offloading)}: checksums of ${offloaded} of ${sampled} packets looked at are unfinished, its network card fills them in (offload). Nothing is judged by that.`
				: `Checksums of ${offloaded} of ${sampled} packets looked at are unfinished, sent by ${names(offloading)}: the capturing machine leaves them to its network card (offload). Nothing is judged by that.`,
		});
	}
	const count = areFew ? 0 : sum(wrong, (sender) => sender.wrong);
	if (count > 0) {
		remarks.push({
			kind: 'checksums',
			count,
			share: count / sampled,
			message: `Checksums of ${count} of ${sampled} packets looked at are wrong, sent by ${names(wrong)}: they were damaged on the way to the capture, or rewritten since. They are judged like all others.`,
		});
	}
	return remarks;
}

function isMostlyBad({sampled, unfinished, wrong}: SenderChecksums): boolean {
	return wrong + unfinished >= MOST * sampled;
}

function names(senders: readonly SenderChecksums[]): string {
	const texts = senders.map(({address}) => address.text);
	const more = texts.length - NAMED;
	return more > 0 ? `${texts.slice(0, NAMED).join(', ')} and ${more} more` : texts.join(', ');
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
	return items.reduce((total, item) => total + of(item), 0);
}
