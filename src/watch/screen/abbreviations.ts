import {compareText} from '../../net/text-order.js';

/** Characters of the longest abbreviation. */
export const ABBREVIATION = 4;

/**
 * Short names of roles, each its own: `MP` for `management-point`, `CL` for `client`, `CO+` for `console` and others on one
 * host. A new role changes another's only where they would be the same.
 */
export function abbreviate(roles: readonly string[]): Map<string, string> {
	const taken = new Set<string>();
	const abbreviations = new Map<string, string>();
	for (const role of [...new Set(roles)].sort(compareText)) {
		const abbreviation = candidates(role).find((candidate) => !taken.has(candidate)) ?? numbered(taken);
		taken.add(abbreviation);
		abbreviations.set(role, abbreviation);
	}
	return abbreviations;
}

function candidates(role: string): string[] {
	const [first = '', ...others] = role.split('+');
	const plus = others.length > 0 ? '+' : '';
	const words = first.split('-').flatMap((word) => {
		const letters = word.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
		return letters === '' ? [] : [letters];
	});
	const initials = words.map((word) => word[0]!).join('');
	const start = words.length > 1 ? initials.slice(0, 3) : (words[0] ?? '?').slice(0, 2);
	const longer = words.length > 1 ? `${words[0]!.slice(0, 2)}${initials[1]!}` : (words[0] ?? '?').slice(0, 3);
	const digits = [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `${start.slice(0, 2)}${digit}`);
	return [start, longer, ...digits].map((candidate) => candidate + plus);
}

function numbered(taken: ReadonlySet<string>): string {
	let number = 1;
	while (taken.has(`#${number}`)) number++;
	return `#${number}`;
}
