import type {PxeBoot} from '../flow/biflow.js';
import {Protocol} from '../net/protocol.js';
import type {Inventory} from '../role/inventory.js';
import type {Rule} from '../rulepack/pack.js';
import {byFrame} from './diagnosis/evidence.js';
import type {Diagnosis, Evidence, Finding} from './finding.js';
import {fingerprint} from './fingerprint.js';
import {holds, type Matrix} from './matrix.js';

/** Where a machine asks a boot server which file to load (PXE 2.1 §2.2.5). */
const BOOT_SERVER = 4011;
const LISTED = 4;

/** Machines that asked to be booted over the network, and nobody offered to; none where no pack documents a boot server. */
export function bootFindings(boots: readonly PxeBoot[], matrix: Matrix, inventory: Inventory): Finding[] {
	const rule = matrix.rules.find(isBootService);
	if (rule === undefined) return [];
	const forsaken = boots.filter(({bootOffers, hasBootFile}) => bootOffers.length === 0 && !hasBootFile);
	const unanswered = forsaken.filter(({addressOffers}) => addressOffers.length === 0);
	const answered = forsaken.filter(({addressOffers}) => addressOffers.length > 0);
	const servers = inventory.parts.hosts
		.filter((host) => matrix.rules.some((other) => isBootService(other) && holds(inventory.identityOf(host), other.to)))
		.map((host) => ({name: host.name, addresses: host.addresses.map(({text}) => text)}));
	const both = servers.find(({addresses}) =>
		answered.some(({addressOffers}) => addressOffers.some((offer) => addresses.includes(offer))),
	);
	return [
		...findingOf(unanswered, rule, {
			cause:
				'the request does not leave its VLAN: an IP helper for the boot server, and one for DHCP, is missing there',
			alternative: 'the answers do not pass where this was captured',
		}),
		...findingOf(
			answered,
			rule,
			both === undefined
				? {
						cause:
							'the boot server never sees the request: add an IP helper for it where that VLAN has one for DHCP; DHCP options 60, 66 and 67 are no substitute',
						alternative: 'the boot service does not know the machine and keeps silent',
					}
				: {
						cause: `${both.name} is DHCP server and boot server in one, and offers no boot: its boot service must leave port 67 to DHCP (UseDHCPPorts=0), and DHCP must send option 60`,
						alternative: 'the boot service does not know the machine and keeps silent',
					},
		),
	];
}

function isBootService({targets, forbidden}: Rule): boolean {
	return (
		forbidden === undefined &&
		targets.some(
			({protocolIdentifier, ports}) =>
				protocolIdentifier === Protocol.Udp &&
				ports.some(({first, last}) => first === BOOT_SERVER && last === BOOT_SERVER),
		)
	);
}

function findingOf(
	boots: readonly PxeBoot[],
	rule: Rule,
	{cause, alternative}: Pick<Diagnosis, 'cause' | 'alternative'>,
): Finding[] {
	if (boots.length === 0) return [];
	const machines = boots.map(({hardware}) => hardware);
	const more = machines.length - LISTED;
	const who = `${machines.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more machines` : ''}`;
	const offers = [...new Set(boots.flatMap(({addressOffers}) => addressOffers))].sort();
	const got = offers.length === 0 ? 'nobody answers' : `${offers.join(', ')} offers an address, and nobody a boot`;
	const verb = machines.length === 1 ? 'asks' : 'ask';
	const evidence: Evidence[] = boots
		.slice(0, LISTED)
		.flatMap(({frame, hardware, addressOffer}) => [
			{frame, shows: `${hardware} asks to be booted over the network`},
			...(addressOffer === undefined ? [] : [{frame: addressOffer, shows: `${hardware} is offered an address`}]),
		]);
	return [
		{
			id: fingerprint(['pxe-no-offer', rule.id, offers.length === 0 ? 'unanswered' : 'address only']),
			kind: 'pxe-no-offer',
			severity: 'warning',
			from: rule.from,
			to: rule.to,
			protocol: 'udp',
			port: BOOT_SERVER,
			message: `${who} ${verb} to be booted over the network (PXE), and ${got}`,
			rule,
			edges: [],
			diagnosis: {name: 'pxe-no-offer', cause, alternative, evidence},
			evidence: evidence.toSorted(byFrame),
			context: [],
			machines: machines.slice(0, LISTED),
		},
	];
}
