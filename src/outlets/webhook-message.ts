import {createHash, createHmac} from 'node:crypto';
import type {WatchEvent} from '../watch/event.js';
import {eventDocument} from './event-line.js';

export const WEBHOOK_SCHEMA = 'portolan/webhook/1';

/** What one request carries: the body, and a name that is the same whenever the same events are sent. */
export interface WebhookMessage {
	readonly id: string;
	readonly body: string;
}

export function webhookMessage(events: readonly WatchEvent[]): WebhookMessage {
	const body = JSON.stringify({schema: WEBHOOK_SCHEMA, events: events.map(eventDocument)});
	// Sequences begin anew where no state is kept, so they alone do not name events.
	const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
	return {id: `portolan-${events[0]!.sequence}-${events.at(-1)!.sequence}-${digest}`, body};
}

/**
 * Headers as Standard Webhooks have them (https://www.standardwebhooks.com): what is signed is the id, the time and the
 * body, so that a receiver can tell a request that somebody repeats later.
 * @param time of the attempt, in seconds since 1970
 */
export function webhookHeaders(
	{id, body}: WebhookMessage,
	time: number,
	key: Buffer | undefined,
): Readonly<Record<string, string>> {
	const headers = {'webhook-id': id, 'webhook-timestamp': String(time)};
	if (key === undefined) return headers;
	const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
	return {...headers, 'webhook-signature': `v1,${signature}`};
}
