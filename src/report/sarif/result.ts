import type {Severity} from '../../rulepack/pack.js';

/** A result before it is known where its kind stands among the rules. */
export interface Result {
	readonly ruleId: string;
	/** `open`: there is not enough to decide (SARIF 2.1.0, §3.27.9). Absent: `fail`. */
	readonly kind?: 'open';
	/** `none` where the kind is not `fail`. Absent: nobody knows; readers take it for a warning (SARIF 2.1.0, §3.27.10). */
	readonly level?: Severity | 'none';
	readonly baselineState?: BaselineState;
	/** By whom it is accepted. Absent: by nobody (SARIF 2.1.0, §3.27.23). */
	readonly suppressions?: readonly object[];
	readonly [property: string]: unknown;
}

/** What became of a result since it was compared (SARIF 2.1.0, §3.27.24). */
export type BaselineState = 'new' | 'unchanged' | 'updated' | 'absent';

/** Host pairs, services and packets that a result names. */
const LISTED = 100;

export function listed<Item>(values: readonly Item[]): Item[] {
	return [...new Set(values)].slice(0, LISTED);
}

/**
 * GitHub tells results apart by `primaryLocationLineHash` alone, and would make one of the file's text; the id of a finding
 * stays the same where the text of a pack moves.
 */
export function fingerprints(id: string): object {
	return {primaryLocationLineHash: `${id}:1`, 'portolanFinding/v1': id};
}
