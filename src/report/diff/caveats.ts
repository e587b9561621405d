import type {Report} from '../report.js';

/** What must be known before any difference is believed. */
export function caveatsOf(earlier: Report, later: Report): string[] {
	const caveats: string[] = [];
	const packs = (report: Report) =>
		report.packs
			.map(({name, version, parameters}) => {
				const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
				return `${name} (${[version, ...set].join(', ')})`;
			})
			.join(' and ');
	if (packs(earlier) !== packs(later)) {
		caveats.push(`the two sides are held against different packs: ${packs(earlier)}, and ${packs(later)}`);
	} else if (earlier.packs.some(({fingerprint}, index) => fingerprint !== later.packs[index]?.fingerprint)) {
		caveats.push('the packs have the same names and versions, and different rules');
	}
	if (earlier.inventory.fingerprint !== later.inventory.fingerprint) {
		caveats.push(
			`the two sides have different inventories: ${describeInventory(earlier)}, and ${describeInventory(later)}; hosts are the same by name`,
		);
	}
	const [a, b] = [earlier.window, later.window];
	if (a.first !== null && b.first !== null && b.first < a.first) {
		caveats.push('the later captures begin before the earlier ones: are the two sides the wrong way round?');
	}
	for (const [report, which] of [
		[earlier, 'earlier'],
		[later, 'later'],
	] as const) {
		const broken = report.captures.filter(({complete}) => !complete).map(({path}) => path);
		if (broken.length > 0) caveats.push(`of the ${which} captures ${broken.join(', ')} was not read to the end`);
		const known = report.baseline?.setAside ?? 0;
		if (known > 0) caveats.push(`the ${which} report sets ${known} of its findings aside, as a baseline knows them`);
	}
	return caveats;
}

function describeInventory({inventory: {hosts, networks}}: Report): string {
	return `${hosts} hosts and ${networks} networks`;
}
