import {interfaceIndex, isInterfaceUp} from './interface-facts.js';

/** Milliseconds between two looks. */
const INTERVAL = 200;

/** Notices that an interface goes down or away, and comes back. One that the system does not know is taken to be up. */
export class InterfaceWatch {
	/** `isAnother`: it went away, and what came under its name is another. */
	onChange: (isUp: boolean, isAnother: boolean) => void = () => {};
	readonly #name: string;
	#isUp: boolean;
	#index: number | undefined;
	#timer: NodeJS.Timeout | undefined;

	constructor(name: string) {
		this.#name = name;
		this.#index = interfaceIndex(name);
		this.#isUp = this.#index === undefined || isInterfaceUp(name) !== false;
	}

	get isUp(): boolean {
		return this.#isUp;
	}

	start(): void {
		if (this.#index !== undefined) this.#timer ??= setInterval(() => this.look(), INTERVAL);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	look(): void {
		if (this.#index === undefined) return;
		const isUp = isInterfaceUp(this.#name) !== false;
		const index = interfaceIndex(this.#name);
		const isAnother = index !== undefined && this.#index !== undefined && index !== this.#index;
		if (index !== undefined) this.#index = index;
		if (isUp === this.#isUp && !isAnother) return;
		this.#isUp = isUp;
		this.onChange(isUp, isAnother);
	}
}
