import type {ReportExpectation} from '../report.js';
import {plural} from './summary.js';

// What formats for people say of documented services, in the same words.

/** Pairs that a line names before it says how many more there are. */
const LISTED = 3;

/** `http or https`: all that meet the expectation. */
export function servicesOf({alternatives}: ReportExpectation): string {
	return alternatives.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(' or ');
}

/** Some pair of hosts uses a fallback instead of it. */
export function isReplaced({counts}: ReportExpectation): boolean {
	return counts.fallback !== undefined;
}

/** `client1 -> mp01, client2 -> mp01: client-notification was not tried; http was used`. */
export function fallbacksOf({pairs, counts}: ReportExpectation): string {
	const shown = pairs.filter(({status}) => status === 'fallback').slice(0, LISTED);
	const names = shown.map(({initiator, responder}) => `${initiator} -> ${responder}`);
	const more = (counts.fallback ?? 0) - shown.length;
	return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${shown[0]?.reason ?? ''}`;
}

/** Of services that did not show: how many, and why nothing is said of them; a sentence or two for each reason. */
export function unseenServices(expectations: readonly ReportExpectation[]): string[] {
	const hidden = expectations.filter(({status}) => status === 'not-observable');
	const idle = expectations.filter(({status}) => status === 'not-exercised').length;
	const required = hidden.filter(({level}) => level === 'required').length;
	return [
		...(hidden.length > 0
			? [
					`Not observable here: ${plural(hidden.length, 'service')}, ${required} of them required. ${mainReason(hidden)}`,
				]
			: []),
		...(idle > 0
			? [
					`Not used: ${plural(idle, 'service')} that ${idle === 1 ? 'serves' : 'serve'} on demand or during an installation.`,
				]
			: []),
	];
}

/** The reason that most of the services share, as a sentence. */
function mainReason(hidden: readonly ReportExpectation[]): string {
	const counts = new Map<string, number>();
	for (const {pairs} of hidden) {
		const reason = pairs.find(({status}) => status === 'not-observable')?.reason ?? '';
		const general = reason.replace(/ by \S+$| of \S+$|, this service is due within .*$/, '');
		counts.set(general, (counts.get(general) ?? 0) + 1);
	}
	const [main = ''] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? [];
	if (main.startsWith('the capture covers')) {
		return `Mostly: ${main}, and services are due within an hour or a day; --representative says that it covers a full cycle.`;
	}
	return `Mostly: ${main}.`;
}
