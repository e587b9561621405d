/** `1 234 567`, with thin spaces: the same in every place. */
export function formatCount(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Three digits and a unit of powers of a thousand: `1.23 MB`. */
export function formatOctets(octets: number): string {
	let unit = 0;
	let value = octets;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
	return `${value.toFixed(digits)}\u202f${units[unit]}`;
}

/** `1 edge`, `1 234 edges`. */
export function countText(count: number, noun: string): string {
	return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Without the day, which all of a short report share. */
export function shortTime(time: string): string {
	return time.replace('T', ' ').replace(/(\.\d{3})\d{3}Z$/, '$1');
}
