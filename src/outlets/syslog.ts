import {eventText} from '../watch/describe-event.js';
import type {WatchEvent} from '../watch/event.js';
import type {Attempt, Delivery} from './courier.js';
import type {SyslogAddress} from './syslog-address.js';
import {type SyslogSender, syslogMessage} from './syslog-message.js';
import {connectSyslog, longestMessage, type SyslogConnection} from './syslog-transport.js';

/**
 * Events as messages of RFC 5424: over UDP (RFC 5426) one a datagram, over TCP (RFC 6587) and TLS (RFC 5425) counted. Syslog has
 * no answers: `delivered` are those that the operating system took. What it took while the receiver died is gone; what it did
 * not take is sent again, so that a message may arrive twice, and its sequence shows it.
 */
export class SyslogDelivery implements Delivery {
	readonly name: string;
	readonly batch = 64;
	readonly #address: SyslogAddress;
	readonly #sender: SyslogSender;
	readonly #connect: typeof connectSyslog;
	#connection: SyslogConnection | undefined;

	constructor(address: SyslogAddress, sender: SyslogSender, connect: typeof connectSyslog = connectSyslog) {
		this.name = address.text;
		this.#address = address;
		this.#sender = sender;
		this.#connect = connect;
	}

	async deliver(events: readonly WatchEvent[], signal: AbortSignal): Promise<Attempt> {
		const hangUp = () => this.#hangUp();
		signal.addEventListener('abort', hangUp);
		try {
			if (this.#connection?.isOver) this.#hangUp();
			this.#connection ??= await this.#connect(this.#address, signal);
			await this.#connection.send(events.map((event) => this.#message(event)));
			return {outcome: 'delivered', count: events.length};
		} catch (error) {
			this.#hangUp();
			const {code, message} = error as NodeJS.ErrnoException;
			return {outcome: 'failed', problem: `messages cannot be sent (${code ?? message})`, wait: undefined};
		} finally {
			signal.removeEventListener('abort', hangUp);
		}
	}

	end(): void {
		this.#connection?.end();
		this.#connection = undefined;
	}

	#hangUp(): void {
		this.#connection?.abandon();
		this.#connection = undefined;
	}

	#message(event: WatchEvent): Buffer {
		const longest = longestMessage[this.#address.transport];
		return syslogMessage(event, eventText(event), this.#address, this.#sender, longest);
	}
}
