import type {Place} from '../../net/problem.js';
import type {EpochMicros} from '../../net/time.js';
import type {RoleName} from '../../rulepack/pack.js';
import type {FindingKind} from '../finding.js';

/** What a waiver is about: everything that fits all that is said. What is left out, `undefined` or empty, may be anything. */
export interface WaiverScope {
	readonly kind: FindingKind | undefined;
	/** A role that the initiator holds, `unknown` for a host in no entry; and the responder. */
	readonly from: RoleName | undefined;
	readonly to: RoleName | undefined;
	/** Names in the inventory, or addresses. */
	readonly initiators: readonly string[];
	readonly responders: readonly string[];
	readonly service: {readonly protocolIdentifier: number; readonly port: number | undefined} | undefined;
	/** Id of the rule that is broken or unmet. */
	readonly rule: string | undefined;
}

/** An accepted exception: who answers for it, why, and until when. */
export interface Waiver {
	readonly id: string;
	readonly scope: WaiverScope;
	readonly owner: string;
	readonly reason: string;
	readonly ticket: string | undefined;
	/** From the beginning of the one day to the end of the other, in UTC. */
	readonly from: EpochMicros;
	readonly until: EpochMicros;
	/** Pairs of hosts that it was granted for; `undefined`: however many. */
	readonly maxHosts: number | undefined;
	readonly place: Place;
}
