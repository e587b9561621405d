import type {ExpectationStatus} from '../../policy/finding.js';
import type {WatchStatus} from '../status.js';
import type {Line, Piece, Style} from './line.js';
import {grouped} from './numbers.js';

const words: ReadonlyArray<readonly [status: ExpectationStatus, word: string, style: Style]> = [
	['missing', 'missing', 'missing'],
	['failed', 'failed', 'warning'],
	['fallback', 'fallback', 'warning'],
	['seen', 'seen', 'good'],
	['not-exercised', 'not used', 'faint'],
	['not-observable', 'not observable', 'faint'],
];

/** Documented services by what is seen of them: what is wrong first. */
export function expectationsLine({expectations}: Pick<WatchStatus, 'expectations'>): Line {
	const pieces: Piece[] = words.flatMap(([status, word, style]) => {
		const count = expectations[status] ?? 0;
		return count === 0 ? [] : [{text: `  ${grouped(count)} ${word}`, style}];
	});
	if (pieces.length === 0) return [{text: 'No documented services between hosts of the inventory', style: 'faint'}];
	return [{text: 'Services', style: 'strong'}, ...pieces];
}
