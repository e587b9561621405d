import {padded} from './pcapng-block.js';

// Options behind the fixed part of a block (draft-ietf-opsawg-pcapng §3.5).

export const Option = {
	End: 0,
	Comment: 1,
	/** Of a section header (§4.1). */
	UserApplication: 4,
	/** Of an interface description (§4.2). */
	Name: 2,
	Description: 3,
	TimestampResolution: 9,
	TimestampOffset: 14,
	/** Of interface statistics (§4.6). */
	StartTime: 2,
	EndTime: 3,
	InterfaceDrops: 5,
	SystemDrops: 7,
	/** Of an enhanced packet (§4.3). */
	DropCount: 4,
} as const;

/** Calls back for every option from octet `start` on that ends before `end`. */
export function readOptions(
	view: DataView,
	start: number,
	end: number,
	littleEndian: boolean,
	onOption: (code: number, value: number, length: number) => void,
): void {
	for (let option = start; option + 4 <= end; ) {
		const code = view.getUint16(option, littleEndian);
		const length = view.getUint16(option + 2, littleEndian);
		const value = option + 4;
		if (code === Option.End || value + length > end) return;
		onOption(code, value, length);
		option = value + padded(length);
	}
}

const decoder = new TextDecoder();

/** Text of an option or of names; what is no UTF-8 becomes the replacement character. */
export function textAt(view: DataView, start: number, length: number): string {
	return decoder.decode(new Uint8Array(view.buffer, view.byteOffset + start, length));
}
