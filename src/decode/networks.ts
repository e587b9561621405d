import {Columns} from '../capture/columns.js';
import {NO_TAG, VlanClasses} from '../net/vlan.js';
import type {NetworkNames} from './packet.js';

/**
 * What a packet can travel in. An identifier tells networks apart where both directions carry the same one. Labels,
 * tunnel endpoint and session identifiers that each receiver chooses for itself do not: with them, the two halves of a
 * conversation would be in two networks. So MPLS, GTP, L2TP and PPTP have none here.
 */
export const NetworkKind = {
	Vlan: 0,
	Mpls: 1,
	Pppoe: 2,
	ServiceInstance: 3,
	Dlci: 4,
	Nsh: 5,
	IpInIp: 6,
	SixInFour: 7,
	EtherIp: 8,
	Gre: 9,
	GreKey: 10,
	Nvgre: 11,
	Pptp: 12,
	Erspan: 13,
	ErspanOne: 14,
	Wccp: 15,
	Vxlan: 16,
	Geneve: 17,
	Gtp: 18,
	Teredo: 19,
	L2tp: 20,
	Tzsp: 21,
	Lisp: 22,
	LispInstance: 23,
	Ayiya: 24,
	Capwap: 25,
} as const;
export type NetworkKindCode = (typeof NetworkKind)[keyof typeof NetworkKind];

/** At the index of the kind; a name that ends in a space is followed by the identifier. */
const kindNames = [
	'vlan ',
	'mpls',
	'pppoe ',
	'i-sid ',
	'dlci ',
	'nsh',
	'ip-in-ip',
	'6in4',
	'etherip',
	'gre',
	'gre key ',
	'nvgre ',
	'pptp',
	'erspan ',
	'erspan',
	'wccp',
	'vxlan ',
	'geneve ',
	'gtp',
	'teredo',
	'l2tp',
	'tzsp',
	'lisp',
	'lisp ',
	'ayiya',
	'capwap',
] as const;

/** The network of a frame without tag and tunnel. */
export const PLAIN_NETWORK = 0;
/** All networks beyond those that have a number of their own: a flood of tags cannot fill the memory. */
export const OTHER_NETWORK = 65_535;

/**
 * Numbers networks in the order in which they are first seen. A network is another one, its parent, and what is
 * wrapped inside of that: so a stack of tags and tunnels is a number after as many steps.
 */
export class Networks implements NetworkNames {
	/** Packets in a network beyond those that have a number of their own. */
	overflows = 0;
	#size = 1;
	readonly #vlans: VlanClasses;
	readonly #names = new Map<number, string>();
	readonly #parent: Uint16Array;
	readonly #kind: Uint8Array;
	readonly #id: Uint32Array;
	/** Numbers by the hash of what they stand for, linear probing, at most half full; 0 is empty. */
	readonly #slots = new Uint16Array(2 * (OTHER_NETWORK + 1));

	/**
	 * @param vlans VLANs that are one network
	 * @param columns where the numbers' meanings are kept. In those of another thread's networks, the networks that it has numbered have names.
	 */
	constructor(vlans = new VlanClasses(), columns = new Columns()) {
		this.#vlans = vlans;
		this.#parent = columns.uint16(OTHER_NETWORK);
		this.#kind = columns.uint8(OTHER_NETWORK);
		this.#id = columns.uint32(OTHER_NETWORK);
	}

	/** The network of frames that carry the tag. */
	enterVlan(parent: number, vlan: number): number {
		const representative = this.#vlans.representative(vlan);
		return representative === NO_TAG ? parent : this.enter(parent, NetworkKind.Vlan, representative);
	}

	/** @param id 0 for a kind without identifiers */
	enter(parent: number, kind: NetworkKindCode, id: number): number {
		if (parent === OTHER_NETWORK) return this.#other();
		const slots = this.#slots;
		const mask = slots.length - 1;
		let slot = Math.imul(Math.imul(id, 0x9e3779b1) ^ (parent << 8) ^ kind, 0x85ebca6b);
		slot = (slot ^ (slot >>> 15)) & mask;
		for (;;) {
			const number = slots[slot]!;
			if (number === 0) break;
			if (this.#id[number] === id && this.#parent[number] === parent && this.#kind[number] === kind) return number;
			slot = (slot + 1) & mask;
		}
		if (this.#size === OTHER_NETWORK) return this.#other();
		const number = this.#size++;
		slots[slot] = number;
		this.#parent[number] = parent;
		this.#kind[number] = kind;
		this.#id[number] = id;
		return number;
	}

	name(network: number): string | undefined {
		if (network === PLAIN_NETWORK) return undefined;
		if (network === OTHER_NETWORK) return 'other';
		let name = this.#names.get(network);
		if (name === undefined) {
			name = this.#findName(network);
			this.#names.set(network, name);
		}
		return name;
	}

	#findName(network: number): string {
		const parent = this.#parent[network]!;
		const kind = this.#kind[network]!;
		const id = this.#id[network]!;
		const isVlan = kind === NetworkKind.Vlan;
		const outer = this.name(parent);
		const text = isVlan ? this.#vlans.name(id) : String(id);
		if (isVlan && parent !== PLAIN_NETWORK && this.#kind[parent] === NetworkKind.Vlan) return `${outer}.${text}`;
		const name = kindNames[kind]!;
		const own = name.endsWith(' ') ? `${name}${text}` : name;
		return outer === undefined ? own : `${outer} / ${own}`;
	}

	#other(): number {
		this.overflows++;
		return OTHER_NETWORK;
	}
}
