/** `1,234,567`: in groups of three, the same in every locale. */
export function grouped(value: number): string {
	return Math.round(value)
		.toString()
		.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

const units = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** Three digits and a unit of powers of 1000: `12.3 M`. */
export function scaled(value: number): string {
	let number = value;
	let unit = 0;
	while (number >= 999.5 && unit < units.length - 1) {
		number /= 1000;
		unit++;
	}
	const digits = unit === 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
	return `${number.toFixed(digits)} ${units[unit]}`.trimEnd();
}

/** A count in at most four characters, rounded down: `999`, `12k`, `123k`, `3M`. */
export function short(count: number): string {
	let number = count;
	let unit = 0;
	while (number >= 1000 && unit < units.length - 1) {
		number = Math.floor(number / 1000);
		unit++;
	}
	return `${number}${units[unit]}`;
}
