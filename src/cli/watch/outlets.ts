import {hostname} from 'node:os';
import type {DurationMicros} from '../../net/time.js';
import {Courier} from '../../outlets/courier.js';
import {EventLog, usualRotation} from '../../outlets/event-log.js';
import {FanOut} from '../../outlets/fan-out.js';
import type {Outlet, OutletContext} from '../../outlets/outlet.js';
import {SyslogDelivery} from '../../outlets/syslog.js';
import {readSyslogAddress} from '../../outlets/syslog-address.js';
import {WebhookDelivery} from '../../outlets/webhook.js';
import {readWebhookAddress} from '../../outlets/webhook-address.js';

export interface OutletOptions {
	/** Paths of event logs. */
	readonly events: readonly string[];
	/** Octets, time and number of files of an event log; `undefined`: as usual. */
	readonly rotateSize: number | undefined;
	readonly rotateEvery: DurationMicros | undefined;
	readonly rotateKeep: number | undefined;
	readonly syslog: readonly string[];
	readonly webhook: readonly string[];
}

/** Everywhere that events go, `first` before all others. Throws `UsageError` for an address or a file that cannot be. */
export function openOutlets(options: OutletOptions, first: readonly Outlet[], context: OutletContext): FanOut {
	const {events, syslog, webhook, rotateSize, rotateEvery, rotateKeep} = options;
	const rotation = {
		maxOctets: rotateSize ?? usualRotation.maxOctets,
		period: rotateEvery ?? usualRotation.period,
		kept: rotateKeep ?? usualRotation.kept,
	};
	const sender = {hostname: hostname(), processId: String(process.pid)};
	const secret = process.env.PORTOLAN_WEBHOOK_SECRET;
	return new FanOut(
		[
			...first,
			...events.map((file) => EventLog.open(file, context, rotation)),
			...syslog.map((address) => new Courier(new SyslogDelivery(readSyslogAddress(address), sender), context)),
			...webhook.map(
				(address) => new Courier(new WebhookDelivery(readWebhookAddress(address, secret), context.clock), context),
			),
		],
		context,
	);
}
