import type {Application} from '../net/application.js';
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

/** What a reader is told, by language: English always, others (`fr`) where the pack has them. */
export interface Titles {
	readonly en: string;
	readonly [language: string]: string | undefined;
}

/**
 * Versions of the product, as its vendor writes them: the first that has something and the first that has it no longer.
 * `undefined`: it was always there, or still is.
 */
export interface Versions {
	readonly since: string | undefined;
	readonly until: string | undefined;
}

export interface Role {
	readonly name: RoleName;
	readonly title: Titles;
	/** Roles that whoever holds this one holds too, theirs included; sorted. */
	readonly includes: readonly RoleName[];
	/** Only hosts on the Internet hold it: a service that its vendor runs. */
	readonly isOnInternet: boolean;
	readonly versions: Versions;
	readonly place: Place;
}

/** Ports of one IP protocol, or ICMP types: a packet to any of them is a packet of the service. */
export interface Target {
	readonly protocolIdentifier: number;
	/** Sorted. Empty for protocols without ports. As the whole site has them; a host may differ, see `portSources`. */
	readonly ports: readonly PortRange[];
	/** What the ports are made of: ranges, and names of parameters. */
	readonly portSources: ReadonlyArray<PortRange | string>;
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
	/** Services of the same conduit any of which meets the expectation, this one included; sorted. */
	readonly alternatives: readonly string[];
	/** Services of the same conduit that must be there where this one is, and the other way round; sorted. */
	readonly companions: readonly string[];
	/** Services of the same conduit that are used when this one is not to be had. */
	readonly fallbacks: readonly string[];
	readonly answering: Answering;
}

/**
 * What a silent or refusing responder means. `always`: both are failures. `never`: nobody answers, so that silence is
 * none, and a refusal says that nobody listens. `optional`: whoever receives this need not even listen.
 */
export const answerings = ['always', 'never', 'optional'] as const;
export type Answering = (typeof answerings)[number];

/** The sentence or table row that a rule was taken from. */
export interface RuleSource {
	readonly document: string;
	/** Line in that document, or the name of a place in it; `undefined` where it has neither. */
	readonly line: number | undefined;
	readonly anchor: string | undefined;
}

export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

/** A setting that must have one of some values: of the whole site, or of the host with the rule's `from` or `to` role. */
export interface Condition {
	readonly subject: 'site' | 'from' | 'to';
	readonly option: string;
	readonly values: readonly string[];
}

/**
 * How the sites of the two hosts must lie to each other, where the inventory names sites. `same`: one site. `parent-child`:
 * one is the other's parent. `top`: the initiator's site has no parent.
 */
export const siteRelations = ['same', 'parent-child', 'top'] as const;
export type SiteRelation = (typeof siteRelations)[number];

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
	/** Settings under which only one of the two may open it after all. */
	readonly oneWay: {readonly opens: 'from' | 'to'; readonly when: readonly Condition[]} | undefined;
	readonly targets: readonly Target[];
	/** What the service's conversations are, if they tell; empty where the pack does not say. Sorted. */
	readonly carries: readonly Application[];
	/** Settings without which the rule does not hold; all of them. */
	readonly when: readonly Condition[];
	readonly sites: SiteRelation | undefined;
	/** Why the service must not be used; `undefined` for a rule that documents it. */
	readonly forbidden: string | undefined;
	/** Of findings about the rule; `undefined`: as the kind of finding has it, an error for a forbidden service. */
	readonly severity: Severity | undefined;
	/** `undefined` for a forbidden service. */
	readonly expectation: RuleExpectation | undefined;
	/** The initiator may send to a broadcast address, and from none at all, because it does not know better yet. */
	readonly isBroadcast: boolean;
	/** Hosts that are not in the inventory may pass it on from the very port it goes to (a DHCP relay, RFC 1542 §4). */
	readonly isRelayed: boolean;
	/** The responder streams the service to a multicast group on the same ports. */
	readonly isStreamed: boolean;
	readonly versions: Versions;
	/** What a reader should know beyond the row. */
	readonly note: string | undefined;
	readonly source: RuleSource;
	readonly place: Place;
}

/**
 * Two services of one host whose ports go together: WSUS serves HTTP and HTTPS on 80 and 443, or else on a port and the
 * next. One of them on the other's wrong port is a mistake, though each port by itself is documented.
 */
export interface PortPairing {
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

/** `site`: one value for all. `host`: hosts may differ. `fixed`: nobody may change it. */
export const parameterScopes = ['site', 'host', 'fixed'] as const;
export type ParameterScope = (typeof parameterScopes)[number];

export interface Parameter {
	readonly name: string;
	readonly title: string;
	readonly scope: ParameterScope;
	/** As used for the whole site: the override where one was given. */
	readonly ports: readonly PortRange[];
	/** The default of hosts with a certain operating system, by its name in the inventory. */
	readonly bySystem: ReadonlyMap<string, readonly PortRange[]>;
	readonly isOverridden: boolean;
	readonly source: RuleSource;
	readonly place: Place;
}

/** `site`: one choice for all. `host`: hosts may differ. */
export const optionScopes = ['site', 'host'] as const;
export type OptionScope = (typeof optionScopes)[number];

/** A choice that an administrator makes, and that rules may depend on. */
export interface Option {
	readonly name: string;
	readonly title: string;
	readonly scope: OptionScope;
	/** What may be chosen; `true` and `false` where it is a switch. */
	readonly values: readonly string[];
	/** As chosen for the whole site, or as it is by default; hosts may differ where the scope says so. `undefined`: nobody has said. */
	readonly value: string | undefined;
	readonly isSet: boolean;
	readonly source: RuleSource;
	readonly place: Place;
}

/** What is set for the whole site, by the names of parameters and options. */
export interface Settings {
	readonly ports: ReadonlyMap<string, readonly PortRange[]>;
	readonly options: ReadonlyMap<string, string>;
	/** Of the product: what `since` and `until` are held against. `undefined`: every version at once. */
	readonly version: string | undefined;
}

export interface RulePack {
	readonly name: string;
	readonly version: string;
	readonly title: Titles;
	readonly file: string;
	/** The documents that the pack was taken from: what lines and anchors are places in. */
	readonly documents: readonly SourceDocument[];
	readonly roles: ReadonlyMap<RoleName, Role>;
	readonly parameters: ReadonlyMap<string, Parameter>;
	readonly options: ReadonlyMap<string, Option>;
	/** Of the product, as set for the whole site. */
	readonly productVersion: string | undefined;
	/** In the order of the file. */
	readonly rules: readonly Rule[];
	readonly pairings: readonly PortPairing[];
}

export interface SourceDocument {
	readonly title: string;
	readonly url: string | undefined;
	/** As written in the pack: the day of the document's edition. */
	readonly date: string | undefined;
}
