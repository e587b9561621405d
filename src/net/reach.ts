import type {Address} from './address.js';
import {contains, type Prefix, parsePrefix} from './prefix.js';

/**
 * How far an address reaches, from the address alone (IANA special-purpose address registries, RFC 6890):
 * `public` unicast that may belong to anybody on the Internet, `private` unicast that belongs to the site or the link,
 * a `multicast` group, the limited `broadcast`, or the `unspecified` address of a host that has none yet.
 */
export type Reach = 'public' | 'private' | 'multicast' | 'broadcast' | 'unspecified';

const prefixes = (...texts: string[]): readonly Prefix[] => texts.map((text) => parsePrefix(text)!);

const unspecified = prefixes('0.0.0.0', '::');
const broadcast = prefixes('255.255.255.255');
const multicast = prefixes('224.0.0.0/4', 'ff00::/8');
const loopback = prefixes('127.0.0.0/8', '::1');

// Documentation prefixes (192.0.2.0/24, 2001:db8::/32 ...) are left out on purpose: where they occur, in anonymised
// captures, laboratories and examples, they stand for public addresses.
const privateUnicast = prefixes(
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
	const isIn = (list: readonly Prefix[]) => list.some((prefix) => contains(prefix, address));
	if (isIn(unspecified)) return 'unspecified';
	if (isIn(broadcast)) return 'broadcast';
	if (isIn(multicast)) return 'multicast';
	return isIn(privateUnicast) ? 'private' : 'public';
}

/** Whether an address means the machine that uses it: never one on the wire. */
export function isLoopback(address: Address): boolean {
	return loopback.some((prefix) => contains(prefix, address));
}
