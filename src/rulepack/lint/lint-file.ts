import {Checker, sortProblems} from '../../document/checker.js';
import {DocumentError, type Problem} from '../../net/problem.js';
import {compilePack} from '../compile.js';
import {loadSource} from '../load.js';
import {lintPack} from './lint.js';

const noSettings = {ports: new Map(), options: new Map(), version: undefined};

/**
 * Everything that is wrong with a pack, by name or by path: what cannot be read, what leads nowhere, and what cannot have
 * been meant. Throws `UsageError` for a file that is not there.
 */
export function lintFile(reference: string): readonly Problem[] {
	const checker = new Checker();
	try {
		const source = loadSource(reference, checker);
		if (source !== undefined) lintPack(source, compilePack(source, noSettings, checker), checker);
	} catch (error) {
		if (!(error instanceof DocumentError)) throw error;
		checker.problems.push(...error.problems);
	}
	return sortProblems(checker.problems);
}
