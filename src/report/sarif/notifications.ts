import type {Severity} from '../../rulepack/pack.js';
import type {ReportBaseline} from '../report.js';
import {knownSentence, staleText} from '../words/known.js';
import type {Shown} from './artifacts.js';
import {captureLocation, messageText} from './location.js';

/** Captures that a notification names. */
const MAX_LOCATIONS = 10;

export function notification(level: Severity, text: string, locations: readonly object[] = []): object {
	return {
		level,
		message: {text: messageText(text)},
		...(locations.length === 0 ? {} : {locations: locations.slice(0, MAX_LOCATIONS)}),
	};
}

/** Captures that were not read to their end. */
export function problemNotifications(shown: Shown): object[] {
	return shown.report.captures.flatMap(({path, problem}, index) =>
		problem === null ? [] : [notification('error', `${path}: ${problem}`, [captureLocation(shown, index)])],
	);
}

/** What to know before trusting the results: of the captures, and of the baseline. */
export function reportNotifications(shown: Shown): object[] {
	const {quality, baseline} = shown.report;
	return [
		...problemNotifications(shown),
		...quality.map(({message, captures}) => {
			const locations = (captures ?? []).map((index) => captureLocation(shown, index));
			return notification('warning', message, locations);
		}),
		...(baseline === null ? [] : baselineNotifications(baseline)),
	];
}

function baselineNotifications(baseline: ReportBaseline): object[] {
	const unnamed = baseline.setAside - baseline.occurring.length;
	return [
		notification('note', knownSentence(baseline)),
		...(unnamed > 0
			? [notification('note', `The report does not say which ${unnamed} of them are: they are no results here.`)]
			: []),
		...baseline.stale.map((entry) => notification('note', `${entry.kind}: ${staleText(entry)}`)),
	];
}
