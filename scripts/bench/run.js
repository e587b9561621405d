// Times portolan side by side with what else reads captures on this machine, and writes down what came out.

import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {drawChartOf} from './chart.js';
import {compare} from './compare.js';
import {curvePoints, measurePoint, removeCurveInput} from './curves.js';
import {captureFor, inventoryFor} from './input.js';
import {describeMachine} from './machine.js';
import {readOptions, root, usage} from './options.js';
import {peers, versionOf} from './peers.js';
import {portolan} from './portolan.js';
import {summarize} from './statistics.js';
import {asText, curvesTable, describeMeasurement, speedTable} from './table.js';
import {timedRun} from './timed-run.js';

const tell = (text) => void process.stderr.write(`${text}\n`);

async function measurePeer(peer, input, ours, {rounds}) {
	const {name, does, needs} = peer;
	const program = peer.find();
	if (program === undefined) return {row: {name, does, needs}, ourRuns: []};
	tell(`${name} ...`);
	const theirs = {program, args: peer.args(input)};
	const {warmUps, timeout} = peer;
	const outcome = await compare(ours, theirs, {rounds: Math.min(rounds, peer.rounds), warmUps, timeout});
	const {problem, measured, ourRuns} = outcome;
	const row = {name, version: versionOf(peer, program), does, needs};
	return {row: problem === null ? {...row, measured} : {...row, problem}, ourRuns};
}

async function measure(options) {
	const {packets, flows, edges, snaplen, only, jobs} = options;
	// Before anything runs: the load is to be that of others.
	const machine = describeMachine();
	const capture = captureFor('speed', {packets, flows, edges, snaplen}, tell);
	const input = {capture, inventory: inventoryFor(24)};
	const ours = portolan({...input, jobs});
	const chosen = peers.filter(({name}) => only === null || only.includes(name));
	const rows = [];
	const ourRuns = [];
	for (const peer of chosen) {
		const outcome = await measurePeer(peer, input, ours, options);
		rows.push(outcome.row);
		ourRuns.push(...outcome.ourRuns);
	}
	if (ourRuns.length === 0) ourRuns.push(await timedRun(ours));
	const curves = [];
	for (const point of curvePoints(options)) {
		tell(`${point.curve}: ${point.point} ...`);
		curves.push(await measurePoint(point, options, tell));
	}
	removeCurveInput();
	return {
		date: new Date().toISOString().slice(0, 10),
		machine,
		input: {packets, flows, edges, snaplen, octets: statSync(capture).size},
		portolan: {
			name: 'portolan',
			version: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version,
			does: 'flows, judged against the whole matrix',
			measured: {...summarize(ourRuns), ratio: 1},
		},
		peers: rows,
		curves,
	};
}

async function main() {
	const options = readOptions(process.argv.slice(2));
	const unknown = options.only?.filter((name) => peers.every((peer) => peer.name !== name)) ?? [];
	if (unknown.length > 0) {
		throw new Error(`--only ${unknown.join(',')}: known are ${peers.map(({name}) => name).join(', ')}`);
	}
	const results = await measure(options);
	mkdirSync(path.dirname(options.output), {recursive: true});
	writeFileSync(options.output, `${JSON.stringify(results, null, '\t')}\n`);
	const picture = drawChartOf(options.output);
	process.stdout.write(`${describeMeasurement(results)}\n\n${asText(speedTable(results))}\n`);
	process.stdout.write(`${asText(curvesTable(results))}\n${options.output} and ${picture} were written.\n`);
}

try {
	await main();
} catch (error) {
	tell(`bench: ${error.message}`);
	if (error.code?.startsWith('ERR_PARSE_ARGS')) tell(`\n${usage}`);
	process.exitCode = 1;
}
