// The programs that read the same capture, each as it is usually run, and what it has made of the packets at the end.

import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {devNull} from 'node:os';
import path from 'node:path';
import {counter} from './counter.js';
import {findProgram} from './find-program.js';
import {folder, root} from './options.js';
import {portolan} from './portolan.js';

/**
 * @typedef {object} Input
 * @property {string} capture
 * @property {string} inventory
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} does what it makes of the packets
 * @property {string} needs the Debian package, or what else has to be there
 * @property {() => string | undefined} find the program; `undefined` when it is not installed
 * @property {(input: Input) => string[]} args
 * @property {string[] | null} versionArgs with which it says its version; `null` when `version` tells
 * @property {() => string} [version]
 * @property {number} rounds at most
 * @property {number} warmUps
 * @property {number} timeout seconds
 */

const quick = {rounds: Number.POSITIVE_INFINITY, warmUps: 1, timeout: 120};
const slow = {rounds: 3, warmUps: 1, timeout: 600};
const verySlow = {rounds: 2, warmUps: 0, timeout: 1800};

/** @type {Peer[]} */
export const peers = [
	{
		name: 'portolan -j 1',
		does: 'the same on one core',
		needs: 'Node.js',
		find: () => process.execPath,
		args: ({capture, inventory}) => portolan({capture, inventory, jobs: 1}).args,
		versionArgs: null,
		version: () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version,
		...quick,
	},
	{
		name: 'libpcap loop',
		does: 'counts packets',
		needs: 'gcc and libpcap-dev',
		find: counter,
		args: ({capture}) => [capture],
		versionArgs: ['--version'],
		...quick,
	},
	{
		name: 'tcpdump',
		does: 'copies packets',
		needs: 'tcpdump',
		find: () => findProgram('tcpdump'),
		args: ({capture}) => ['-r', capture, '-w', '-'],
		versionArgs: ['--version'],
		...quick,
	},
	{
		name: 'nfpcapd',
		does: 'flows',
		needs: 'nfdump',
		find: () => findProgram('nfpcapd'),
		args: ({capture}) => ['-r', capture, '-w', outputFolder('nfpcapd')],
		versionArgs: ['-V'],
		...slow,
	},
	{
		name: 'softflowd',
		does: 'flows',
		needs: 'softflowd',
		find: () => findProgram('softflowd'),
		// Its table holds 8,192 flows unless told otherwise.
		args: ({capture}) => [
			...['-r', capture, '-d', '-c', 'none', '-m', '1000000'],
			...['-p', path.join(outputFolder('softflowd'), 'pid')],
		],
		versionArgs: ['-h'],
		...slow,
	},
	{
		name: 'argus',
		does: 'flows',
		needs: 'argus-server',
		find: () => findProgram('argus'),
		args: ({capture}) => ['-X', '-r', capture, '-w', devNull],
		versionArgs: ['-h'],
		...slow,
	},
	{
		name: 'ndpiReader',
		does: 'flows and their applications',
		needs: 'libndpi-bin',
		find: () => findProgram('ndpiReader'),
		args: ({capture}) => ['-i', capture, '-q'],
		versionArgs: ['-h'],
		...slow,
	},
	{
		name: 'pcap-parser',
		does: 'counts packets',
		needs: 'npm ci',
		find: () => (existsSync(path.join(root, 'node_modules/pcap-parser')) ? process.execPath : undefined),
		args: ({capture}) => [path.join(root, 'scripts/bench/count-packets.js'), capture],
		versionArgs: null,
		version: () => JSON.parse(readFileSync(path.join(root, 'node_modules/pcap-parser/package.json'), 'utf8')).version,
		...slow,
	},
	{
		name: 'tshark',
		does: 'dissects, TCP conversations',
		needs: 'tshark',
		find: () => findProgram('tshark'),
		args: ({capture}) => ['-q', '-z', 'conv,tcp', '-r', capture],
		versionArgs: ['--version'],
		...verySlow,
	},
];

/** What the program calls its version: the first number with a point in what it prints. */
export function versionOf(peer, program) {
	if (peer.versionArgs === null) return peer.version();
	const {stdout, stderr} = spawnSync(program, peer.versionArgs, {encoding: 'utf8', timeout: 10_000});
	return /\d+\.\d+(?:\.\d+)*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown';
}

function outputFolder(name) {
	const output = path.join(folder, name);
	mkdirSync(output, {recursive: true});
	return output;
}
