import type {WatchEvent} from '../watch/event.js';

/** An event as a line of JSON (https://github.com/ndjson/ndjson-spec), its end included. */
export function eventLine(event: WatchEvent): string {
	return `${JSON.stringify(eventDocument(event))}\n`;
}

/** The event with what every event has in front, wherever it was put together. */
export function eventDocument(event: WatchEvent): object {
	const {sequence, time, event: kind, ...others} = event;
	return {sequence, time, event: kind, ...others};
}
