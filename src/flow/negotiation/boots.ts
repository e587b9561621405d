import type {FrameReference, PxeBoot} from '../biflow.js';
import type {DhcpMessage} from '../dhcp-message.js';

const DISCOVER = 1;
const OFFER = 2;
const ACKNOWLEDGMENT = 5;
const PXE = /^PXEClient/;
/** Machines that are watched while they boot. */
const MAX_BOOTS = 4096;

interface Boot {
	readonly hardware: string;
	readonly frame: FrameReference;
	readonly addressOffers: Set<string>;
	addressOffer: FrameReference | undefined;
	readonly bootOffers: Set<string>;
	hasBootFile: boolean;
}

/** Machines that ask to be booted over the network (PXE 2.1 §2.2), and who answers them. */
export class PxeBoots {
	readonly #boots = new Map<string, Boot>();
	readonly #machines = new Map<number, string>();

	/** @param sender text of the address that the message comes from */
	note(
		{op, type, transaction, hardware, vendorClass = '', bootFile}: DhcpMessage,
		sender: string,
		frame: FrameReference,
	): void {
		if (op === 1 && type === DISCOVER && PXE.test(vendorClass)) {
			if (!this.#boots.has(hardware) && this.#boots.size < MAX_BOOTS) {
				const nobody = {addressOffers: new Set<string>(), bootOffers: new Set<string>(), hasBootFile: false};
				this.#boots.set(hardware, {hardware, frame, ...nobody, addressOffer: undefined});
			}
			if (this.#machines.size === MAX_BOOTS) this.#machines.delete(this.#machines.keys().next().value!);
			this.#machines.set(transaction, hardware);
		}
		const boot = this.#boots.get(this.#machines.get(transaction) ?? '');
		if (op !== 2 || boot === undefined || (type !== OFFER && type !== ACKNOWLEDGMENT)) return;
		const isBoot = PXE.test(vendorClass);
		(isBoot ? boot.bootOffers : boot.addressOffers).add(sender);
		if (!isBoot) boot.addressOffer ??= frame;
		boot.hasBootFile ||= bootFile !== undefined;
	}

	/** In the order in which they began. */
	get all(): PxeBoot[] {
		return [...this.#boots.values()].map(({hardware, frame, addressOffers, addressOffer, bootOffers, hasBootFile}) => ({
			hardware,
			frame,
			addressOffer,
			addressOffers: [...addressOffers].sort(),
			bootOffers: [...bootOffers].sort(),
			hasBootFile,
		}));
	}
}
