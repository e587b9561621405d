import {existsSync} from 'node:fs';
import path from 'node:path';
import {chromium} from 'playwright-core';
import {findProgram} from '../bench/find-program.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const {LOCALAPPDATA = '', PROGRAMFILES = '', 'PROGRAMFILES(X86)': PROGRAMFILES_X86 = ''} = process.env;
const places = [
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
	...[LOCALAPPDATA, PROGRAMFILES, PROGRAMFILES_X86]
		.filter((folder) => folder !== '')
		.flatMap((folder) => [
			path.join(folder, 'Chromium/Application/chrome.exe'),
			path.join(folder, 'Google/Chrome/Application/chrome.exe'),
			path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
		]),
];

/**
 * @returns {string | undefined} the browser that CHROMIUM names, else one on the PATH or at the places where its installers put it.
 * What CHROMIUM names must be there; empty it says that there is none.
 */
export function findChromium() {
	const {CHROMIUM} = process.env;
	if (CHROMIUM === '') return undefined;
	if (CHROMIUM !== undefined) {
		if (!existsSync(CHROMIUM)) throw new Error(`CHROMIUM=${CHROMIUM}: no such file`);
		return CHROMIUM;
	}
	return names.map(findProgram).find((found) => found !== undefined) ?? places.find((place) => existsSync(place));
}

/** A browser without a window. Chromium refuses its sandbox to root, as which builds in containers run. */
export function launchChromium(executablePath) {
	const isRoot = process.getuid?.() === 0;
	// Text is drawn the same whatever the machine's screen is.
	const args = ['--font-render-hinting=none', '--disable-lcd-text', ...(isRoot ? ['--no-sandbox'] : [])];
	return chromium.launch({executablePath, args});
}
