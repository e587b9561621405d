import type {Place} from '../net/problem.js';

/** A value in a document and where it stands. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
	readonly kind: 'scalar';
	readonly place: Place;
	readonly value: string | number | boolean | null;
	/** As written, so that `0010` or `1_000` can be refused where it would be misread. */
	readonly text: string;
}

export interface ListNode {
	readonly kind: 'list';
	readonly place: Place;
	readonly items: readonly Node[];
}

export interface MapNode {
	readonly kind: 'map';
	readonly place: Place;
	/** In the order of the document; keys are unique. */
	readonly entries: readonly MapEntry[];
}

export interface MapEntry {
	readonly key: string;
	readonly keyPlace: Place;
	readonly value: Node;
}
