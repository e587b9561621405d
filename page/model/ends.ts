import type {EndColumns} from '#portolan/report/html/page-data.js';
import type {ReportEnd, ReportSeenName} from '#portolan/report/report.js';
import {CodedColumn, decodeSparse} from '../numbers.js';

/** Initiators and responders, each once for each of its addresses. */
export class Ends {
	readonly count: number;
	readonly #addresses: readonly string[];
	readonly #names: ReadonlyArray<string | null>;
	readonly #roles: CodedColumn<readonly string[]>;
	readonly #seenAs: ReadonlyMap<number, ReportSeenName>;

	constructor({addresses, names, roles, seenAs}: EndColumns) {
		this.count = addresses.length;
		this.#addresses = addresses;
		this.#names = names;
		this.#roles = new CodedColumn(roles, addresses.length);
		this.#seenAs = decodeSparse(seenAs);
	}

	/** The name in the inventory, or the address. */
	label(position: number): string {
		return this.#names[position] ?? this.#addresses[position]!;
	}

	end(position: number): ReportEnd {
		return {
			address: this.#addresses[position]!,
			name: this.#names[position]!,
			roles: this.#roles.at(position),
			seenAs: this.#seenAs.get(position) ?? null,
		};
	}

	/** All that can be searched for, in small letters. */
	searchText(position: number): string {
		const {address, name, roles, seenAs} = this.end(position);
		return `${name ?? ''} ${address} ${roles.join(' ')} ${seenAs?.name ?? ''}`.toLowerCase();
	}
}
