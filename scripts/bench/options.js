import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

/**
 * @typedef {object} Options
 * @property {number} packets
 * @property {number} flows
 * @property {number} edges
 * @property {number} snaplen
 * @property {number} rounds at most; slow peers have fewer
 * @property {string[] | null} only names of the peers to run; `null` for all
 * @property {boolean} curves
 * @property {number | null} jobs processor cores for portolan; `null` for as many as it takes by itself
 * @property {string} output where the results go, as JSON; the picture is drawn beside it
 */

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where inputs and outputs of a measurement are. */
export const folder = path.join(os.tmpdir(), 'portolan-bench');

export const usage = `usage: npm run bench -- [options]

  --packets <n>    packets of the capture (5000000)
  --flows <n>      flows they belong to (200000)
  --edges <n>      pairs of hosts and ports the flows are of (10000)
  --snaplen <n>    octets captured of a packet at most (96)
  --rounds <n>     times a command is run, at most (5)
  --only <names>   only these peers, separated by commas
  --curves         also how time and memory grow
  --jobs <n>       processor cores for portolan (all)
  --output <file>  where the results go (docs/bench/results.json)
`;

/**
 * @param {string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
	const string = (value) => ({type: 'string', default: value});
	const {values} = parseArgs({
		args,
		options: {
			packets: string('5000000'),
			flows: string('200000'),
			edges: string('10000'),
			snaplen: string('96'),
			rounds: string('5'),
			only: {type: 'string'},
			curves: {type: 'boolean', default: false},
			jobs: {type: 'string'},
			output: string(path.join(root, 'docs/bench/results.json')),
		},
	});
	const count = (name) => {
		if (!/^[1-9]\d{0,8}$/.test(values[name]))
			throw new Error(`--${name} ${values[name]}: write a whole number, 1 or more`);
		return Number(values[name]);
	};
	return {
		packets: count('packets'),
		flows: count('flows'),
		edges: count('edges'),
		snaplen: count('snaplen'),
		rounds: count('rounds'),
		only: values.only === undefined ? null : values.only.split(',').map((name) => name.trim()),
		curves: values.curves,
		jobs: values.jobs === undefined ? null : count('jobs'),
		output: path.resolve(values.output),
	};
}
