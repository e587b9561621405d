import {formatCount, formatMemory, formatRate, formatRatio, formatSeconds} from './units.js';

/** What was measured, from the fastest to the slowest, then what was not. */
export function speedRows({portolan, peers}) {
	const rows = [portolan, ...peers];
	return [
		...rows.filter(({measured}) => measured !== undefined).sort((a, b) => a.measured.seconds - b.measured.seconds),
		...rows.filter(({measured}) => measured === undefined),
	];
}

/** @returns {string[][]} cells, the heading first */
export function speedTable(results) {
	const heading = ['command', 'what it does', 'seconds', 'times portolan', 'packets/s', 'peak memory'];
	const rows = speedRows(results).map(({name, version, does, measured, problem, needs}) => {
		const title = version === undefined ? name : `${name} (${version})`;
		if (measured === undefined) {
			const reason = problem === undefined ? `not installed (${needs})` : `failed: ${problem}`;
			return [title, does, reason, '', '', ''];
		}
		const {seconds, ratio, peakOctets} = measured;
		const rate = formatRate(results.input.packets / seconds);
		return [title, does, formatSeconds(seconds), formatRatio(ratio), rate, formatMemory(peakOctets)];
	});
	return [heading, ...rows];
}

/** @returns {string[][]} */
export function curvesTable({curves}) {
	const rows = curves.map(({curve, point, measured, problem}) =>
		measured === undefined
			? [curve, point, `failed: ${problem}`, '']
			: [curve, point, formatSeconds(measured.seconds), formatMemory(measured.peakOctets)],
	);
	return [['what grows', 'to', 'seconds', 'peak memory'], ...rows];
}

/** How long an HTML report takes to open and to filter; @returns {string[][]} */
export function pageTable({opened, filtered}) {
	return [
		['in a report', 'seconds', 'seconds of processor time'],
		...opened.map(({view, seconds, cpu}) => [`open the view ${view}`, formatSeconds(seconds), formatSeconds(cpu)]),
		...filtered.map(({what, seconds}) => [what, formatSeconds(seconds), '']),
	];
}

/** What that was measured on. */
export function describePageMeasurement({date, machine, browser, edges, octets}) {
	const {cpu, cores, os} = machine;
	return (
		`Measured on ${date}: a report of ${formatCount(edges)} edges (${formatMemory(octets)}), Chromium ${browser} without a window. ` +
		`${cores} cores of ${cpu}, ${os}.${noiseOf(machine)}`
	);
}

function noiseOf({cores, load}) {
	return load < cores / 4
		? ''
		: ` The machine was busy with other work (load ${load}): expect the times to be too long.`;
}

/** @param {string[][]} rows */
export function asText(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  '));
	return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** @param {string[][]} rows */
export function asMarkdown([heading, ...rows]) {
	const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(heading), `|${heading.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** What was measured on what, in a sentence or two. */
export function describeMeasurement({input, machine, date}) {
	const {packets, flows, edges, snaplen, octets} = input;
	const {cpu, cores, memoryOctets, os, node} = machine;
	const traffic = `${formatCount(packets)} packets, ${formatCount(snaplen)} octets captured of each at most (${formatMemory(octets)})`;
	return (
		`Measured on ${date}: ${traffic}, ${formatCount(flows)} flows over ${formatCount(edges)} edges. ` +
		`${cores} cores of ${cpu}, ${formatMemory(memoryOctets)} of memory, ${os}, Node.js ${node}.${noiseOf(machine)}`
	);
}
