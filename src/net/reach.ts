import type {Address, IpVersion} from './address.js';
import {contains, type Prefix, parsePrefix} from './prefix.js';

/**
 * How far an address reaches, from the address alone (IANA special-purpose address registries, RFC 6890):
 * `public` unicast that may belong to anybody on the Internet, `private` unicast that belongs to the site or the link,
 * a `multicast` group, the limited `broadcast`, or the `unspecified` address of a host that has none yet.
 */
export type Reach = 'public' | 'private' | 'multicast' | 'broadcast' | 'unspecified';

/** Says of an address whether it is in one of the prefixes; they are read when the first address of their version is asked about. */
function within(...texts: string[]): (address: Address) => boolean {
	const read = new Map<IpVersion, readonly Prefix[]>();
	return (address) => {
		const {version} = address;
		let prefixes = read.get(version);
		if (prefixes === undefined) {
			// What Node.js needs to read IPv6 takes 10 ms to get ready, which most captures need not wait for.
			prefixes = texts.filter((text) => text.includes(':') === (version === 6)).map((text) => parsePrefix(text)!);
			read.set(version, prefixes);
		}
		return prefixes.some((prefix) => contains(prefix, address));
	};
}

const isUnspecified = within('0.0.0.0', '::');
const isBroadcast = within('255.255.255.255');
const isMulticast = within('224.0.0.0/4', 'ff00::/8');
/** Whether an address means the machine that uses it: never one on the wire. */
export const isLoopback = within('127.0.0.0/8', '::1');

// Documentation prefixes (192.0.2.0/24, 2001:db8::/32 ...) are left out on purpose: where they occur, in anonymised
// captures, laboratories and examples, they stand for public addresses.
const isPrivateUnicast = within(
	'0.0.0.0/8',
	'10.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.0.0.0/24',
	'192.168.0.0/16',
	'198.18.0.0/15',
	'240.0.0.0/4',
	'::1',
	'fc00::/7',
	'fe80::/10',
	'fec0::/10',
	'::ffff:0.0.0.0/96',
);

export function reachOf(address: Address): Reach {
	if (isUnspecified(address)) return 'unspecified';
	if (isBroadcast(address)) return 'broadcast';
	if (isMulticast(address)) return 'multicast';
	return isPrivateUnicast(address) ? 'private' : 'public';
}
