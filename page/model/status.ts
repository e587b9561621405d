/**
 * What is said of an edge or of a pair of roles, worst first: colour and letter of it are the same everywhere. `failed` is
 * documented and came to nothing, `missing` was not tried, `unseen` is documented and did not show.
 */
export const statuses = [
	'unexpected',
	'failed',
	'missing',
	'unknown-host',
	'inconclusive',
	'waived',
	'expected',
	'unseen',
	'ignored',
] as const;
export type Status = (typeof statuses)[number];

export const statusCode = (status: Status): number => statuses.indexOf(status);

export const statusLetters: Readonly<Record<Status, string>> = {
	unexpected: 'U',
	failed: 'F',
	missing: 'M',
	'unknown-host': '?',
	inconclusive: '~',
	waived: 'W',
	expected: '✓',
	unseen: '·',
	ignored: '–',
};

export const statusTitles: Readonly<Record<Status, string>> = {
	unexpected: 'unexpected',
	failed: 'failed',
	missing: 'missing',
	'unknown-host': 'unknown host',
	inconclusive: 'inconclusive',
	waived: 'waived',
	expected: 'expected',
	unseen: 'documented, not seen',
	ignored: 'ignored',
};
