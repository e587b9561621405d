import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {defaults, generateFile} from './generate.js';
import {folder} from './options.js';
import {inventoryText} from './site.js';

/**
 * The capture for these options in the folder of the measurement; one that is there already, whole, is not made again.
 * @param {string} name of the file, without its ending
 * @param {Partial<import('./generate.js').Traffic>} options
 * @param {(text: string) => void} tell
 * @returns {string} its path
 */
export function captureFor(name, options, tell) {
	mkdirSync(folder, {recursive: true});
	const capture = path.join(folder, `${name}.pcap`);
	const manifest = path.join(folder, `${name}.json`);
	const wanted = {...defaults, ...options};
	if (isThere(capture, manifest, wanted)) return capture;
	tell(`making ${capture}`);
	// The manifest comes last, so that a capture that was not finished is not taken for one that was.
	rmSync(manifest, {force: true});
	generateFile(capture, wanted);
	writeFileSync(manifest, `${JSON.stringify({traffic: wanted, octets: statSync(capture).size})}\n`);
	return capture;
}

function isThere(capture, manifest, wanted) {
	if (!existsSync(capture) || !existsSync(manifest)) return false;
	const {traffic, octets} = JSON.parse(readFileSync(manifest, 'utf8'));
	return JSON.stringify(traffic) === JSON.stringify(wanted) && octets === statSync(capture).size;
}

export function removeCapture(name) {
	rmSync(path.join(folder, `${name}.pcap`), {force: true});
	rmSync(path.join(folder, `${name}.json`), {force: true});
}

/** @returns {string} the path of an inventory with so many hosts */
export function inventoryFor(hosts) {
	mkdirSync(folder, {recursive: true});
	const file = path.join(folder, `inventory-${hosts}.json`);
	writeFileSync(file, inventoryText(hosts));
	return file;
}
