import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureFor, inventoryFor, removeCapture} from './input.js';
import {folder} from './options.js';
import {portolan} from './portolan.js';
import {rulePackText} from './rule-pack.js';
import {summarize} from './statistics.js';
import {timedRun} from './timed-run.js';
import {formatCount, formatMemory} from './units.js';

/**
 * @typedef {object} Point
 * @property {string} curve what grows
 * @property {string} point how far
 * @property {Partial<import('./generate.js').Traffic>} traffic
 * @property {number} [hosts] of the inventory
 * @property {number} [rows] of a generated rule pack, instead of the documented one
 * @property {boolean} [isPiped] generated while it is read
 */

const HOSTS = 24;
const ROUNDS = 3;
const FULL_FRAME = 1514;

/**
 * Everything grows with `packets`, so that a small measurement is small as a whole.
 * @param {import('./options.js').Options} options
 * @returns {Point[]}
 */
export function curvePoints({packets, flows, edges, snaplen, curves}) {
	const base = {packets, flows, edges, snaplen};
	const few = Math.ceil(packets / 5);
	const attempts = curves ? packets * 4 : Math.ceil(packets / 2.5);
	const always = [
		{curve: 'start-up', point: '1,000 packets', traffic: {...base, packets: 1000, flows: 100, edges: 100}},
		{
			curve: 'a scan, through a pipe',
			point: `${formatCount(attempts)} pairs of address and port`,
			traffic: {...base, packets: attempts, scan: attempts},
			isPiped: true,
		},
	];
	if (!curves) return always;
	const full = Math.ceil(packets * 0.26);
	return [
		...always,
		...[1, 4, 16].map((times) => ({
			curve: 'packets, the same flows',
			point: formatCount(few * times),
			traffic: {...base, packets: few * times},
		})),
		...[1, 10, 100].map((times) => ({
			curve: 'flows, the same packets',
			point: formatCount(Math.ceil(flows / 20) * times),
			traffic: {...base, flows: Math.ceil(flows / 20) * times},
		})),
		...[10, 10_000].map((hosts) => ({
			curve: 'hosts of the inventory',
			point: formatCount(hosts),
			traffic: {...base, packets: few},
			hosts,
		})),
		...[100, 10_000].map((rows) => ({
			curve: 'rows of the rule pack',
			point: formatCount(rows),
			traffic: {...base, packets: few},
			rows,
		})),
		{
			curve: 'full-size packets',
			point: `${formatCount(full)} packets, ${formatMemory(full * (FULL_FRAME + 16))}`,
			traffic: {...base, packets: full, snaplen: FULL_FRAME, size: FULL_FRAME},
		},
	];
}

/**
 * @param {Point} point
 * @param {import('./options.js').Options} options
 * @param {(text: string) => void} tell
 */
export async function measurePoint({curve, point, traffic, hosts = HOSTS, rows, isPiped}, {rounds, jobs}, tell) {
	const inventory = inventoryFor(hosts);
	const packs = rows === undefined ? undefined : [rulePack(rows)];
	const capture = isPiped ? '-' : captureFor('curve', traffic, tell);
	const feeder = isPiped ? {program: process.execPath, args: generatorArgs(traffic)} : undefined;
	const runs = [];
	for (let round = 0; round < Math.min(rounds, ROUNDS); round++) {
		runs.push(await timedRun(portolan({capture, inventory, packs, jobs}), {feeder, timeout: 1800}));
	}
	const failed = runs.find(({problem}) => problem !== null);
	return failed === undefined ? {curve, point, measured: summarize(runs)} : {curve, point, problem: failed.problem};
}

export function removeCurveInput() {
	removeCapture('curve');
}

function generatorArgs(traffic) {
	const options = Object.entries(traffic).flatMap(([name, value]) => [`--${name}`, String(value)]);
	return [fileURLToPath(new URL('generate.js', import.meta.url)), '-', ...options];
}

function rulePack(rows) {
	const file = path.join(folder, `rows-${rows}.yaml`);
	writeFileSync(file, rulePackText(rows));
	return file;
}
