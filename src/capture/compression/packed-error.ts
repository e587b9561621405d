/** A packed stream cannot be unpacked further. What came before is good. */
export class PackedError extends Error {
	override readonly name = 'PackedError';
	/** What is wrong behind "the gzip stream"; a place or a number of packets may follow it. */
	readonly trouble: 'is cut off' | 'is damaged' | 'cannot be read';
	/** More of it, for people; what would be right where something can be done. */
	readonly detail: string | undefined;

	constructor(trouble: PackedError['trouble'], detail?: string) {
		super(detail === undefined ? trouble : `${trouble} (${detail})`);
		this.trouble = trouble;
		this.detail = detail;
	}
}

export function damaged(detail: string): PackedError {
	return new PackedError('is damaged', detail);
}

export function cut(): PackedError {
	return new PackedError('is cut off');
}
