import type {FlowEdge} from '../flow/edge.js';
import type {NameLookup} from '../flow/names/name.js';
import type {Observations} from '../flow/observations.js';
import type {EpochMicros} from '../net/time.js';
import type {Inventory} from '../role/inventory.js';
import type {PortPairing, RulePack} from '../rulepack/pack.js';
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
import {undeliveredFindings} from './not-delivered.js';
import {unlocatedFindings} from './not-located.js';
import {settlePortPairings} from './port-pairings.js';
import {settlePrintedOnly} from './printed-only.js';
import {sharedAddressFindings} from './shared-addresses.js';
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
	exceptions: Exceptions = noExceptions,
): Judgement {
	return new Judge(packs, inventory).judge(edges, coverage, observations, exceptions);
}

/** Holds edges against the same packs and inventory again and again. */
export class Judge {
	readonly #inventory: Inventory;
	readonly #matrix: Matrix;
	readonly #pairings: readonly PortPairing[];

	constructor(packs: readonly RulePack[], inventory: Inventory) {
		this.#inventory = inventory;
		this.#matrix = new Matrix(packs, inventory.parts.sites);
		this.#pairings = packs.flatMap((pack) => pack.pairings);
	}

	/**
	 * See the function `judge`.
	 * @param coverage `undefined`: nothing is said of what was not seen, which takes a look at every pair of hosts
	 */
	judge(
		edges: readonly FlowEdge[],
		coverage: Coverage | undefined,
		observations: Observations,
		{waivers, now, known}: Exceptions,
	): Judgement {
		const matrix = this.#matrix;
		const judged = settlePortPairings(
			settleTwins(
				settlePrintedOnly(settleBlindSides(edges).map((edge) => judgeCarried(this.#judgeEdge(edge), matrix))),
			),
			this.#pairings,
		);
		const expectations = coverage === undefined ? [] : expectationsOf(matrix, this.#inventory, judged, coverage);
		const granted = new Waivers(waivers, now);
		const settled = judged.map((each, index) => waive(each, index, granted));
		const diagnostician = this.#diagnostician(judged);
		const context = new ContextFinder(judged, this.#pairings, diagnostician);
		if (!granted.isEmpty) {
			const waived = judged.filter((_, index) => settled[index]!.verdict === 'waived');
			noteWaived(findingsOf(waived, expectations, diagnostician, observations.names, isSetAside(known)), known);
		}
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
					isSetAside(known),
				),
				...[
					...granted.findings(),
					...hiddenFindings(judged, matrix),
					...bootFindings(observations.boots, matrix, this.#inventory),
					...undeliveredFindings(judged, observations, matrix, this.#inventory, now),
					...sharedAddressFindings(judged),
					...unlocatedFindings(judged, observations.lookups, matrix, this.#inventory, now),
				].filter(({id, severity}) => !known.has(id, undefined, severity)),
			]
				.filter(({edges: own, id, severity}) => own.length > 0 || !known.has(id, undefined, severity))
				.map((finding) => ({...finding, context: context.of(finding)}))
				.sort(compareFindings),
			failedEdges: settled.filter(
				(edge) => edge.rule !== undefined && edge.verdict === 'expected' && isFailed(edge, edge.rule),
			).length,
		};
	}

	/**
	 * What is wrong with edges by themselves, before anything else is known: what their flows came to may change, and others may tell
	 * more. The edges that the findings name are positions in `judged`.
	 */
	announce(
		edges: readonly FlowEdge[],
		names: NameLookup,
		{waivers, now, known}: Exceptions,
	): Pick<Judgement, 'edges' | 'findings'> {
		const granted = new Waivers(waivers, now);
		const judged = edges
			.map((edge) => this.#judgeEdge(edge))
			.map((each, index) => waive(each, index, granted))
			.filter(({verdict}) => verdict === 'unexpected' || verdict === 'unknown-host');
		return {
			edges: judged,
			findings: findingsOf(judged, [], this.#diagnostician(judged), names, isSetAside(known)),
		};
	}

	#judgeEdge(edge: FlowEdge): JudgedEdge {
		return judgeEdge(edge, this.#matrix, this.#inventory);
	}

	#diagnostician(judged: readonly JudgedEdge[]): Diagnostician {
		return new Diagnostician(judged, this.#pairings, ({edge}) => this.#matrix.covers(edge));
	}
}

/**
 * What is waived is there, and whoever knows it must hear so: its pairs of hosts were asked for already.
 * @param findings that there would be without waivers
 */
function noteWaived(findings: readonly Finding[], known: KnownFindings): void {
	for (const {id, edges, severity} of findings) if (edges.length === 0) known.has(id, undefined, severity);
}

function isSetAside(known: KnownFindings): (judged: JudgedEdge, finding: Pick<Finding, 'id' | 'severity'>) => boolean {
	return ({initiator, responder}, {id, severity}) =>
		known.has(id, `${initiator.label} -> ${responder.label}`, severity);
}

/** An edge with something wrong that a waiver covers. */
function waive(judged: JudgedEdge, index: number, waivers: Waivers): JudgedEdge {
	if (waivers.isEmpty) return judged;
	const kind = findingKindOf(judged);
	const waiver = kind && waivers.ofEdge(judged, kind, index);
	return waiver === undefined ? judged : {...judged, verdict: 'waived', waiver: waiver.id};
}
