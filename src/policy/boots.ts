import type {OptionBoot, PxeBoot} from '../flow/biflow.js';
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
const LONGEST_NAME = 64;

/** Machines that asked to be booted over the network, and nobody offered to; none where no pack documents a boot server. */
export function bootFindings(boots: readonly PxeBoot[], matrix: Matrix, inventory: Inventory): Finding[] {
	const rule = matrix.rules.find(isBootService);
	if (rule === undefined) return [];
	const servers = inventory.parts.hosts
		.filter((host) => matrix.rules.some((other) => isBootService(other) && holds(inventory.identityOf(host), other.to)))
		.map((host) => ({name: host.name, addresses: host.addresses.map(({text}) => text)}));
	const serverAt = (addresses: readonly string[]) =>
		servers.find((server) => server.addresses.some((address) => addresses.includes(address)));
	const groups = new Map<string, [Situation, PxeBoot[]]>();
	for (const boot of boots) {
		const situation = situationOf(boot, serverAt);
		if (situation === undefined) continue;
		const group = groups.get(situation.key);
		if (group === undefined) groups.set(situation.key, [situation, [boot]]);
		else group[1].push(boot);
	}
	return [...groups.values()].map(([situation, alike]) => findingOf(alike, rule, situation));
}

/** What became of a request to be booted. */
interface Situation extends Pick<Diagnosis, 'cause' | 'alternative'> {
	readonly kind: 'pxe-no-offer' | 'pxe-by-options';
	/** The same in every capture, whatever the machines are. */
	readonly key: string;
}

interface BootServer {
	readonly name: string;
}

function situationOf(
	boot: PxeBoot,
	serverAt: (addresses: readonly string[]) => BootServer | undefined,
): Situation | undefined {
	const {bootOffers, hasBootFile, addressOffers, byOptions} = boot;
	// A boot server that gives addresses too, and one that answers besides, name files as they should.
	const isOwn = byOptions !== undefined && serverAt([byOptions.server]) !== undefined;
	const isAlone = byOptions !== undefined && bootOffers.every((server) => server === byOptions.server);
	if (isAlone && !isOwn) return optioned(byOptions);
	if (bootOffers.length > 0 || hasBootFile) return undefined;
	return addressOffers.length === 0 ? unanswered(boot) : addressOnly(boot, serverAt);
}

function optioned({server, file, nextServer}: OptionBoot): Situation {
	const from = nextServer === undefined ? '' : ` from ${nextServer}`;
	return {
		kind: 'pxe-by-options',
		key: 'by options',
		cause: `the DHCP server ${server} says itself what to boot, "${printable(file)}"${from}: options 60, 66 and 67 send every machine, BIOS or UEFI, to one fixed file past the boot server, which is not supported; take them out, and add an IP helper for the boot server on the VLAN`,
		alternative: 'another product boots these machines, and means to',
	};
}

function unanswered({relays, relayedTo}: PxeBoot): Situation {
	if (relays.length > 0) {
		return {
			kind: 'pxe-no-offer',
			key: 'relayed, unanswered',
			cause: `the relay ${relays.join(', ')} passes the request on to ${relayedTo.join(', ')}, and no answer comes back: they are down, or UDP 67 is not let through between them`,
			alternative: 'the answers do not pass where this was captured',
		};
	}
	return {
		kind: 'pxe-no-offer',
		key: 'unanswered',
		cause: 'the request does not leave its VLAN: an IP helper for the boot server, and one for DHCP, is missing there',
		alternative: 'the answers do not pass where this was captured',
	};
}

function addressOnly(
	{addressOffers, relays, relayedTo}: PxeBoot,
	serverAt: (addresses: readonly string[]) => BootServer | undefined,
): Situation {
	const both = serverAt(addressOffers);
	const alternative = 'the boot service does not know the machine and keeps silent';
	if (both !== undefined) {
		return {
			kind: 'pxe-no-offer',
			key: 'address only, of both',
			cause: `${both.name} is DHCP server and boot server in one, and offers no boot: its boot service must leave port 67 to DHCP (UseDHCPPorts=0), and DHCP must send option 60`,
			alternative,
		};
	}
	const asked = serverAt(relayedTo);
	if (asked !== undefined) {
		return {
			kind: 'pxe-no-offer',
			key: 'relayed, address only',
			cause: `the relay ${relays.join(', ')} passes the request on to ${asked.name}, which offers no boot: its boot service does not run, or does not know the machine and keeps silent`,
			alternative: `what ${asked.name} answers is lost on its way back, or does not pass where this was captured`,
		};
	}
	const fan =
		relays.length === 0 ? '' : ` (the relay ${relays.join(', ')} passes it on to ${relayedTo.join(', ')} only)`;
	return {
		kind: 'pxe-no-offer',
		key: 'address only',
		cause: `the boot server never sees the request${fan}: add an IP helper for it where that VLAN has one for DHCP; DHCP options 60, 66 and 67 are no substitute`,
		alternative,
	};
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

function findingOf(boots: readonly PxeBoot[], rule: Rule, {kind, key, cause, alternative}: Situation): Finding {
	const machines = boots.map(({hardware}) => hardware);
	const more = machines.length - LISTED;
	const who = `${machines.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more machines` : ''}`;
	const verb = machines.length === 1 ? 'asks' : 'ask';
	const evidence = boots
		.slice(0, LISTED)
		.flatMap(({frame, hardware, addressOffer, byOptions}): Evidence[] => [
			{frame, shows: `${hardware} asks to be booted over the network`},
			...(addressOffer === undefined || byOptions !== undefined
				? []
				: [{frame: addressOffer, shows: `${hardware} is offered an address`}]),
			...(byOptions === undefined ? [] : [{frame: byOptions.frame, shows: `${byOptions.server} names a file to boot`}]),
		]);
	return {
		id: fingerprint([kind, rule.id, key]),
		kind,
		severity: kind === 'pxe-by-options' ? 'note' : 'warning',
		from: rule.from,
		to: rule.to,
		protocol: 'udp',
		port: BOOT_SERVER,
		message: `${who} ${verb} to be booted over the network (PXE), and ${whatCame(boots)}`,
		rule,
		edges: [],
		diagnosis: {name: kind, cause, alternative, evidence},
		evidence: evidence.toSorted(byFrame),
		context: [],
		machines: machines.slice(0, LISTED),
	};
}

function whatCame(boots: readonly PxeBoot[]): string {
	const named = [...new Set(boots.flatMap(({byOptions}) => byOptions?.server ?? []))].sort();
	if (named.length > 0) return `${named.join(', ')} offers an address and names the file itself`;
	const offers = [...new Set(boots.flatMap(({addressOffers}) => addressOffers))].sort();
	return offers.length === 0 ? 'nobody answers' : `${offers.join(', ')} offers an address, and nobody a boot`;
}

/** File names are whatever somebody sent. */
function printable(text: string): string {
	return text.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_NAME);
}
