import type {Condition, Rule} from '../rulepack/pack.js';
import type {Ruling} from './finding.js';

/** Something besides roles and ports that a rule hangs on. */
export interface Circumstance {
	/** What must be so, as a phrase: `site.wake-up-proxy is true`. */
	readonly requirement: string;
	/** How it is: `it is false`, `nobody has said`. */
	readonly fact: string;
	/** `undefined` where nobody has said. */
	readonly isMet: boolean | undefined;
	/** A setting, the product's version, or how the sites of the two hosts lie to each other. */
	readonly about: Condition | 'version' | 'sites';
}

/** A rule, and what it hangs on between two hosts. */
export interface ExplainedRule {
	readonly rule: Rule;
	readonly circumstances: readonly Circumstance[];
}

/** Why something is or is not documented between two hosts. */
export interface Explanation {
	readonly ruling: Ruling;
	/** `tcp/1433` */
	readonly service: string;
	/** What it would be if a documented conversation had named the port; `undefined` where that makes no difference. */
	readonly ifNegotiated: Ruling | undefined;
	/** Rules that document or forbid it, as things are. */
	readonly deciding: readonly ExplainedRule[];
	/** Rules that would document it if something were otherwise. */
	readonly suspended: readonly ExplainedRule[];
	/** What is documented between the two besides, or comes near. */
	readonly nearby: readonly Rule[];
	/** What would have to change for it to be documented, each a sentence; none where it is. */
	readonly remedies: readonly string[];
}
