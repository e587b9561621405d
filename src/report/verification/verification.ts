// What running a report again comes to: the same, or what is another.

export const VERIFICATION_SCHEMA = 'portolan/verification/1';

/** `inputs`: files it was made from. `program`: portolan itself. The others are parts of the report. */
export const verifiedParts = [
	'inputs',
	'program',
	'captures',
	'packs',
	'inventory',
	'findings',
	'edges',
	'expectations',
	'waivers',
	'baseline',
	'quality',
	'report',
] as const;
export type VerifiedPart = (typeof verifiedParts)[number];

export interface Difference {
	readonly part: VerifiedPart;
	/** `gone`: in the report, and not any more. `new`: not in the report. `changed`: in both, and not the same. */
	readonly change: 'changed' | 'gone' | 'new';
	/** What it is, as people call it: a finding with its message, the two ends of an edge, a file. */
	readonly name: string;
	/** Of what is changed: which field, and what it was and is, as JSON; null where it is the whole. */
	readonly field: string | null;
	readonly was: string | null;
	readonly is: string | null;
}

export interface Verification {
	readonly schema: typeof VERIFICATION_SCHEMA;
	/** Path of the report or the manifest. */
	readonly verified: string;
	readonly same: boolean;
	/** By part, in the order of the report. */
	readonly differences: readonly Difference[];
	/** What could not be verified, as sentences: files that were not hashed. */
	readonly caveats: readonly string[];
}
