import type {Checker} from '../../document/checker.js';
import type {RulePack} from '../pack.js';
import type {PackSource} from '../source.js';
import {lintConditions} from './conditions.js';
import {lintFallbacks} from './fallbacks.js';
import {lintPortPairs} from './port-pairs.js';
import {lintReviews} from './reviews.js';
import {lintRows} from './rows.js';
import {lintServices} from './services.js';
import {lintUnused} from './unused.js';

/**
 * Notes what a pack can be read with and what its author cannot have meant: rows that contradict each other or say the
 * same, conditions that never hold, names that nobody uses.
 * @param source the pack with those that it extends
 * @param pack what it compiles to
 */
export function lintPack(source: PackSource, pack: RulePack, checker: Checker): void {
	lintDocuments(source, checker);
	lintUnused(source, checker);
	lintServices(source, checker);
	lintReviews(source, checker);
	lintConditions(source, pack, checker);
	lintFallbacks(source, checker);
	lintRows(pack, checker);
	lintPortPairs(pack, checker);
}

/** A row that nobody can trace is one that nobody can defend. */
function lintDocuments({documents, place}: PackSource, checker: Checker): void {
	if (documents.length === 0) {
		checker.note(place, 'the pack has no "source": say which document its rows are taken from, with url and date');
	}
	for (const {title, url, date, place: documentPlace} of documents) {
		if (url !== undefined && !isWebAddress(url)) {
			checker.note(documentPlace, `"${url}", where "${title}" is said to be, is no address of the web`);
		}
		if (date !== undefined && !isDate(date)) {
			checker.note(documentPlace, `"${date}" is no date; write the day of the document's edition as 2016-02-10`);
		}
	}
}

function isWebAddress(url: string): boolean {
	return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function isDate(text: string): boolean {
	const match = /^\d{4}-\d{2}-\d{2}$/.exec(text);
	return match !== null && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}
