import type {FrameReference} from '../flow/biflow.js';
import type {SeenName} from '../flow/names/name.js';
import type {Address} from '../net/address.js';
import type {RoleName} from '../rulepack/pack.js';

/** What traffic suggests of a site that nobody has described. */
export interface Learning {
	readonly hosts: readonly HostProposal[];
	/**
	 * Of large sites, hosts that do what few do and were told by others alone: there were more than roles were looked for together.
	 * 0 where none was left out.
	 */
	readonly leftOut: number;
	readonly parameters: readonly ParameterProposal[];
	readonly rows: readonly RowProposal[];
	/** What looks like a search for open ports: nothing that a document should have. */
	readonly sweeps: readonly Sweep[];
}

export interface Sweep {
	readonly from: RoleName;
	readonly to: RoleName;
	/** Ports that nobody answered on. */
	readonly ports: number;
	readonly evidence: string;
}

/** A host that the inventory does not have. */
export interface HostProposal {
	/** What the captures call it, or its first address. */
	readonly name: string;
	/** Addresses with one name are one host; ordered. */
	readonly addresses: readonly Address[];
	readonly seenAs: SeenName | undefined;
	/** Likeliest first: all that are likelier than not, or else the likeliest; empty where its conversations fit no role. */
	readonly roles: readonly RoleName[];
	/** All roles that it may well hold, those of `roles` too; likeliest first. */
	readonly candidates: readonly Candidate[];
	/** Part of its conversations that the roles of both sides explain, 0 to 1. */
	readonly fit: number;
	/** Services that it answers and that it opens, `tcp/443`, most telling first. */
	readonly serves: readonly string[];
	readonly calls: readonly string[];
	/** The first packets of the conversations that tell most. */
	readonly frames: readonly FrameReference[];
}

/** A role that a host may hold, and how likely it is that it does, 0 to 1: of roles told with 0.8, about 8 of 10 are held. */
export interface Candidate {
	readonly role: RoleName;
	readonly share: number;
}

/** A port of the site that is not the one in the document. */
export interface ParameterProposal {
	readonly pack: string;
	readonly name: string;
	readonly port: number;
	/** What was seen: who serves it to how many. */
	readonly evidence: string;
	readonly frame: FrameReference;
}

/** A row that no pack has, for traffic that was seen. */
export interface RowProposal {
	readonly from: RoleName;
	readonly to: RoleName;
	/** `observed-tcp-8080`. */
	readonly service: string;
	/** As a pack has it: `tcp: 8080`. */
	readonly target: string;
	readonly carries: readonly string[];
	/** None of it was answered: the row must not ask for an answer. */
	readonly isUnanswered: boolean;
	readonly evidence: string;
}

/** The role of hosts that fit none: a row of the patch can name it. */
export const UNCLASSIFIED: RoleName = 'unclassified';

/** Shares from here on are told. */
export const WORTH_TELLING = 0.1;
