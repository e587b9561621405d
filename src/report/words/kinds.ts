import type {FindingKind} from '../../policy/finding.js';

export interface KindText {
	/** What is wrong, as a short sentence without its stop. */
	readonly title: string;
	/** What it means and what to do, in sentences. */
	readonly help: string;
}

/** Of a documented service that was used before, and is not any more. */
export const silentText: KindText = {
	title: 'A documented service that was used is not used any more',
	help: 'Both hosts are there, the later captures go on long enough, and the service does not show in them. Find out whether it was stopped, moved or blocked.',
};

/** What a kind of finding means, for people who meet it in a tool that knows nothing of captures. */
export const kindTexts: Readonly<Record<FindingKind, KindText>> = {
	forbidden: {
		title: 'A service is used that the documentation forbids',
		help: 'A rule of the pack says that this service must not be used, and why. Stop its use, or take the rule out of your pack if it does not hold for your site.',
	},
	'wrong-transport': {
		title: 'A documented port is used over another transport',
		help: 'The port is documented for TCP and used over UDP, or the other way round. Look at what really runs there; where it is right, the documentation lacks a row.',
	},
	reversed: {
		title: 'A documented service is opened by the wrong side',
		help: 'The two roles may use the port when the other side opens the conversation. A firewall that keeps the documented direction blocks this. Find out who opens it and why.',
	},
	'not-negotiated': {
		title: 'A dynamic port is used that nothing in the capture agreed on',
		help: 'The port lies in a range from which servers pick one at run time, and no endpoint mapper named it to this host. Begin the capture earlier, or look at what listens there.',
	},
	'wrong-protocol': {
		title: 'A documented port carries another protocol',
		help: 'What the first octets of the conversation show is not the service that the port is documented for. Find out which program listens there.',
	},
	'parameter-conflict': {
		title: 'A port does not go with another port of the same server',
		help: 'Two services of a host use ports that belong together, such as 80 with 443 and 8530 with 8531, and these two do not. Set both to a documented pair.',
	},
	'condition-unmet': {
		title: 'A rule documents it under a condition that does not hold',
		help: 'The service is documented for another setting of the site or of the host, or another version of the product. Give the setting with -p or in the inventory, or stop the service.',
	},
	'undocumented-port': {
		title: 'A port is used that the documentation does not have for these roles',
		help: 'The two roles are documented to talk, and not on this port. Stop it, document it in a rule pack of your own, or grant a waiver.',
	},
	'undocumented-pair': {
		title: 'Roles talk that are not documented to talk',
		help: 'Nothing is documented from the one role to the other. Check the roles in the inventory first; then stop it, document it in a rule pack of your own, or grant a waiver.',
	},
	scan: {
		title: 'A host tries very many hosts or ports in vain',
		help: 'One initiator tried thousands of destinations that did not answer. Find out whether it is a scanner of yours.',
	},
	'unknown-host': {
		title: 'A host is in no inventory entry',
		help: 'What a host without roles may do cannot be judged. Add it to the inventory with its roles, or find out whose it is.',
	},
	'direction-unknown': {
		title: 'The capture does not tell who opened a conversation',
		help: 'Documented one way only, and the beginning is not in the capture. Begin the capture earlier.',
	},
	'negotiation-unseen': {
		title: 'A port may have been negotiated where the capture does not show it',
		help: 'The conversation that would have named the port is hidden or was before the capture began. Begin the capture earlier, or where it is seen.',
	},
	failed: {
		title: 'A documented service was tried and did not work',
		help: 'The documented conversation was refused, prohibited, cut or not answered. The message names the likeliest cause and another one; the packets named show it.',
	},
	'documented-gap': {
		title: 'A negotiated port that no row documents',
		help: 'The endpoint mapper is documented between these roles and named a port that no row has. Add the dynamic range to your pack.',
	},
	'install-only': {
		title: 'A service that is documented for installations is used',
		help: 'Right while something is installed, and not otherwise. Find out whether somebody installs.',
	},
	'legacy-protocol': {
		title: 'A documented service is used with a protocol that its vendor has withdrawn',
		help: 'The port is right and the version of the protocol is not one to keep. Switch it off where the later version works.',
	},
	'application-error': {
		title: 'A documented service answers with an error of its own',
		help: 'The port is open, and what is behind it says no over HTTP. Nothing need be opened: look at the program, its accounts and certificates, and at proxies on the way.',
	},
	'hidden-by-tunnel': {
		title: 'A tunnel hides documented services',
		help: 'What runs between these hosts is encrypted or not decoded, so that what it carries cannot be judged. Capture where it is not in the tunnel.',
	},
	'pxe-no-offer': {
		title: 'A machine asks to be booted over the network, and nobody offers to',
		help: 'The capture shows its request and no offer of a boot server. Check the server, and the relays on the way.',
	},
	'pxe-by-options': {
		title: 'A DHCP server says by its options what machines boot',
		help: 'Options 60, 66 and 67 name one file for every machine, past the boot server. Take them out, and let relays pass the request on to the boot server.',
	},
	'not-delivered': {
		title: 'What was agreed on or sent is not seen to arrive',
		help: 'The ports are not at fault: routers and switches decide where multicast and directed broadcasts go. The message says what was sent and what did not follow.',
	},
	'not-located': {
		title: 'Clients look for a server and go to none',
		help: 'They do not find out where it is, so that no rule of a firewall to the server mends it. See what DNS and Active Directory tell them.',
	},
	'shared-address': {
		title: 'Several machines seem to send from one address',
		help: 'Address translation, a proxy or a balancer stands before them, and what is judged by that address is judged for all of them. Give the address the role of what stands there, or capture behind it.',
	},
	missing: {
		title: 'A documented service did not show',
		help: 'Both hosts are visible and the capture is long enough, and nobody tried it. Find out why, or say in your pack that the site does without it.',
	},
	'waiver-expired': {
		title: 'A waiver does not hold at the time of the capture',
		help: 'It has expired or has not begun, and what it covered is a finding. Renew it, or mend what it was for.',
	},
	'waiver-broadened': {
		title: 'A waiver covers more hosts than it was granted for',
		help: 'Ask its owner to grant it for the hosts that it covers now, or narrow it.',
	},
	'waiver-unused': {
		title: 'A waiver covers nothing in these captures',
		help: 'It can go, if the captures show all that it was for.',
	},
};
