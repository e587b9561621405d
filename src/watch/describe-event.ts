import {printable} from '../net/printable.js';
import type {WatchEvent, WatchedFinding} from './event.js';

/** An event as one line for people, without its end: when, how bad, what. */
export function describeEvent(event: WatchEvent): string {
	return `${event.time.slice(11, 19)}Z ${eventText(event)}`;
}

/** The same without the time, for logs that have their own. */
export function eventText(event: WatchEvent): string {
	return printable(wordsOf(event));
}

function wordsOf(event: WatchEvent): string {
	switch (event.event) {
		case 'finding-opened': {
			const {severity, kind, message, diagnosis} = event.finding;
			const likely = diagnosis === null ? '' : `; likely: ${diagnosis.cause}`;
			return `${severity} ${kind} ${serviceOf(event.finding)}: ${message}${likely}`;
		}
		case 'finding-updated':
		case 'finding-closed': {
			const {severity, kind, message} = event.finding;
			const word = event.event === 'finding-closed' ? 'closed' : 'updated';
			const what = event.reason ?? message;
			return `${severity} ${word} ${kind} ${serviceOf(event.finding)}: ${what}`;
		}
		case 'expectation-met':
		case 'expectation-lost': {
			const word = event.event === 'expectation-met' ? 'met' : 'lost';
			return `expectation ${word} ${event.from} -> ${event.to} (${event.host}): ${event.message}`;
		}
		case 'quality':
			return `${event.severity} ${event.about}: ${event.message}`;
		default:
			return event satisfies never;
	}
}

/** `client -> sql-server tcp/1433`. */
function serviceOf({from, to, protocol, port}: WatchedFinding): string {
	const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
	return `${from} -> ${to}${service}`;
}
