import type {Checker} from '../../document/checker.js';
import type {PackSource} from '../source.js';

/** Rows that were proposed, each where it is written, until somebody signs them. */
export function lintReviews({conduits}: PackSource, checker: Checker): void {
	for (const {reviewed, from, to, services} of conduits) {
		if (reviewed !== false) continue;
		for (const {name, place} of services) {
			checker.note(
				place,
				`"${name}" from ${from.word} to ${to.word} is a proposal that nobody has reviewed; check it, and take "reviewed: false" out of its conduit`,
			);
		}
	}
}
