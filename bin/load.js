// Loads the program, which lies in one file. Compiling that takes a third of the time of a short run; so what Node.js made of it when the
// project was built lies beside it. Another version of Node.js passes over that, and compiles.

import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Script} from 'node:vm';

const program = fileURLToPath(new URL('../dist/bundled/main.cjs', import.meta.url));
const compiledProgram = `${program}.compiled`;
const DIGEST = 32;

/**
 * @returns {{script: Script, code: Buffer, run: (argv: string[]) => Promise<void>}} the program, and the script that it is part of
 */
export function load() {
	const code = readCode();
	// All of it is ASCII, which is turned into a string faster so.
	const text = `(function (exports, require, module, __filename, __dirname) {${code.toString('latin1')}\n})`;
	const script = new Script(text, {filename: program, cachedData: compiledBefore(code)});
	const module = {exports: {}};
	const define = script.runInThisContext();
	define(module.exports, createRequire(program), module, program, path.dirname(program));
	return {script, code, run: module.exports.run};
}

/** Keeps what was compiled until now, for the runs to come. */
export function keepCompiled({script, code}) {
	const compiled = script.createCachedData();
	writeFileSync(compiledProgram, Buffer.concat([compiled, digestOf(code, compiled)]));
}

function readCode() {
	try {
		return readFileSync(program);
	} catch (error) {
		if (error.code !== 'ENOENT') throw error;
		throw new Error(`${program} is missing: build the project, with npm run build`);
	}
}

/** What was compiled of this code, if it is there and whole: V8 looks at its version and its length, and would crash over octets that are damaged. */
function compiledBefore(code) {
	try {
		const kept = readFileSync(compiledProgram);
		const compiled = kept.subarray(0, -DIGEST);
		return digestOf(code, compiled).equals(kept.subarray(-DIGEST)) ? compiled : undefined;
	} catch {
		return undefined;
	}
}

function digestOf(code, compiled) {
	return createHash('sha256').update(code).update(compiled).digest();
}
