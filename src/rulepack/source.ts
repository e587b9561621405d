import type {PortRange} from '../net/port.js';
import type {Place} from '../net/problem.js';
import type {DurationMicros} from '../net/time.js';
import type {ExpectationLevel, Reach, Role, Severity, Titles} from './pack.js';

// A pack as written: what may be left out is `undefined`, references are not followed yet.

export interface PackSource {
	readonly file: string;
	readonly name: string;
	readonly version: string;
	readonly title: Titles;
	/** What the lines in `source` fields are lines of. */
	readonly document: string;
	readonly roles: readonly Role[];
	readonly parameters: readonly ParameterSource[];
	readonly services: readonly ServiceSource[];
	readonly conduits: readonly ConduitSource[];
	readonly companions: readonly CompanionSource[];
}

export interface CompanionSource {
	readonly place: Place;
	readonly role: WordSource;
	readonly first: WordSource;
	readonly second: WordSource;
	readonly pairs: ReadonlyMap<number, number>;
	readonly otherwise: number;
	readonly line: number | undefined;
}

export interface ParameterSource {
	readonly name: string;
	readonly title: string;
	readonly ports: readonly PortRange[];
	/** Whether a user may set it; where not, `line` is the line of the document that says so. */
	readonly isConfigurable: boolean;
	readonly line: number | undefined;
	readonly place: Place;
}

/** A port, a range, or the name of a parameter. */
export type PortSource = {readonly place: Place} & ({readonly parameter: string} | {readonly range: PortRange});

export interface TargetSource {
	readonly protocolIdentifier: number;
	readonly ports: readonly PortSource[];
	readonly icmpTypes: readonly number[];
}

/** A service, or what one conduit says differently of it. */
export interface ServiceSource {
	readonly name: string;
	readonly place: Place;
	readonly title: Titles | undefined;
	readonly targets: readonly TargetSource[];
	readonly isDynamic: boolean | undefined;
	readonly expect: ExpectationLevel | undefined;
	readonly reach: Reach | undefined;
	readonly within: DurationMicros | undefined;
	readonly fallbacks: readonly WordSource[];
	readonly isAnswered: boolean | undefined;
	readonly isBroadcast: boolean | undefined;
	readonly isRelayed: boolean | undefined;
	readonly isStreamed: boolean | undefined;
	readonly line: number | undefined;
}

/** A name that refers to something, and where it stands. */
export interface WordSource {
	readonly word: string;
	readonly place: Place;
}

export interface ConduitSource {
	readonly place: Place;
	readonly from: WordSource;
	readonly to: WordSource;
	readonly isEitherWay: boolean;
	readonly services: readonly ServiceSource[];
	/** Groups of services one of which is enough. */
	readonly anyOf: ReadonlyArray<readonly WordSource[]>;
	readonly expect: ExpectationLevel | undefined;
	readonly reach: Reach | undefined;
	readonly forbidden: string | undefined;
	readonly severity: Severity | undefined;
	readonly line: number | undefined;
}
