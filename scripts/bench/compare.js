import {medianRatio, rounded, summarize} from './statistics.js';
import {timedRun} from './timed-run.js';

/**
 * Runs two commands in turn, A B A B, after a warm-up of both. A failure of ours is an error; one of theirs is told and ends
 * the comparison.
 * @param {import('./timed-run.js').Command} ours
 * @param {import('./timed-run.js').Command} theirs
 * @param {{rounds: number, warmUps: number, timeout: number, run?: typeof timedRun}} options `run` is there for tests
 */
export async function compare(ours, theirs, {rounds, warmUps, timeout, run = timedRun}) {
	const pairs = [];
	for (let round = -warmUps; round < rounds; round++) {
		const our = await run(ours);
		if (our.problem !== null) throw new Error(`portolan: ${our.problem}`);
		const their = await run(theirs, {timeout});
		if (their.problem !== null) return {problem: their.problem, ourRuns: pairs.map(([our]) => our)};
		if (round >= 0) pairs.push([our, their]);
	}
	const ratio = rounded(medianRatio(pairs.map(([our, their]) => [our.seconds, their.seconds])));
	return {
		problem: null,
		ourRuns: pairs.map(([our]) => our),
		measured: {...summarize(pairs.map(([, their]) => their)), ratio},
	};
}
