// How long the HTML report of a very large site takes to open and to filter, in a browser without a window, and how large it is.
//
//   node scripts/page/measure.js [--edges 200000] [--rounds 5]
//
// Writes docs/bench/page.json, from which the documentation is made.

import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {readPage} from '../../dist/cli/page.js';
import {formatHtml} from '../../dist/report/html/html.js';
import {describeMachine} from '../bench/machine.js';
import {median} from '../bench/statistics.js';
import {findChromium, launchChromium} from './chromium.js';
import {largeReport} from './large-report.js';

const {values} = parseArgs({
	options: {edges: {type: 'string', default: '200000'}, rounds: {type: 'string', default: '5'}},
});
const [edges, rounds] = [Number(values.edges), Number(values.rounds)];

/** A view is opened, or something is typed or chosen in the table of edges. */
const openings = ['overview', 'findings', 'matrix', 'graph', 'time', 'edges', 'hosts', 'rules'];
const filters = [
	{what: 'search for a host', q: 'host-000123'},
	{what: 'search for a port', q: 'tcp/443'},
	{what: 'search for two words', q: 'role-03 smb'},
	{what: 'unexpected edges', status: 'unexpected'},
	{what: 'order by octets', order: 'Octets'},
	{what: 'order by initiator', order: 'Initiator'},
];

/** Runs in the page: resolves when what was changed has been drawn. */
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));

async function measureOpening(browser, address, view) {
	const page = await browser.newPage();
	const session = await page.context().newCDPSession(page);
	await session.send('Performance.enable', {timeDomain: 'threadTicks'});
	await page.goto(`${address}#${view}`);
	await page.locator('main h1').waitFor();
	const milliseconds = await page.evaluate(drawn);
	const {metrics} = await session.send('Performance.getMetrics');
	await page.close();
	return {seconds: milliseconds / 1000, cpu: metrics.find(({name}) => name === 'TaskDuration').value};
}

async function measureFilter(page, {q, status, order}) {
	await page.evaluate(() => {
		location.hash = 'edges';
	});
	await page.evaluate(drawn);
	const started = await page.evaluate(() => performance.now());
	if (q !== undefined) await page.locator('input[name=q]').fill(q);
	if (status !== undefined) await page.locator('select[name=status]').selectOption(status);
	if (order !== undefined) await page.getByRole('button', {name: order}).click();
	return ((await page.evaluate(drawn)) - started) / 1000;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'portolan-page-'));
try {
	const executable = findChromium();
	if (executable === undefined) throw new Error('no Chromium is installed here, nor named by CHROMIUM');
	const machine = describeMachine();
	const file = path.join(folder, 'large.html');
	writeFileSync(file, formatHtml(largeReport({edges}), readPage()));
	const browser = await launchChromium(executable);
	const address = pathToFileURL(file).href;
	const opened = [];
	for (const view of openings) {
		const runs = [];
		for (let round = 0; round < rounds; round++) runs.push(await measureOpening(browser, address, view));
		opened.push({view, seconds: middle(runs, 'seconds'), cpu: middle(runs, 'cpu')});
	}
	const page = await browser.newPage();
	await page.goto(`${address}#edges`);
	await page.locator('main h1').waitFor();
	const filtered = [];
	for (const filter of filters) {
		const runs = [];
		for (let round = 0; round < rounds; round++) runs.push({seconds: await measureFilter(page, filter)});
		filtered.push({what: filter.what, seconds: middle(runs, 'seconds')});
	}
	const results = {
		date: new Date().toISOString().slice(0, 10),
		machine,
		browser: browser.version(),
		edges,
		octets: statSync(file).size,
		opened,
		filtered,
	};
	await browser.close();
	writeFileSync(
		fileURLToPath(new URL('../../docs/bench/page.json', import.meta.url)),
		`${JSON.stringify(results, null, '\t')}\n`,
	);
	process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
} finally {
	rmSync(folder, {recursive: true});
}

function middle(runs, field) {
	return Number(median(runs.map((run) => run[field])).toFixed(3));
}
