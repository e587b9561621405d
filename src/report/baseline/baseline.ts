import type {FindingKind} from '../../policy/finding.js';

export const BASELINE_SCHEMA = 'portolan/baseline/1';

/** What is known to be wrong, as a file says it: sorted, so that its own difference from one time to the next is readable. */
export interface BaselineDocument {
	readonly schema: typeof BASELINE_SCHEMA;
	readonly known: readonly KnownFinding[];
}

export interface KnownFinding {
	readonly id: string;
	readonly kind: FindingKind;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | null;
	readonly port: number | null;
	readonly rule: string | null;
	/** `client2 -> dp01`, sorted; empty for what is not about pairs of hosts. A pair that is not listed is not known. */
	readonly pairs: readonly string[];
}
