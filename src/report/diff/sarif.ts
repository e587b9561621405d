import {createHash} from 'node:crypto';
import type {Report, ReportFinding} from '../report.js';
import {Artifacts, type Shown} from '../sarif/artifacts.js';
import {descriptorOf, kindDescriptors} from '../sarif/descriptors.js';
import {findingResult, findingText} from '../sarif/finding.js';
import {locationsOf, messageText} from '../sarif/location.js';
import {notification, problemNotifications} from '../sarif/notifications.js';
import {placesOf} from '../sarif/places.js';
import {type BaselineState, fingerprints, listed, type Result} from '../sarif/result.js';
import {formatRun} from '../sarif/run.js';
import {rolesText} from '../words/finding.js';
import {silentText} from '../words/kinds.js';
import {plural} from '../words/summary.js';
import type {Change, DiffEntry, ReportDiff} from './diff.js';
import {describePair} from './text.js';

/** Host pairs that a message tells. */
const TOLD = 3;

const descriptors = [...kindDescriptors, descriptorOf('silent', silentText)];

/** What there is to say of a side: its findings by their ids. */
interface FormattedSide extends Shown {
	readonly findings: ReadonlyMap<string, ReportFinding>;
}

/**
 * One run of SARIF 2.1.0: a result for each entry, at the row or the captures of the report that has it, with the earlier report
 * for its baseline (§3.27.24).
 */
export function formatDiffSarif(diff: ReportDiff, earlier: Report, later: Report): string {
	const {tool, caveats, worse, counts, before, after, entries} = diff;
	const artifacts = new Artifacts();
	const [was, is] = [sideIn(artifacts, earlier), sideIn(artifacts, later)];
	return formatRun({
		tool,
		descriptors,
		isComplete: [earlier, later].every(({captures}) => captures.every(({complete}) => complete)),
		notifications: [
			...[was, is].flatMap(problemNotifications),
			...caveats.map((caveat) => notification('warning', caveat)),
		],
		artifacts: artifacts.list,
		results: entries.map((entry) => entryResult(entry, was, is)),
		properties: {worse, counts, before, after},
	});
}

function sideIn(artifacts: Artifacts, report: Report): FormattedSide {
	return {...artifacts.add(report), findings: new Map(report.findings.map((finding) => [finding.id, finding]))};
}

function entryResult(entry: DiffEntry, was: FormattedSide, is: FormattedSide): Result {
	const {change, direction, before, after, pairs} = entry;
	const [side, id] = after === null ? [was, before] : [is, after];
	const finding = id === null ? undefined : side.findings.get(id);
	const {properties, ...about} = finding === undefined ? silentResult(entry, is) : findingResult(side, finding);
	const text = [finding === undefined ? `${entry.message}.` : findingText(finding), ...sentences(entry)].join(' ');
	return {
		...about,
		...(change === 'unobservable' ? {kind: 'open', level: 'none'} : {}),
		message: {text: messageText(text)},
		baselineState: stateOf(entry),
		properties: {...(properties as object), change, direction, before, after, pairs: listed(pairs)},
	};
}

/** At the row of the rule, or at the later captures, in which it is silent. */
function silentResult(entry: DiffEntry, is: FormattedSide): Result {
	const {kind, severity, from, to, protocol, port, rule, pairs} = entry;
	const id = createHash('sha256')
		.update(JSON.stringify([kind, rule, severity]))
		.digest('hex')
		.slice(0, 16);
	const place = placesOf(is.report).get(rule ?? '') ?? null;
	return {
		ruleId: kind,
		level: severity,
		locations: locationsOf(is, place, [...is.report.captures.keys()], rolesText(entry)),
		partialFingerprints: fingerprints(id),
		properties: {
			from,
			to,
			protocol,
			port,
			services: listed(pairs.map(({service}) => service)),
			hosts: listed(pairs.map(({initiator, responder}) => `${initiator} -> ${responder}`)),
			rule,
		},
	};
}

const states: Readonly<Record<Change, BaselineState>> = {
	appeared: 'new',
	changed: 'updated',
	'gone-silent': 'new',
	persists: 'unchanged',
	resolved: 'absent',
	unobservable: 'unchanged',
};

/** What persists and is done by more hosts is not the same any more. */
function stateOf({change, direction}: DiffEntry): BaselineState {
	return change === 'persists' && direction === 'worse' ? 'updated' : states[change];
}

/** What a reader who sees the results one by one does not see: what it was before. */
function sentences({change, direction, pairs}: DiffEntry): string[] {
	switch (change) {
		case 'appeared':
			return ['It was not there before.'];
		case 'changed':
			return pairs.length === 0 ? ['It was otherwise before.'] : [`${describePairs(pairs)}.`];
		case 'gone-silent':
			return [];
		case 'persists': {
			const more = pairs.filter((pair) => pair.change === 'appeared').length;
			return [
				direction === 'worse' ? `It was there before, and ${plural(more, 'host pair')} more.` : 'It was there before.',
			];
		}
		case 'resolved':
			return ['It is not there any more, and would be seen if it were.'];
		case 'unobservable': {
			const reasons = [...new Set(pairs.flatMap(({reason}) => reason ?? []))];
			const why = reasons.length === 0 ? '' : `: ${reasons.slice(0, TOLD).join('; ')}`;
			return [`It is not there any more, and the later captures could not show it${why}.`];
		}
		default:
			return change satisfies never;
	}
}

function describePairs(pairs: DiffEntry['pairs']): string {
	const more = pairs.length > TOLD ? `; and ${plural(pairs.length - TOLD, 'host pair')} more` : '';
	return `${pairs.slice(0, TOLD).map(describePair).join('; ')}${more}`;
}
