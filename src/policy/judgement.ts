import type {FlowEdge} from '../flow/edge.js';
import type {Observations} from '../flow/observations.js';
import type {EpochMicros} from '../net/time.js';
import type {Inventory} from '../role/inventory.js';
import type {RulePack} from '../rulepack/pack.js';
import {settleBlindSides} from './blind-sides.js';
import {bootFindings} from './boots.js';
import {judgeCarried} from './carried.js';
import {ContextFinder} from './diagnosis/context.js';
import {Diagnostician} from './diagnosis/diagnose.js';
import type {Coverage} from './examine.js';
import {expectationsOf} from './expect.js';
import type {Expectation, Finding, JudgedEdge, KnownFindings} from './finding.js';
import {compareFindings, findingKindOf, findingsOf} from './findings.js';
import {hiddenFindings} from './hidden.js';
import {judgeEdge} from './judge.js';
import {Matrix} from './matrix.js';
import {settlePortPairings} from './port-pairings.js';
import {isFailed} from './sightings.js';
import {settleTwins} from './twins.js';
import {Waivers} from './waivers/apply.js';
import type {Waiver} from './waivers/waiver.js';

export interface Judgement {
	readonly edges: readonly JudgedEdge[];
	readonly expectations: readonly Expectation[];
	readonly findings: readonly Finding[];
	/** Documented edges that came to nothing. */
	readonly failedEdges: number;
}

/** What is wrong and may be. */
export interface Exceptions {
	readonly waivers: readonly Waiver[];
	/** Time of the last packet: waivers hold from one time to another. */
	readonly now: EpochMicros;
	/** Findings that are set aside. */
	readonly known: KnownFindings;
}

export const noExceptions: Exceptions = {waivers: [], now: 0, known: {has: () => false}};

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
	{waivers, now, known}: Exceptions = noExceptions,
): Judgement {
	const matrix = new Matrix(packs, inventory.parts.sites);
	const pairings = packs.flatMap((pack) => pack.pairings);
	const judged = settlePortPairings(
		settleTwins(settleBlindSides(edges).map((edge) => judgeCarried(judgeEdge(edge, matrix, inventory), matrix))),
		pairings,
	);
	const expectations = expectationsOf(matrix, inventory, judged, coverage);
	const granted = new Waivers(waivers, now);
	const settled = judged.map((each, index) => waive(each, index, granted));
	const diagnostician = new Diagnostician(judged, pairings, ({edge}) => matrix.covers(edge));
	const context = new ContextFinder(judged, pairings, diagnostician);
	return {
		edges: settled,
		expectations,
		findings: [
			...findingsOf(
				settled,
				expectations.filter(
					(expectation) => expectation.counts.missing === undefined || granted.ofMissing(expectation) === undefined,
				),
				diagnostician,
				observations.names,
				({initiator, responder}, id) => known.has(id, `${initiator.label} -> ${responder.label}`),
			),
			...[
				...granted.findings(),
				...hiddenFindings(judged, matrix),
				...bootFindings(observations.boots, matrix, inventory),
			].filter(({id}) => !known.has(id, undefined)),
		]
			.filter(({edges: own, id}) => own.length > 0 || !known.has(id, undefined))
			.map((finding) => ({...finding, context: context.of(finding)}))
			.sort(compareFindings),
		failedEdges: settled.filter(
			(edge) => edge.rule !== undefined && edge.verdict === 'expected' && isFailed(edge, edge.rule),
		).length,
	};
}

/** An edge with something wrong that a waiver covers. */
function waive(judged: JudgedEdge, index: number, waivers: Waivers): JudgedEdge {
	if (waivers.isEmpty) return judged;
	const kind = findingKindOf(judged);
	const waiver = kind && waivers.ofEdge(judged, kind, index);
	return waiver === undefined ? judged : {...judged, verdict: 'waived', waiver: waiver.id};
}
