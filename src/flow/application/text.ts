/** Whether the octets from `start` on are this text of ASCII. */
export function startsWith(view: DataView, start: number, length: number, text: string): boolean {
	if (length < text.length) return false;
	for (let index = 0; index < text.length; index++) {
		if (view.getUint8(start + index) !== text.charCodeAt(index)) return false;
	}
	return true;
}

/** The octets as characters of Latin 1, at most `limit` of them. */
export function textAt(view: DataView, start: number, length: number, limit: number): string {
	let text = '';
	for (let at = start; at < start + Math.min(length, limit); at++) text += String.fromCharCode(view.getUint8(at));
	return text;
}
