import type {Checker, Fields} from '../../document/checker.js';
import {suggest} from '../../document/checker.js';
import type {Node} from '../../document/document.js';
import {hasPorts, protocolNames, protocolNumber} from '../../net/protocol.js';
import {DAY, type EpochMicros} from '../../net/time.js';
import {captureKinds, type FindingKind, findingKinds} from '../finding.js';
import type {Waiver, WaiverScope} from './waiver.js';

// schema/waivers.schema.json says the same to editors; a test compares them.
export const waiversFields = ['waivers'] as const;
export const waiverFields = ['id', 'scope', 'owner', 'reason', 'ticket', 'from', 'until', 'max-hosts'] as const;
export const scopeFields = ['kind', 'from', 'to', 'initiators', 'responders', 'service', 'rule'] as const;

/** Those of edges and of missing services. What a whole capture shows, and what is the matter with waivers, is not waived. */
export const waivableKinds: readonly FindingKind[] = findingKinds.filter(
	(kind) => !kind.startsWith('waiver-') && !captureKinds.includes(kind),
);

/** The waivers in a document; problems go to the checker. An exception that nobody answers for, or without an end, is none. */
export function readWaivers(root: Node, checker: Checker): Waiver[] {
	const fields = checker.fields(root, 'a file of waivers', waiversFields);
	const nodes = fields?.require('waivers') === undefined ? [] : fields.items('waivers');
	const waivers = nodes.flatMap((node) => readWaiver(node, checker) ?? []);
	const seen = new Map<string, Waiver>();
	for (const waiver of waivers) {
		const earlier = seen.get(waiver.id);
		if (earlier === undefined) seen.set(waiver.id, waiver);
		else checker.note(waiver.place, `waiver "${waiver.id}" stands already in line ${earlier.place.line}`);
	}
	return waivers;
}

function readWaiver(node: Node, checker: Checker): Waiver | undefined {
	const fields = checker.fields(node, 'a waiver', waiverFields);
	if (fields === undefined) return undefined;
	const id = fields.requireText('id');
	const owner = fields.requireText('owner');
	const reason = fields.requireText('reason');
	const scopeNode = fields.require('scope');
	const scope = scopeNode && readScope(scopeNode, checker);
	const from = fields.get('from') === undefined ? Number.NEGATIVE_INFINITY : dayOf(fields, 'from', checker);
	const until = fields.require('until') && dayOf(fields, 'until', checker);
	const limit = fields.get('max-hosts');
	const maxHosts = limit && checker.integer(limit, '"max-hosts"', 1);
	if (id === undefined || owner === undefined || reason === undefined || scope === undefined) return undefined;
	if (from === undefined || until === undefined) return undefined;
	if (until < from) checker.note(fields.get('until')!.place, `waiver "${id}" ends before it begins`);
	const ticket = fields.text('ticket');
	return {id, scope, owner, reason, ticket, from, until: until + DAY - 1, maxHosts, place: fields.place};
}

function readScope(node: Node, checker: Checker): WaiverScope | undefined {
	const fields = checker.fields(node, '"scope"', scopeFields);
	if (fields === undefined) return undefined;
	const kindNode = fields.get('kind');
	const words = (key: string) => {
		const list = fields.get(key);
		if (list === undefined) return [];
		const items = list.kind === 'list' ? list.items : [list];
		if (items.length === 0) checker.note(list.place, `"${key}" names no host; leave it out where it may be any`);
		return items.flatMap((item) => checker.text(item, `an entry in "${key}"`) ?? []);
	};
	const scope = {
		kind: kindNode && checker.oneOf(kindNode, 'the kind of finding to waive', waivableKinds),
		from: fields.text('from'),
		to: fields.text('to'),
		initiators: words('initiators'),
		responders: words('responders'),
		service: readService(fields, checker),
		rule: fields.text('rule'),
	};
	const isNarrow = scopeFields.some((key) => key !== 'kind' && fields.get(key) !== undefined);
	if (!isNarrow)
		checker.note(fields.place, 'this scope waives everything; say at least roles, hosts, a service or a rule');
	return scope;
}

/** `tcp/8080`, or a protocol without port. */
function readService(fields: Fields, checker: Checker): WaiverScope['service'] {
	const text = fields.text('service');
	if (text === undefined) return undefined;
	const [name = '', portText] = text.split(/\/(.*)/);
	const protocolIdentifier = protocolNumber(name);
	const port = portText === undefined ? undefined : Number(/^\d+$/.exec(portText)?.[0] ?? Number.NaN);
	const {place} = fields.get('service')!;
	if (protocolIdentifier === undefined) {
		checker.note(place, `"${name}" is no protocol; ${suggest(name, protocolNames)}`);
		return undefined;
	}
	if (port !== undefined && !hasPorts(protocolIdentifier)) {
		checker.note(place, `${name} has no ports; write ${name} alone`);
		return undefined;
	}
	if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
		checker.note(place, `"${portText}" is no port; write such as tcp/8080`);
		return undefined;
	}
	return {protocolIdentifier, port};
}

/** The first instant of a day, `2026-12-31`, in UTC. */
function dayOf(fields: Fields, key: string, checker: Checker): EpochMicros | undefined {
	const text = fields.text(key);
	if (text === undefined) return undefined;
	const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
	const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
	if (isDay) return time * 1000;
	checker.note(fields.get(key)!.place, `"${text}" is no day; write one such as 2026-12-31`);
	return undefined;
}
