import type {FlowEdge} from '../flow/edge.js';
import type {Observations} from '../flow/observations.js';
import type {Inventory} from '../role/inventory.js';
import type {RulePack} from '../rulepack/pack.js';
import {settleBlindSides} from './blind-sides.js';
import {bootFindings} from './boots.js';
import {judgeCarried} from './carried.js';
import {Diagnostician} from './diagnosis/diagnose.js';
import type {Coverage} from './examine.js';
import {expectationsOf} from './expect.js';
import type {Expectation, Finding, JudgedEdge} from './finding.js';
import {compareFindings, findingsOf} from './findings.js';
import {hiddenFindings} from './hidden.js';
import {judgeEdge} from './judge.js';
import {Matrix} from './matrix.js';
import {settlePortPairings} from './port-pairings.js';
import {isFailed} from './sightings.js';
import {settleTwins} from './twins.js';

export interface Judgement {
	readonly edges: readonly JudgedEdge[];
	readonly expectations: readonly Expectation[];
	readonly findings: readonly Finding[];
	/** Documented edges that came to nothing. */
	readonly failedEdges: number;
}

/**
 * Holds the edges of a capture against the packs, as the inventory names their hosts.
 * @param observations what the captures tell besides their flows
 */
export function judge(
	edges: readonly FlowEdge[],
	packs: readonly RulePack[],
	inventory: Inventory,
	coverage: Coverage,
	observations: Observations,
): Judgement {
	const matrix = new Matrix(packs, inventory.parts.sites);
	const pairings = packs.flatMap((pack) => pack.pairings);
	const judged = settlePortPairings(
		settleTwins(settleBlindSides(edges).map((edge) => judgeCarried(judgeEdge(edge, matrix, inventory), matrix))),
		pairings,
	);
	const expectations = expectationsOf(matrix, inventory, judged, coverage);
	return {
		edges: judged,
		expectations,
		findings: [
			...findingsOf(
				judged,
				expectations,
				new Diagnostician(judged, pairings, ({edge}) => matrix.covers(edge)),
				observations.names,
			),
			...hiddenFindings(judged, matrix),
			...bootFindings(observations.boots, matrix, inventory),
		].sort(compareFindings),
		failedEdges: judged.filter(
			(edge) => edge.rule !== undefined && edge.verdict === 'expected' && isFailed(edge, edge.rule),
		).length,
	};
}
