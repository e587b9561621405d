import {type NetworkKindCode, type Networks, PLAIN_NETWORK} from './networks.js';

/** Where the decoding of a frame stands. One instance is used for all frames. */
export class Cursor {
	/** What begins at `offset`; below 0x600 an 802.2 LLC header does. */
	etherType = 0;
	offset = 0;
	/** One past the last captured octet, and past the last that was on the wire. */
	end = 0;
	wireEnd = 0;
	/** Number of the network around `offset`. */
	network: number = PLAIN_NETWORK;
	/** Headers taken off between the frame, or the IP packet, that is around and `offset`. */
	wrappings = 0;
	readonly networks: Networks;

	constructor(networks: Networks) {
		this.networks = networks;
	}

	/** At the start of a frame. */
	start(offset: number, end: number, wireEnd: number): void {
		this.offset = offset;
		this.end = end;
		this.wireEnd = wireEnd;
		this.network = PLAIN_NETWORK;
		this.wrappings = 0;
	}

	/** @param id 0 for a kind without identifiers */
	enter(kind: NetworkKindCode, id: number): void {
		this.network = this.networks.enter(this.network, kind, id);
	}

	enterVlan(vlan: number): void {
		this.network = this.networks.enterVlan(this.network, vlan);
	}
}
