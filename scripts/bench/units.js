// Numbers as people read them, the same whatever the locale.

export function formatCount(number) {
	return String(Math.round(number)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function formatSeconds(seconds) {
	return withDigits(seconds);
}

export function formatRatio(ratio) {
	return withDigits(ratio);
}

/** Two digits that count at least, three where one is before the point. */
function withDigits(number) {
	return number.toFixed(number < 0.1 ? 3 : number < 10 ? 2 : 1);
}

/** Packets a second, to three digits. */
export function formatRate(rate) {
	const step = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 2);
	return formatCount(Math.round(rate / step) * step);
}

export function formatMemory(octets) {
	if (octets === null) return 'unknown';
	return octets < 10e9 ? `${formatCount(octets / 1e6)} MB` : `${(octets / 1e9).toFixed(1)} GB`;
}
