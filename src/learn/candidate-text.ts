import type {Candidate} from './learning.js';

/** `management-point 97 % and client 62 %`. */
export function formatCandidates(candidates: readonly Candidate[], joint: string): string {
	return candidates.map(({role, share}) => `${role} ${Math.round(100 * share)} %`).join(joint);
}
