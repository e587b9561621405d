import type {Clock} from '../net/clock.js';
import {type DurationMicros, HOUR, SECOND} from '../net/time.js';
import type {WatchEvent} from '../watch/event.js';
import type {Attempt, Delivery} from './courier.js';
import type {WebhookAddress} from './webhook-address.js';
import {webhookHeaders, webhookMessage} from './webhook-message.js';
import {postWebhook, type WebhookAnswer} from './webhook-request.js';

/** Events of one request, at most. */
const BATCH = 50;

/** A receiver may ask for patience, and not for ever. */
const LONGEST_WAIT: DurationMicros = HOUR;

/** Answers to what is in a request; all others are about the receiver, which may be mended while events wait. */
const aboutContent: readonly number[] = [400, 413, 422];

/**
 * Events as signed requests, several together where several wait. The receiver has them when it answers 2xx. Several that it does
 * not want for what is in them are sent again one by one, and one alone is lost; after any other answer, and none, the same request
 * is sent again.
 */
export class WebhookDelivery implements Delivery {
	readonly name: string;
	readonly #address: WebhookAddress;
	readonly #clock: Clock;
	readonly #post: typeof postWebhook;
	/** What was sent and not answered for good: it is sent again as it was, so that its id stays. */
	#pending: readonly WatchEvent[] = [];
	/** Events that are sent one by one from here. */
	#alone = 0;

	constructor(address: WebhookAddress, clock: Clock, post: typeof postWebhook = postWebhook) {
		this.name = address.name;
		this.#address = address;
		this.#clock = clock;
		this.#post = post;
	}

	get batch(): number {
		return this.#alone > 0 ? 1 : BATCH;
	}

	async deliver(events: readonly WatchEvent[], signal: AbortSignal): Promise<Attempt> {
		if (this.#pending.length === 0) this.#pending = events;
		const sent = this.#pending;
		let answer: WebhookAnswer;
		try {
			answer = await this.#send(sent, signal);
		} catch (error) {
			const {code, message} = error as NodeJS.ErrnoException;
			return {outcome: 'failed', problem: `no answer (${code ?? message})`, wait: undefined};
		}
		const {status, retryAfter} = answer;
		if (status >= 200 && status < 300) {
			this.#settle(sent.length);
			return {outcome: 'delivered', count: sent.length};
		}
		if (aboutContent.includes(status)) {
			if (sent.length > 1) {
				this.#alone = sent.length;
				this.#pending = sent.slice(0, 1);
				return this.deliver(this.#pending, signal);
			}
			this.#settle(1);
			return {outcome: 'refused', count: 1, why: `event ${sent[0]!.sequence} is answered ${status}`};
		}
		const redirected = status >= 300 && status < 400 ? ', and redirections are not followed' : '';
		const wait = readRetryAfter(retryAfter, this.#clock.now());
		return {outcome: 'failed', problem: `requests are answered ${status}${redirected}`, wait};
	}

	end(): void {}

	#send(events: readonly WatchEvent[], signal: AbortSignal): Promise<WebhookAnswer> {
		const message = webhookMessage(events);
		const headers = webhookHeaders(message, Math.floor(this.#clock.now() / SECOND), this.#address.key);
		return this.#post(this.#address.url, headers, message.body, signal);
	}

	#settle(count: number): void {
		this.#pending = [];
		this.#alone = Math.max(0, this.#alone - count);
	}
}

/** RFC 9110 section 10.2.3: seconds, or a date. `undefined` where it is neither. */
export function readRetryAfter(value: string | undefined, now: number): DurationMicros | undefined {
	if (value === undefined) return undefined;
	const text = value.trim();
	const wait = /^\d{1,9}$/.test(text) ? Number(text) * SECOND : Date.parse(text) * 1000 - now;
	return Number.isNaN(wait) ? undefined : Math.max(0, Math.min(LONGEST_WAIT, wait));
}
