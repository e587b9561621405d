import type {Checker} from '../../document/checker.js';
import {transportsOf} from '../../net/application.js';
import {formatPortRange, type PortRange} from '../../net/port.js';
import {Protocol, protocolName} from '../../net/protocol.js';
import type {PackSource, ServiceSource, TargetSource} from '../source.js';

/** A range wider than this opens more than a service. Node ports, the widest that are served for real, are 2768. */
const WIDEST = 4096;

/** Ports and flags of services that do not go together, each where it is written. */
export function lintServices({services, conduits}: PackSource, checker: Checker): void {
	const definitions = new Map(services.map((service) => [service.name, service]));
	for (const service of services) {
		lintService(service, service.targets, service.isDynamic, checker);
		lintCarries(service, service.targets, checker);
	}
	for (const {row, expect} of conduits.flatMap((conduit) =>
		conduit.services.map((row) => ({row, expect: conduit.expect})),
	)) {
		const definition = definitions.get(row.name);
		const targets = row.targets.length > 0 ? row.targets : (definition?.targets ?? []);
		const isOwn = row.targets.length > 0 || row.isDynamic !== undefined;
		lintService(row, isOwn ? targets : [], row.isDynamic ?? definition?.isDynamic, checker);
		lintFlags(row, targets, checker);
		lintCarries(row, targets, checker);
		if (row.within !== undefined && (row.expect ?? definition?.expect ?? expect ?? 'on-demand') === 'on-demand') {
			checker.note(
				row.place,
				`"within" says nothing of "${row.name}", which is used on demand; give it a level or leave it`,
			);
		}
	}
}

function lintService(
	{name, place}: ServiceSource,
	targets: readonly TargetSource[],
	isDynamic: boolean | undefined,
	checker: Checker,
): void {
	for (const {protocolIdentifier, ports, icmpTypes} of targets) {
		const ranges = ports.flatMap((port) => ('range' in port ? [port] : []));
		for (const [index, {range, place: at}] of ranges.entries()) {
			const text = formatPortRange(range);
			const width = range.last - range.first;
			if (isDynamic === true && width === 0) {
				checker.note(at, `"${name}" is dynamic, and ${text} is one port; write the range that servers pick from`);
			}
			if (isDynamic !== true && width >= WIDEST) {
				const advice = 'if servers pick one of them at run time write dynamic: true; answers need no row';
				checker.note(at, `${text} opens ${width + 1} ports for "${name}"; ${advice}`);
			}
			const twin = ranges.slice(0, index).find(({range: r}) => r.first <= range.last && range.first <= r.last);
			if (twin !== undefined) checker.note(at, overlap(range, twin.range));
		}
		const reply = icmpTypes.find((type) => type === (protocolIdentifier === Protocol.Icmp ? 0 : 129));
		if (reply !== undefined) {
			const request = protocolIdentifier === Protocol.Icmp ? 8 : 128;
			checker.note(
				place,
				`${protocolName(protocolIdentifier)} type ${reply} is a reply, which needs no row; the request is type ${request}`,
			);
		}
	}
}

/** What is said to be carried must be told over one of the protocols that the service has. */
function lintCarries({name, place, carries}: ServiceSource, targets: readonly TargetSource[], checker: Checker): void {
	const protocols = new Set(targets.map(({protocolIdentifier}) => protocolName(protocolIdentifier)));
	if (protocols.size === 0) return;
	for (const application of carries) {
		const transports = transportsOf(application);
		if (transports.some((transport) => protocols.has(transport))) continue;
		checker.note(
			place,
			`"${name}" carries ${application}, which is told over ${transports.join(' and ')}, where it has no port`,
		);
	}
}

function overlap(range: PortRange, earlier: PortRange): string {
	const [text, other] = [formatPortRange(range), formatPortRange(earlier)];
	if (text === other) return `${text} stands here twice`;
	if (earlier.first <= range.first && range.last <= earlier.last) return `${text} is in ${other} already`;
	const [first, last] = [Math.min(range.first, earlier.first), Math.max(range.last, earlier.last)];
	return `${text} overlaps ${other}; write ${formatPortRange({first, last})}`;
}

/** What only makes sense for datagrams. */
function lintFlags({name, place, ...row}: ServiceSource, targets: readonly TargetSource[], checker: Checker): void {
	const isStreamOnly = targets.length > 0 && targets.every(({protocolIdentifier: p}) => p === Protocol.Tcp);
	if (!isStreamOnly) return;
	const flags = [
		['broadcast', row.isBroadcast === true],
		['streamed', row.isStreamed === true],
		['relayed', row.isRelayed === true],
		['answered: never', row.answering === 'never'],
	] as const;
	for (const [flag, isSet] of flags) {
		if (isSet) checker.note(place, `"${name}" is TCP only, to one host that answers; "${flag}" does not fit`);
	}
}
