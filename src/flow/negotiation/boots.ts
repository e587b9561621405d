import type {FrameReference, OptionBoot, PxeBoot} from '../biflow.js';
import type {DhcpMessage} from '../dhcp-message.js';

const DISCOVER = 1;
const OFFER = 2;
const ACKNOWLEDGMENT = 5;
const PXE = /^PXEClient/;
/** Machines that are watched while they boot. */
const MAX_BOOTS = 4096;
/** Relays of one machine's request, and servers that they pass it on to. */
const MAX_RELAYS = 64;

interface Boot {
	readonly hardware: string;
	readonly frame: FrameReference;
	readonly addressOffers: Set<string>;
	addressOffer: FrameReference | undefined;
	readonly bootOffers: Set<string>;
	hasBootFile: boolean;
	byOptions: OptionBoot | undefined;
	readonly relays: Set<string>;
	readonly relayedTo: Set<string>;
}

/** Machines that ask to be booted over the network (PXE 2.1 §2.2), and who answers them. */
export class PxeBoots {
	readonly #boots = new Map<string, Boot>();
	readonly #machines = new Map<number, string>();

	/** @param sender text of the address that the message comes from, `receiver` of that which it goes to */
	note(message: DhcpMessage, sender: string, receiver: string, frame: FrameReference): void {
		const {
			op,
			type,
			transaction,
			hardware,
			vendorClass = '',
			bootFile,
			yourAddress,
			relayAddress,
			nextServer,
		} = message;
		if (op === 1 && type === DISCOVER && PXE.test(vendorClass)) {
			if (!this.#boots.has(hardware) && this.#boots.size < MAX_BOOTS) {
				this.#boots.set(hardware, {
					hardware,
					frame,
					addressOffers: new Set(),
					addressOffer: undefined,
					bootOffers: new Set(),
					hasBootFile: false,
					byOptions: undefined,
					relays: new Set(),
					relayedTo: new Set(),
				});
			}
			if (this.#machines.size === MAX_BOOTS) this.#machines.delete(this.#machines.keys().next().value!);
			this.#machines.set(transaction, hardware);
		}
		const boot = this.#boots.get(this.#machines.get(transaction) ?? '');
		if (op === 1 && relayAddress !== undefined && boot?.hardware === hardware && boot.relays.size < MAX_RELAYS) {
			boot.relays.add(relayAddress);
			if (boot.relayedTo.size < MAX_RELAYS) boot.relayedTo.add(receiver);
		}
		if (op !== 2 || boot === undefined || (type !== OFFER && type !== ACKNOWLEDGMENT)) return;
		const isBoot = PXE.test(vendorClass);
		(isBoot ? boot.bootOffers : boot.addressOffers).add(sender);
		if (!isBoot) boot.addressOffer ??= frame;
		boot.hasBootFile ||= bootFile !== undefined;
		if (bootFile !== undefined && yourAddress !== undefined) {
			boot.byOptions ??= {server: sender, file: bootFile, nextServer, frame};
		}
	}

	/** In the order in which they began. */
	get all(): PxeBoot[] {
		return [...this.#boots.values()].map(({addressOffers, bootOffers, relays, relayedTo, ...boot}) => ({
			...boot,
			addressOffers: [...addressOffers].sort(),
			bootOffers: [...bootOffers].sort(),
			relays: [...relays].sort(),
			relayedTo: [...relayedTo].sort(),
		}));
	}
}
