/**
 * Orders versions as vendors write them, part by part, numbers as numbers: 9.10 is later than 9.9. Negative where `a` is
 * earlier than `b`.
 */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [a, b].map((version) => version.toLowerCase().split(/[^a-z0-9]+/)) as [string[], string[]];
	for (let index = 0; index < Math.max(left.length, right.length); index++) {
		const [x = '0', y = '0'] = [left[index], right[index]];
		const difference = Number(x) - Number(y);
		if (difference !== 0 && !Number.isNaN(difference)) return difference;
		if (Number.isNaN(difference) && x !== y) return x < y ? -1 : 1;
	}
	return 0;
}
