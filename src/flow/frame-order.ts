import type {FrameReference} from './biflow.js';

/** By capture, then by number; nothing is after everything. */
export function isBefore(a: FrameReference | undefined, b: FrameReference | undefined): boolean {
	if (a === undefined || b === undefined) return a !== undefined;
	return a.capture < b.capture || (a.capture === b.capture && a.number < b.number);
}

/** The one whose packet comes first. */
export function earlier<Proof extends {readonly frame: FrameReference}>(
	a: Proof | undefined,
	b: Proof | undefined,
): Proof | undefined {
	return isBefore(b?.frame, a?.frame) ? b : a;
}
