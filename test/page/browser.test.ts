import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import test from 'ava';
import type {AxeResults} from 'axe-core';
import type {Page} from 'playwright-core';
import {views} from '#page/address.js';
import type {Report} from '#portolan/report/report.js';
import {chromiumPath, noChromium, type OpenPage, ReportBrowser} from '../support/browser.js';
import {emptyReport, reportNaming} from '../support/report.js';
import {run, site} from '../support/run.js';
import {scriptModule} from '../support/scripts.js';

// The page as its readers meet it: opened from disk by a browser. What it works out is tested beside it, without one.

const {largeReport} = await scriptModule<{largeReport: (options: {edges: number}) => Report}>('page/large-report.js');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const browser = new ReportBrowser();
test.after.always(() => browser.close());

const reports = new Map<string, Promise<Report>>();
function sample(name: string): Promise<Report> {
	let report = reports.get(name);
	if (report === undefined) {
		report = run(['check', `samples/${name}`, ...site, '-f', 'json']).then(({stdout}) => JSON.parse(stdout) as Report);
		reports.set(name, report);
	}
	return report;
}

const opens = test.macro<
	[report: () => Report | Promise<Report>, at: string, use: (t: OpenPage & {is: Is}) => Promise<void>]
>({
	exec: async (t, report, at, use) => {
		t.timeout(120_000);
		const opened = await browser.open(await report(), {at});
		await use({...opened, is: (actual, expected, message) => void t.deepEqual(actual, expected, message)});
		t.deepEqual(opened.complaints, []);
		await opened.page.context().close();
	},
	title: (name) => `browser: ${name}`,
});
type Is = (actual: unknown, expected: unknown, message?: string) => void;

const blocked = () => sample('blocked.pcap');
const violations = () => sample('violations.pcap.gz');
const hashOf = (page: Page) => page.evaluate(() => location.hash);
const goTo = (page: Page, address: string) =>
	page.evaluate((hash) => {
		location.hash = hash;
	}, address);
const rowsOf = (page: Page, caption: string) => page.locator(`table:has(caption:text-is("${caption}")) > tbody > tr`);

