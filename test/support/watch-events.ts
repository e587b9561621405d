import {formatTime} from '#portolan/net/time.js';
import type {ExpectationEvent, FindingEvent, QualityEvent, WatchEvent, WatchedFinding} from '#portolan/watch/event.js';
import type {ConduitStatus, WatchStatus} from '#portolan/watch/status.js';

// Events and statuses with everything in them; what a case does not name works.

/** 2026-11-30T12:00:00Z. */
export const NOON = Date.UTC(2026, 10, 30, 12) * 1000;

export function watchedFinding(fields: Partial<WatchedFinding> = {}): WatchedFinding {
	return {
		id: 'f5f1c9a2b7d04e66',
		kind: 'undocumented-port',
		severity: 'error',
		from: 'client',
		to: 'sql-server',
		protocol: 'tcp',
		port: 1433,
		message: 'client1 -> sql01 tcp/1433: nothing documents it',
		rule: 'shop/client/sql-server/sql',
		diagnosis: null,
		pairs: 1,
		hosts: [{initiator: 'client1', responder: 'sql01'}],
		opened: formatTime(NOON),
		last: formatTime(NOON),
		...fields,
	};
}

export function findingEvent(
	event: FindingEvent['event'],
	finding: Partial<WatchedFinding> = {},
	fields: Partial<FindingEvent> = {},
): FindingEvent {
	return {sequence: 1, time: formatTime(NOON), event, finding: watchedFinding(finding), reason: null, ...fields};
}

export function expectationEvent(
	event: ExpectationEvent['event'],
	fields: Partial<ExpectationEvent> = {},
): ExpectationEvent {
	return {
		sequence: 1,
		time: formatTime(NOON),
		event,
		rule: 'shop/web/sql-server/sql',
		from: 'web',
		to: 'sql-server',
		host: 'sql01',
		message: 'tcp/1433 is used',
		...fields,
	};
}

export function qualityEvent(fields: Partial<QualityEvent> = {}): QualityEvent {
	return {
		sequence: 1,
		time: formatTime(NOON),
		event: 'quality',
		about: 'capture-drops',
		severity: 'warning',
		message: 'the kernel lost 12 packets',
		...fields,
	};
}

/** Events with the sequences 1 to `count`, one second after the other. */
export function eventsUpTo(count: number): WatchEvent[] {
	return Array.from({length: count}, (_, index) =>
		qualityEvent({sequence: index + 1, time: formatTime(NOON + index * 1_000_000)}),
	);
}

export function watchStatus(fields: Partial<WatchStatus> = {}): WatchStatus {
	return {
		interface: 'eth1',
		backend: 'dumpcap',
		isUp: true,
		restarts: 0,
		drops: 0,
		first: NOON,
		last: NOON + 90_500_000,
		packets: 1000,
		octets: 250_000,
		undecoded: {},
		evicted: 0,
		flowsUnderWay: 12,
		edges: 7,
		judgementTook: 20_000,
		lag: 30_000,
		open: {error: 0, warning: 0, note: 0},
		newest: [],
		expectations: {},
		conduits: [],
		isSilent: false,
		reloads: 0,
		reloadProblem: undefined,
		...fields,
	};
}

/** `web > sql-server`, with counts. */
export function conduit(pair: string, counts: Partial<ConduitStatus> = {}): ConduitStatus {
	const [from, to] = pair.split(' > ') as [string, string];
	return {from, to, expected: 0, unexpected: 0, failed: 0, other: 0, missing: 0, last: NOON, ...counts};
}
