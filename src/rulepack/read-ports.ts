import type {Checker, Fields} from '../document/checker.js';
import type {Node} from '../document/document.js';
import {parsePortRange} from '../net/port.js';
import {Protocol, protocolNumber} from '../net/protocol.js';
import type {PortSource, TargetSource} from './source.js';

/** Ports as written: one, or a list, of `443`, `49152-65535` and `$parameter`. */
export function readPorts(checker: Checker, node: Node, what: string): PortSource[] {
	const items = node.kind === 'list' ? node.items : [node];
	if (items.length === 0) checker.note(node.place, `${what} has an empty list of ports`);
	return items.flatMap((item): PortSource[] => {
		const text = checker.text(item, `a port of ${what}`);
		if (text === undefined) return [];
		if (text.startsWith('$')) return [{place: item.place, parameter: text.slice(1)}];
		const range = parsePortRange(text);
		if (typeof range !== 'string') return [{place: item.place, range}];
		checker.note(item.place, range);
		return [];
	});
}

/** The targets that a service's fields name: `tcp: 443`, `udp: [67, 68]`, `icmp: 8`, `ip: esp`. */
export function readTargets(checker: Checker, fields: Fields, keys: readonly string[]): TargetSource[] {
	return keys.flatMap((key) => {
		const node = fields.get(key);
		if (node === undefined) return [];
		if (key === 'ip') return readProtocols(checker, node);
		const protocolIdentifier = protocolNumber(key)!;
		if (protocolIdentifier === Protocol.Icmp || protocolIdentifier === Protocol.Icmpv6) {
			return [{protocolIdentifier, ports: [], icmpTypes: readIcmpTypes(checker, node)}];
		}
		return [{protocolIdentifier, ports: readPorts(checker, node, `"${key}"`), icmpTypes: []}];
	});
}

function readIcmpTypes(checker: Checker, node: Node): number[] {
	const items = node.kind === 'list' ? node.items : [node];
	return items.flatMap((item) => {
		if (item.kind === 'scalar' && Number.isInteger(item.value)) {
			const type = item.value as number;
			if (type >= 0 && type <= 255) return [type];
		}
		checker.note(item.place, 'an ICMP type is a number from 0 to 255, such as 8 for an echo request');
		return [];
	});
}

function readProtocols(checker: Checker, node: Node): TargetSource[] {
	const items = node.kind === 'list' ? node.items : [node];
	return items.flatMap((item) => {
		const text = checker.text(item, 'an IP protocol');
		const number = text === undefined ? undefined : (protocolNumber(text) ?? protocolNumber(`ip-${text}`));
		if (number !== undefined) return [{protocolIdentifier: number, ports: [], icmpTypes: []}];
		checker.note(
			item.place,
			`"${text ?? ''}" is not an IP protocol: write a number from 0 to 255 or a name such as esp`,
		);
		return [];
	});
}
