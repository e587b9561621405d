// Takes the pictures of the HTML report in docs/html/, of reports on the samples. They are looked at by eye: fonts differ from
// machine to machine, so nothing compares them.

import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {findChromium, launchChromium} from './chromium.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pictures = path.join(root, 'docs/html');
const site = ['-r', 'configmgr-2012', '-r', 'windows-baseline', '-i', 'samples/inventory.yaml'];

const shots = [
	{name: 'overview', sample: 'violations.pcap.gz', at: 'overview', height: 1020},
	{name: 'matrix', sample: 'blocked.pcap', at: 'matrix?from=client&only=seen&to=management-point', height: 860},
	{name: 'graph', sample: 'violations.pcap.gz', at: 'graph', height: 900, colorScheme: 'dark'},
	{name: 'findings', sample: 'blocked.pcap', at: 'findings?q=tftp', height: 760, open: /^Details of /},
	{name: 'time', sample: 'blocked.pcap', at: 'time', height: 860},
	{name: 'narrow', sample: 'blocked.pcap', at: 'overview', width: 400, height: 800, colorScheme: 'dark'},
];

const executable = findChromium();
if (executable === undefined) throw new Error('no Chromium is installed here, nor named by CHROMIUM');
mkdirSync(pictures, {recursive: true});
const folder = mkdtempSync(path.join(os.tmpdir(), 'portolan-screenshots-'));
const browser = await launchChromium(executable);
try {
	for (const {name, sample, at, open, colorScheme = 'light', width = 1200, height} of shots) {
		const file = path.join(folder, `${sample}.html`);
		const args = ['bin/portolan.js', 'check', `samples/${sample}`, ...site, '-o', file];
		spawnSync(process.execPath, args, {cwd: root, stdio: ['ignore', 'ignore', 'inherit']});
		const page = await browser.newPage({viewport: {width, height}, colorScheme});
		await page.goto(`${pathToFileURL(file).href}#${at}`);
		await page.locator('main h1').waitFor();
		if (open !== undefined) await page.getByRole('button', {name: open}).first().click();
		await page.screenshot({path: path.join(pictures, `${name}.png`)});
		await page.close();
	}
} finally {
	await browser.close();
	rmSync(folder, {recursive: true});
}
