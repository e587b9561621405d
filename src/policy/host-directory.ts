import type {Inventory} from '../role/inventory.js';
import type {Identity} from '../role/role.js';
import type {RoleName} from '../rulepack/pack.js';
import type {JudgedEdge} from './finding.js';
import {holds} from './matrix.js';

/** The hosts of the inventory, and those its networks turned out to hold; which of them the capture shows. */
export class HostDirectory {
	/** By label. */
	readonly #hosts = new Map<string, Identity>();
	readonly #holders = new Map<RoleName, readonly string[]>();
	readonly #sending = new Set<string>();
	readonly #present = new Set<string>();

	constructor(inventory: Inventory, edges: readonly JudgedEdge[]) {
		for (const host of inventory.parts.hosts) this.#hosts.set(host.name, inventory.identityOf(host));
		for (const {edge, initiator, responder} of edges) {
			this.#note(initiator, edge.initiatorPackets);
			if (edge.scan === undefined) this.#note(responder, edge.responderPackets);
		}
	}

	/** Labels of the hosts that a rule means by `role`, sorted. */
	holders(role: RoleName): readonly string[] {
		let labels = this.#holders.get(role);
		if (labels === undefined) {
			const identities = [...this.#hosts.values()].filter((identity) => holds(identity, role));
			labels = identities.map(({label}) => label).sort();
			this.#holders.set(role, labels);
		}
		return labels;
	}

	/** The host that has the label; one of those that `holders` gives. */
	host(label: string): Identity {
		return this.#hosts.get(label)!;
	}

	/** The capture holds packets that the host sent. */
	isSending(label: string): boolean {
		return this.#sending.has(label);
	}

	/** The capture holds packets from the host or to it. */
	isPresent(label: string): boolean {
		return this.#present.has(label);
	}

	#note(identity: Identity, packetsSent: number): void {
		if (identity.origin !== 'host' && identity.origin !== 'network') return;
		if (!this.#hosts.has(identity.label)) this.#hosts.set(identity.label, identity);
		this.#present.add(identity.label);
		if (packetsSent > 0) this.#sending.add(identity.label);
	}
}
