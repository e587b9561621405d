import {compareText} from '../../net/text-order.js';
import type {Report, ReportFinding} from '../report.js';
import {filterText, packetsText, placeInSource, ruleWord} from '../words/finding.js';
import {kindTexts} from '../words/kinds.js';
import {knownSentence, staleText} from '../words/known.js';
import {unseenServices} from '../words/service.js';
import {
	captureName,
	findingCounts,
	packNames,
	qualityMessages,
	stateOf,
	summaryRows,
	threshold,
} from '../words/summary.js';
import {encodePositions} from './columns.js';
import {encodeEdges} from './edges.js';
import type {PageData, PageFinding, PageWords} from './page-data.js';
import {rolePairsIn} from './role-pairs.js';

/** All of a report that its page shows. */
export function encodeReport(report: Report): PageData {
	const {edges, findings, ...rest} = report;
	const {roles, ofEdges} = rolePairsIn(report);
	return {
		words: wordsOf(report),
		report: rest,
		findings: findings.map((finding) => encodeFinding(finding, report)),
		roles,
		edges: encodeEdges(report, ofEdges),
	};
}

function encodeFinding(finding: ReportFinding, report: Report): PageFinding {
	const {kind, source, edges, context} = finding;
	return {
		...finding,
		edges: encodePositions(edges.toSorted((a, b) => a - b)),
		context: encodePositions(context.toSorted((a, b) => a - b)),
		ruleWord: ruleWord(kind),
		sourcePlace: placeInSource(source) ?? null,
		packetsText: packetsText(report, finding),
		filterText: filterText(finding),
	};
}

function wordsOf(report: Report): PageWords {
	const kinds = new Set(report.findings.map(({kind}) => kind));
	const {baseline} = report;
	return {
		state: stateOf(report),
		capture: captureName(report),
		packs: packNames(report),
		counts: findingCounts(report),
		threshold: threshold(report),
		summary: summaryRows(report),
		quality: qualityMessages(report),
		unseen: unseenServices(report.expectations),
		known: baseline === null ? [] : [knownSentence(baseline), ...baseline.stale.map(staleText)],
		kinds: Object.fromEntries([...kinds].sort(compareText).map((kind) => [kind, kindTexts[kind]])),
	};
}
