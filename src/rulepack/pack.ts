import type {PortRange} from '../net/port.js';
import type {Place} from '../net/problem.js';
import type {DurationMicros} from '../net/time.js';

/** A role's name, as inventories and rules write it: `site-server`. */
export type RoleName = string;

/**
 * Roles that an address has without an inventory. `internet`: a public address in no entry. `multicast`, `broadcast`: an
 * address of many, which receives only. `unspecified`: a host that has no address yet.
 */
export const pseudoRoles = ['internet', 'multicast', 'broadcast', 'unspecified'] as const;

/** What a rule may say instead of a role: `any` host that has a role, or `everyone`, hosts in no entry included. */
export const roleWildcards = ['any', 'everyone'] as const;

/** What a reader is told: English always, French where the pack has it. */
export interface Titles {
	readonly en: string;
	readonly fr: string | undefined;
}

export interface Role {
	readonly name: RoleName;
	readonly title: Titles;
	readonly place: Place;
}

/** Ports of one IP protocol, or ICMP types: a packet to any of them is a packet of the service. */
export interface Target {
	readonly protocolIdentifier: number;
	/** Sorted, not overlapping. Empty for protocols without ports. */
	readonly ports: readonly PortRange[];
	/** ICMP and ICMPv6 only; empty for the others. */
	readonly icmpTypes: readonly number[];
	/** The ports are a range out of which the server picks one at run time. */
	readonly isDynamic: boolean;
}

/**
 * How much a site needs a service. `required`: no working site without it. `usual`: a healthy site shows it in the
 * course of a day. `on-demand`: when somebody asks for it. `install-only`: while something is installed.
 */
export const expectationLevels = ['required', 'usual', 'on-demand', 'install-only'] as const;
export type ExpectationLevel = (typeof expectationLevels)[number];

/**
 * Who must reach whom. `any`: each initiator at least one responder. `each`: each responder is reached by at least one
 * initiator.
 */
export const reaches = ['any', 'each'] as const;
export type Reach = (typeof reaches)[number];

export interface RuleExpectation {
	readonly level: ExpectationLevel;
	readonly reach: Reach;
	/** A capture shorter than this does not show that the service is missing. */
	readonly within: DurationMicros;
	/** Rules of the same conduit any of which meets the expectation, this one included, by service; sorted. */
	readonly alternatives: readonly string[];
	/** Services of the same conduit that are used when this one is not to be had. */
	readonly fallbacks: readonly string[];
	/** False: whoever receives this does not answer it, so that silence is no failure. */
	readonly isAnswered: boolean;
}

/** The sentence or table row that a rule was taken from. */
export interface RuleSource {
	readonly document: string;
	/** Line in that document; `undefined` where the document has none. */
	readonly line: number | undefined;
}

export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

export interface Rule {
	/** `<pack>/<from>/<to>/<service>`. */
	readonly id: string;
	readonly pack: string;
	readonly from: RoleName;
	readonly to: RoleName;
	readonly service: string;
	readonly title: Titles;
	/** Both roles may open it; otherwise `from` only. */
	readonly isEitherWay: boolean;
	readonly targets: readonly Target[];
	/** Why the service must not be used; `undefined` for a rule that documents it. */
	readonly forbidden: string | undefined;
	/** Of a finding about a forbidden service. */
	readonly severity: Severity;
	/** `undefined` for a forbidden service. */
	readonly expectation: RuleExpectation | undefined;
	/** The initiator may send to a broadcast address, and from none at all, because it does not know better yet. */
	readonly isBroadcast: boolean;
	/** Hosts that are not in the inventory may pass it on from the very port it goes to (a DHCP relay, RFC 1542 §4). */
	readonly isRelayed: boolean;
	/** The responder streams the service to a multicast group on the same ports. */
	readonly isStreamed: boolean;
	readonly source: RuleSource;
	readonly place: Place;
}

/**
 * Two services of one host whose ports go together: WSUS serves HTTP and HTTPS on 80 and 443, or else on a port and the
 * next. One of them on the other's wrong port is a mistake, though each port by itself is documented.
 */
export interface Companion {
	/** Of the host that serves both. */
	readonly role: RoleName;
	readonly first: string;
	readonly second: string;
	/** Ports of the second service for a port of the first. */
	readonly pairs: ReadonlyMap<number, number>;
	/** For a port of the first service that is not in `pairs`: how much higher that of the second is. */
	readonly otherwise: number;
	readonly source: RuleSource;
	readonly place: Place;
}

export interface Parameter {
	readonly name: string;
	readonly title: string;
	/** As used: the override where one was given. */
	readonly ports: readonly PortRange[];
	readonly isOverridden: boolean;
}

export interface RulePack {
	readonly name: string;
	readonly version: string;
	readonly title: Titles;
	readonly file: string;
	readonly roles: ReadonlyMap<RoleName, Role>;
	readonly parameters: ReadonlyMap<string, Parameter>;
	/** In the order of the file. */
	readonly rules: readonly Rule[];
	readonly companions: readonly Companion[];
}
