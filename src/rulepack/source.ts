import type {Application} from '../net/application.js';
import type {PortRange} from '../net/port.js';
import type {Place} from '../net/problem.js';
import type {DurationMicros} from '../net/time.js';
import type {
	Answering,
	ExpectationLevel,
	OptionScope,
	ParameterScope,
	Reach,
	RoleName,
	RuleSource,
	Severity,
	SiteRelation,
	SourceDocument,
	Titles,
	Versions,
} from './pack.js';

// A pack as written: what may be left out is `undefined`, references are not followed yet.

export interface PackSource {
	readonly file: string;
	readonly name: string;
	readonly version: string;
	readonly title: Titles;
	/** The pack that this one changes, by name or path. */
	readonly base: WordSource | undefined;
	readonly removals: readonly RemovalSource[];
	readonly documents: readonly DocumentSource[];
	/** Of the pack as a whole: where it begins. */
	readonly place: Place;
	readonly roles: readonly RoleSource[];
	readonly parameters: readonly ParameterSource[];
	readonly options: readonly OptionSource[];
	readonly services: readonly ServiceSource[];
	readonly conduits: readonly ConduitSource[];
	readonly pairings: readonly PairingSource[];
}

export interface DocumentSource extends SourceDocument {
	readonly place: Place;
}

/** A name that refers to something, and where it stands. */
export interface WordSource {
	readonly word: string;
	readonly place: Place;
}

/** What a pack takes out of the one that it extends: a role, `from/to`, or `from/to/service`. */
export interface RemovalSource extends WordSource {
	readonly kind: 'role' | 'rule';
}

export interface RoleSource {
	readonly name: RoleName;
	readonly title: Titles;
	readonly includes: readonly WordSource[];
	readonly isOnInternet: boolean;
	readonly versions: Versions;
	readonly place: Place;
}

export interface ParameterSource {
	readonly name: string;
	readonly title: string;
	readonly scope: ParameterScope;
	readonly ports: readonly PortSource[];
	readonly bySystem: ReadonlyMap<string, readonly PortSource[]>;
	readonly source: RuleSource;
	readonly place: Place;
}

export interface OptionSource {
	readonly name: string;
	readonly title: string;
	readonly scope: OptionScope;
	readonly values: readonly string[];
	readonly default: string | undefined;
	readonly source: RuleSource;
	readonly place: Place;
}

/** A port, a range, or the name of a parameter. */
export type PortSource = {readonly place: Place} & ({readonly parameter: string} | {readonly range: PortRange});

export interface TargetSource {
	readonly protocolIdentifier: number;
	readonly ports: readonly PortSource[];
	readonly icmpTypes: readonly number[];
}

/** `to.option: [value, ...]` */
export interface ConditionSource {
	readonly subject: 'site' | 'from' | 'to';
	readonly option: WordSource;
	readonly values: readonly WordSource[];
}

/** A service, or what one conduit says differently of it. */
export interface ServiceSource {
	readonly name: string;
	readonly place: Place;
	readonly title: Titles | undefined;
	readonly targets: readonly TargetSource[];
	readonly isDynamic: boolean | undefined;
	readonly carries: readonly Application[];
	readonly expect: ExpectationLevel | undefined;
	readonly reach: Reach | undefined;
	readonly within: DurationMicros | undefined;
	readonly fallbacks: readonly WordSource[];
	readonly when: readonly ConditionSource[];
	readonly answering: Answering | undefined;
	readonly isBroadcast: boolean | undefined;
	readonly isRelayed: boolean | undefined;
	readonly isStreamed: boolean | undefined;
	readonly versions: Versions | undefined;
	readonly note: string | undefined;
	readonly source: RuleSource | undefined;
}

export interface ConduitSource {
	readonly place: Place;
	readonly from: WordSource;
	readonly to: WordSource;
	readonly isEitherWay: boolean;
	readonly oneWay: {readonly opens: WordSource; readonly when: readonly ConditionSource[]} | undefined;
	readonly services: readonly ServiceSource[];
	/** Groups of services one of which is enough. */
	readonly anyOf: ReadonlyArray<readonly WordSource[]>;
	/** Groups of services that are used together. */
	readonly allOf: ReadonlyArray<readonly WordSource[]>;
	readonly when: readonly ConditionSource[];
	readonly sites: SiteRelation | undefined;
	readonly expect: ExpectationLevel | undefined;
	readonly reach: Reach | undefined;
	readonly forbidden: string | undefined;
	/** False for rows that were proposed and that nobody has reviewed. */
	readonly reviewed: boolean | undefined;
	readonly severity: Severity | undefined;
	readonly versions: Versions | undefined;
	readonly note: string | undefined;
	readonly source: RuleSource;
}

export interface PairingSource {
	readonly place: Place;
	readonly role: WordSource;
	readonly first: WordSource;
	readonly second: WordSource;
	readonly pairs: ReadonlyMap<number, number>;
	readonly otherwise: number;
	readonly source: RuleSource;
}
