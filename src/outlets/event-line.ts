import type {WatchEvent} from '../watch/event.js';

/** An event as a line of JSON (https://github.com/ndjson/ndjson-spec), its end included. */
export function eventLine(event: WatchEvent): string {
	return `${JSON.stringify(event)}\n`;
}