if (chromiumPath === undefined) {
	test('browser', (t) => {
		t.log(noChromium);
		t.pass();
	});
} else {
	test.serial(
		'the verdict comes first, in the words of the text report',
		opens,
		blocked,
		'overview',
		async ({page, is}) => {
			is(await page.locator('h1').innerText(), 'NOT COMPLIANT: 0 errors, 12 warnings, 0 notes');
			is(await page.title(), 'NOT COMPLIANT: samples/blocked.pcap - portolan');
			is(
				await page.locator('dl.facts dd').nth(2).innerText(),
				'21: 21 expected, 0 unexpected, 0 with unknown hosts, 0 inconclusive',
			);
		},
	);

	test.serial('every view is reached by its link', opens, violations, 'overview', async ({page, is}) => {
		const links = page.locator('nav.views a');
		is(await links.count(), views.length);
		for (const [index, view] of views.entries()) {
			await links.nth(index).click();
			is(await hashOf(page), `#${view}`);
			await page.locator('main h1').waitFor();
			is(await page.locator('nav.views a[aria-current]').count(), 1);
		}
	});

	test.serial(
		'a cell of the matrix is clicked: its rules, edges and findings',
		opens,
		blocked,
		'matrix',
		async ({page, is}) => {
			const cell = page.getByRole('link', {name: /^client to management-point: /});
			is(await cell.innerText(), 'F');
			is(
				await cell.getAttribute('aria-label'),
				'client to management-point: 4 failed, 1 expected, 1 documented, not seen',
			);
			await cell.click();
			const panel = page.locator('.panel');
			is(await panel.locator('h2').innerText(), 'client → management-point');
			is(await page.evaluate(() => document.activeElement?.id), 'cell-heading');
			is(await panel.locator('.finding-line').count(), 3);
			is(await panel.getByRole('link', {name: 'client-notification'}).count(), 1);
			is(await panel.locator('table.small tbody tr').count(), 5);
			await page.reload();
			is(await panel.locator('h2').innerText(), 'client → management-point');
			await panel.getByRole('link', {name: /in the table of edges$/}).click();
			is(await hashOf(page), '#edges?from=client&to=management-point');
			is(await rowsOf(page, 'Edges').count(), 5);
		},
	);

	test.serial(
		'the matrix by keyboard: one stop, arrow keys, Enter',
		opens,
		blocked,
		'matrix?only=seen',
		async ({page, is}) => {
			is(await page.locator('.matrix a[tabindex="0"]').count(), 1);
			await page.locator('.matrix a[tabindex="0"]').focus();
			const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.replace(/:.*/, ''));
			is(await focused(), 'client to client');
			await page.keyboard.press('ArrowRight');
			is(await focused(), 'client to domain-controller');
			await page.keyboard.press('ArrowLeft');
			await page.keyboard.press('ArrowDown');
			is(await focused(), 'console to client');
			await page.keyboard.press('End');
			is(await focused(), 'console to sms-provider');
			await page.keyboard.press('Enter');
			is(await page.locator('.panel h2').innerText(), 'console → sms-provider');
		},
	);

	test.serial(
		'search, filters and order stand in the address, and survive a reload',
		opens,
		violations,
		'edges',
		async ({page, is}) => {
			const {edges} = await violations();
			await page.getByLabel('Search edges').fill('sql01 TCP');
			await page.locator('select[name=status]').selectOption('unexpected');
			await page.getByRole('button', {name: 'Octets'}).click();
			is(await hashOf(page), '#edges?q=sql01+TCP&sort=-octets&status=unexpected');
			const expected = edges
				.filter(
					({initiator, responder, verdict, protocol}) =>
						[initiator.name, responder.name].includes('sql01') && verdict === 'unexpected' && protocol === 'tcp',
				)
				.sort((a, b) => b.octets - a.octets)
				.map(({port}) => `tcp/${port}`);
			const shown = () => page.locator('td.column-service').allInnerTexts();
			is(await shown(), expected);
			is(expected.length > 1, true);
			await page.reload();
			is(await shown(), expected);
			is(await page.getByLabel('Search edges').inputValue(), 'sql01 TCP');
			is(await page.locator('select[name=status]').inputValue(), 'unexpected');
			is(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
			is(await page.locator('.pager p').innerText(), `${expected.length} of 1\u202f684 edges`);
			await page.getByRole('button', {name: 'Clear'}).click();
			is(await hashOf(page), '#edges?sort=-octets');
		},
	);

	test.serial('pages of a long table', opens, violations, 'edges', async ({page, is}) => {
		is(await page.locator('.pager p').innerText(), '1\u202f684 edges, page 1 of 17');
		is(await rowsOf(page, 'Edges').count(), 100);
		await page.getByRole('navigation', {name: 'Pages'}).getByRole('button', {name: 'Last'}).click();
		is(await rowsOf(page, 'Edges').count(), 84);
		is(await hashOf(page), '#edges?page=17');
		await page.getByLabel('Search edges').fill('sql');
		is((await hashOf(page)).includes('page'), false);
	});

	test.serial('a finding is opened: cause, rule, packets, edges', opens, blocked, 'findings', async ({page, is}) => {
		await page.getByLabel('Search findings').fill('10123');
		is(await rowsOf(page, 'Findings').count(), 1);
		await page.getByRole('button', {name: /^Details of client1 -> mp01 tcp\/10123/}).click();
		const details = page.locator('.finding-details');
		const {findings} = await blocked();
		const finding = findings.find(({port}) => port === 10_123)!;
		const text = await details.innerText();
		for (const part of [
			finding.diagnosis!.cause,
			finding.diagnosis!.alternative,
			finding.rule!,
			'line 184',
			'packet 34',
			finding.displayFilter!,
		]) {
			is(text.includes(part), true, part);
		}
		await page.reload();
		is(
			await details.getByRole('table', {name: 'Edges of the finding'}).locator('tbody tr').count(),
			finding.edges.length,
		);
		const context = details.getByRole('table', {name: 'Edges that it rests on'});
		is(await context.locator('tbody tr').count(), finding.context.length);
		await details.getByRole('link', {name: 'client1'}).first().click();
		is(await page.locator('h1').innerText(), 'client1');
	});

	test.serial('the page of a host', opens, blocked, 'hosts', async ({page, is}) => {
		await page.getByLabel('Search hosts').fill('client1');
		await page.getByRole('link', {name: 'client1', exact: true}).click();
		is(await hashOf(page), '#hosts?host=client1');
		is(await page.locator('dl.facts dd').first().innerText(), '10.24.220.15, fd35:6291:a02e:1::f');
		const {findings, edges} = await blocked();
		const own = findings.filter((finding) => finding.edges.some((row) => edges[row]!.initiator.name === 'client1'));
		is((await page.locator('.finding-line').count()) >= own.length, true);
	});

	test.serial('roles of the graph are links; the table says the same', opens, blocked, 'graph', async ({page, is}) => {
		const rows = await page.locator('table.small tbody tr').count();
		is(await page.locator('svg .link').count(), rows);
		await page.locator('svg a.node', {hasText: /^console$/}).focus();
		await page.keyboard.press('Enter');
		is(await hashOf(page), '#graph?role=console');
		is((await page.locator('table.small tbody tr').count()) < rows, true);
	});

	test.serial('the time line: a piece of it, and the edges of that', opens, blocked, 'time', async ({page, is}) => {
		is(await page.locator('.chart canvas').count(), 2);
		const box = (await page.locator('.chart .u-over').first().boundingBox())!;
		await page.mouse.move(box.x + box.width / 4, box.y + 20);
		await page.mouse.down();
		await page.mouse.move(box.x + box.width / 2, box.y + 20, {steps: 4});
		await page.mouse.up();
		const address = await hashOf(page);
		is(
			/^#time\?since=2026-11-22T12%3A27%3A4\d\.\d+Z&until=2026-11-22T12%3A27%3A5\d\.\d+Z$/.test(address),
			true,
			address,
		);
		await page.getByRole('link', {name: 'Edges of this time'}).click();
		is((await page.locator('.pager p').innerText()) !== '47 edges', true);
		await page.goBack();
		await page.getByRole('button', {name: 'Whole window'}).click();
		is(await hashOf(page), '#time');
	});

	test.serial(
		'on paper: verdict, matrix and every finding, whatever the screen shows; no edges',
		opens,
		violations,
		'edges',
		async ({page, is}) => {
			const pdf = await page.pdf({format: 'A4', printBackground: true});
			is(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
			await page.emulateMedia({media: 'print'});
			await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
			const text = await page.locator('body').innerText();
			const {findings} = await violations();
			for (const {message} of findings) is(text.includes(message), true, message);
			is(text.includes('NOT COMPLIANT: 15 errors'), true);
			is(await page.locator('.print-only .matrix').isVisible(), true);
			is((await page.locator('.print-only tr').count()) < 200, true);
			await page.evaluate(() => dispatchEvent(new Event('afterprint')));
			is(await page.locator('.print-only *').count(), 0);
		},
	);

	test.serial(
		'an empty report',
		opens,
		() => emptyReport,
		'overview',
		async ({page, is}) => {
			for (const view of views) {
				await page.locator(`nav.views a[href="#${view}"]`).click();
				is(await page.locator('main h1').count(), 1, view);
			}
		},
	);

	test.serial('names that are markup, and worse, are names', async (t) => {
		const name =
			'</script><img src="https://example.org/x" onerror="document.title=\'broken\'"><script>document.title="broken"</script>';
		const {page, complaints} = await browser.open(reportNaming(name));
		for (const view of views) {
			await page.locator(`nav.views a[href="#${view}"]`).click();
			t.is(await page.locator('#page img, #page script').count(), 0, view);
			t.not(await page.title(), 'broken');
		}
		for (const at of [
			`matrix?from=${encodeURIComponent(name)}&to=${encodeURIComponent(name)}`,
			`hosts?host=${encodeURIComponent(name)}`,
			'edges?open=0',
		]) {
			await goTo(page, at);
			t.true((await page.locator('main').innerText()).includes('<img src='), at);
		}
		t.deepEqual(complaints, []);
	});

	test.serial('what got in all the same could neither run nor load anything', async (t) => {
		const {page} = await browser.open(emptyReport);
		const failures: Array<string | undefined> = [];
		page.on('requestfailed', (request) => failures.push(request.failure()?.errorText));
		page.on('requestfinished', (request) => failures.push(request.url()));
		const refused = await page.evaluate(async () => {
			const found: string[] = [];
			document.addEventListener(
				'securitypolicyviolation',
				({effectiveDirective}) => void found.push(effectiveDirective),
			);
			try {
				document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="document.title=\'broken\'">');
			} catch {
				found.push('markup');
			}
			const script = document.createElement('script');
			try {
				script.textContent = 'document.title = "broken"';
				document.body.append(script);
			} catch {
				found.push('text of a script');
			}
			const image = new Image();
			image.src = 'https://example.org/x.png';
			const style = document.createElement('style');
			style.textContent = 'body {display: none}';
			document.head.append(style);
			await fetch('https://example.org/').catch(() => {});
			await new Promise((resolve) => setTimeout(resolve, 100));
			return [...new Set(found)].sort();
		});
		for (const what of ['connect-src', 'img-src', 'markup', 'style-src-elem']) t.true(refused.includes(what), what);
		t.not(await page.title(), 'broken');
		t.true(await page.locator('h1').isVisible());
		// Refused by the policy, not for want of a network.
		t.deepEqual([...new Set(failures)], ['csp']);
	});

	test.serial('without scripts it says what the text report says', async (t) => {
		const {page} = await browser.open(await blocked(), {javaScriptEnabled: false});
		t.regex(
			await page.locator('noscript, pre').first().innerText(),
			/client1 -> mp01 tcp\/80: documented, but was not answered/,
		);
	});

	const places = [
		...views,
		'matrix?from=client&to=sql-server',
		'hosts?host=client1',
		'edges?open=9',
		'findings?open=7713aa6131578483',
		'rules?open=configmgr-2012%2Fclient%2Fclient%2Fecho',
	];
	for (const colorScheme of ['light', 'dark'] as const) {
		let opened: Promise<OpenPage> | undefined;
		for (const place of places) {
			test.serial(`accessible, ${colorScheme}: ${place} (axe-core)`, async (t) => {
				opened ??= violations().then((report) => browser.open(report, {colorScheme}));
				const {page, complaints} = await opened;
				await goTo(page, place);
				await page.locator(`nav.views a[aria-current][href="#${place.replace(/\?.*/, '')}"]`).waitFor();
				t.is(await page.locator('tr.details').count(), Number(place.includes('open=')));
				await page.evaluate(axe);
				const {violations: found} = await page.evaluate(() =>
					(globalThis as unknown as {axe: {run: () => Promise<AxeResults>}}).axe.run(),
				);
				t.deepEqual(
					found.map(
						({id, nodes}) =>
							`${id} at ${nodes
								.map(({target}) => target.join(' '))
								.slice(0, 3)
								.join(', ')}`,
					),
					[],
				);
				t.deepEqual(complaints, []);
			});
		}
	}

	test.serial('narrow screens do not scroll sideways', async (t) => {
		const {page} = await browser.open(await violations(), {width: 360});
		for (const view of views) {
			await page.locator(`nav.views a[href="#${view}"]`).click();
			t.true(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), view);
		}
	});

	test.serial(
		'a large report: filters and pages',
		opens,
		() => largeReport({edges: 20_000}),
		'edges',
		async ({page, is}) => {
			is(await page.locator('.pager p').innerText(), '20\u202f000 edges, page 1 of 200');
			await page.getByLabel('Search edges').fill('host-000001');
			is(/^\d+ of 20\u202f000 edges$/.test(await page.locator('.pager p').innerText()), true);
			is(await page.locator('nav.views a').count(), views.length);
		},
	);
}
