/** The candidate that is the fewest edits away from `word`, if it is near enough to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
	for (const candidate of candidates) {
		// A length difference is a lower bound of the distance: saves the table for most candidates.
		if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
		const distance = editDistance(word, candidate);
		if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
	}
	return best;
}

/** Insertions, deletions and substitutions from `a` to `b` (Levenshtein), two rows at a time. */
function editDistance(a: string, b: string): number {
	let above = Array.from({length: b.length + 1}, (_, index) => index);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const substitution = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
			current.push(Math.min(above[column]! + 1, current[column - 1]! + 1, substitution));
		}
		above = current;
	}
	return above[b.length]!;
}
