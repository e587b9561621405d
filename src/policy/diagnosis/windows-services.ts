import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {describeFailure, hasFailed, isFiltered} from '../sightings.js';
import {isWorking, type Scene, working} from './scene.js';

const BASELINE = 'windows-baseline';
const DIRECTORY = 'active-directory';
const inPacks = (packs: readonly string[], ...services: readonly string[]) =>
	services.map((service) => [service, packs] as const);
/** Services of Windows itself and of its domains, which lists of other products leave out, and the packs that have them. */
const windowsServices: ReadonlyMap<string, readonly string[]> = new Map([
	...inPacks([BASELINE, DIRECTORY], 'tcp/53', 'udp/53', 'udp/67', 'tcp/88', 'udp/88', 'udp/123', 'udp/137', 'udp/138'),
	...inPacks([BASELINE, DIRECTORY], 'tcp/389', 'udp/389', 'tcp/464', 'udp/464', 'tcp/636'),
	...inPacks([DIRECTORY], 'tcp/3268', 'tcp/3269', 'tcp/9389'),
	...inPacks([BASELINE], 'udp/5353', 'udp/5355'),
]);
/** Those without which no member of a domain gets on. */
const vital = ['tcp/53', 'udp/53', 'tcp/88', 'udp/88', 'tcp/389', 'udp/389', 'tcp/464', 'udp/464', 'tcp/3268'];
const CLDAP = 389;
const ldapPorts: readonly number[] = [389, 636, 3268, 3269];

/** Of an edge that no pack in use documents: that it is a service of Windows, and which packs have it. */
export function adviseWindowsPacks(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const service = formatService(judged.edge);
	const listing = windowsServices.get(service);
	if (listing === undefined) return undefined;
	const known = `${service} is a service of Windows itself, which no pack in use lists: add ${listing.map((pack) => `-r ${pack}`).join(' or ')}`;
	const product = leftClosed(judged, scene);
	return {
		name: 'windows-service',
		cause:
			product === undefined
				? known
				: `${known}; it ${describeFailure(judged)}, though ${product.responder.label} answers ${judged.initiator.label} on ${formatService(product.edge)}: only what the product lists was opened`,
		alternative: 'the hosts should not use it with each other',
		evidence: product === undefined ? [] : [working(product)],
	};
}

/** A service of Windows that a firewall with the product's rows alone does not let through. */
export function diagnoseWindowsService(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const locating = notLocated(judged, scene);
	if (locating !== undefined) return locating;
	const product = leftClosed(judged, scene);
	if (product === undefined) return undefined;
	const {initiator, responder, edge} = judged;
	return {
		name: 'windows-service-blocked',
		cause: `what the product lists works (${formatService(product.edge)} from ${initiator.label} to ${product.responder.label}), and ${formatService(edge)} to ${responder.label}, a service of Windows that its list leaves out, ${describeFailure(judged)}: open what the packs ${BASELINE} and ${DIRECTORY} list as well`,
		alternative: scene.isSending(responder.label)
			? `the service does not run on ${responder.label}, whose firewall keeps silent about it`
			: `${responder.label} is down`,
		evidence: [working(product)],
	};
}

/** A domain controller is asked over UDP whether it is one before LDAP is opened to it ([MS-ADTS] §6.3.3). */
function notLocated(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {initiator, responder, edge} = judged;
	const isCldap = edge.protocolIdentifier === Protocol.Udp && edge.port === CLDAP;
	if (!isCldap || !isFiltered(judged)) return undefined;
	const hasLdap = scene
		.between(initiator.label, responder.label)
		.some(({edge: other}) => other.protocolIdentifier === Protocol.Tcp && ldapPorts.includes(other.port ?? 0));
	if (hasLdap) return undefined;
	const users = initiator.heldRoles.has('client') ? '; Software Center needs both to show applications for users' : '';
	return {
		name: 'controller-not-located',
		cause: `${initiator.label} asks ${responder.label} over udp/389 whether it is a domain controller, which ${describeFailure(judged)}, and so opens no LDAP to it: open udp/389 beside tcp/389${users}`,
		alternative: `${responder.label} is down, or no domain controller any more`,
		evidence: [],
	};
}

/**
 * What works of the product for the same initiator, where a vital service of Windows is dropped and no other of those works between the
 * two that is not in the product's own list.
 */
function leftClosed(judged: JudgedEdge, scene: Scene): JudgedEdge | undefined {
	const {initiator, responder, edge} = judged;
	if (!hasFailed(judged) || !isFiltered(judged) || !vital.includes(formatService(edge))) return undefined;
	const isOpened = scene
		.between(initiator.label, responder.label)
		.some((other) => isWorking(other) && windowsServices.has(formatService(other.edge)) && !isOfProduct(other));
	if (isOpened) return undefined;
	return scene
		.from(initiator.label)
		.find((other) => isWorking(other) && isOfProduct(other) && !vital.includes(formatService(other.edge)));
}

function isOfProduct({documenting}: JudgedEdge): boolean {
	return documenting.some(
		({pack, from, to}) => pack !== BASELINE && pack !== DIRECTORY && from !== 'any' && to !== 'any',
	);
}
