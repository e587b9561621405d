import type {ExpectationStatus} from '#portolan/policy/finding.js';

const letters: Readonly<Record<ExpectationStatus, readonly [letter: string, status: string]>> = {
	seen: ['✓', 'expected'],
	fallback: ['↷', 'fallback'],
	failed: ['F', 'failed'],
	missing: ['M', 'missing'],
	'not-observable': ['~', 'inconclusive'],
	'not-exercised': ['·', 'unseen'],
};

/** Worst first, as they are counted. */
export const coverageStatuses = Object.keys(letters) as ExpectationStatus[];

/** The status of a documented service by colour, letter and word. */
export function ExpectationMark({status}: {readonly status: ExpectationStatus}) {
	const [letter, color] = letters[status];
	return (
		<span class={`mark status-${color}`}>
			<span class="letter" aria-hidden="true">
				{letter}
			</span>
			{status}
		</span>
	);
}
