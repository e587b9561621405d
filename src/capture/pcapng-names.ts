import {addressOf} from '../net/address.js';
import {countOddity} from './coverage.js';
import type {CaptureCoverage} from './frame.js';
import {padded} from './pcapng-block.js';
import {textAt} from './pcapng-options.js';

// Records of a name resolution block (draft-ietf-opsawg-pcapng §4.5).
const Kind = {End: 0, Ipv4: 1, Ipv6: 2} as const;

/** Addresses whose names are kept, and names and characters of one: a hostile file could hold any number. */
const MAX_ADDRESSES = 16_384;
const MAX_NAMES = 4;
/** RFC 1035 §2.3.4. */
const MAX_NAME = 255;

/** Takes the names in the records from octet `start` to `end`. */
export function readNames(
	view: DataView,
	start: number,
	end: number,
	littleEndian: boolean,
	coverage: CaptureCoverage,
): void {
	for (let record = start; record + 4 <= end; ) {
		const kind = view.getUint16(record, littleEndian);
		const length = view.getUint16(record + 2, littleEndian);
		const value = record + 4;
		if (kind === Kind.End || value + length > end) return;
		const addressLength = kind === Kind.Ipv4 ? 4 : kind === Kind.Ipv6 ? 16 : undefined;
		if (addressLength !== undefined && length > addressLength) {
			const names = textAt(view, value + addressLength, length - addressLength).split('\0');
			addNames(coverage, addressText(view, value, addressLength), names);
		}
		record = value + padded(length);
	}
}

/** Addresses are octets in the order of the network, whatever the section's order is. */
function addressText(view: DataView, at: number, length: number): string {
	if (length === 4) return addressOf(4, [0, 0, 0, view.getUint32(at)]).text;
	const word = (index: number) => view.getUint32(at + 4 * index);
	return addressOf(6, [word(0), word(1), word(2), word(3)]).text;
}

function addNames(coverage: CaptureCoverage, address: string, names: readonly string[]): void {
	const known = coverage.names.get(address) ?? [];
	const more = names.filter((name) => name !== '' && name.length <= MAX_NAME && !known.includes(name));
	if (more.length === 0) return;
	if (coverage.names.size === MAX_ADDRESSES && known.length === 0)
		countOddity(coverage, 'name of one address too many');
	else coverage.names.set(address, [...new Set([...known, ...more])].slice(0, MAX_NAMES));
}
