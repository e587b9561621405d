import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {views} from '#page/address.js';
import {chromiumPath, noChromium, ReportBrowser} from '../support/browser.js';
import {run, site} from '../support/run.js';

// The report of every capture of the laboratory site, written by the command line and opened by a browser.

const FOLDER = fileURLToPath(new URL('../../../../shared/captures/site/', import.meta.url));

const browser = new ReportBrowser();
test.after.always(() => browser.close());

const captures = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => /\.pcap(ng)?$/.test(file)) : [];
const missing = chromiumPath === undefined ? noChromium : 'skipped: the captures of the site are not here';

if (captures.length === 0 || chromiumPath === undefined) {
	test('reports of the site in a browser', (t) => {
		t.log(missing);
		t.pass();
	});
} else {
	for (const capture of captures) {
		test.serial(`${capture}: its report opens, every view, and nothing is complained of`, async (t) => {
			t.timeout(120_000);
			const [file, again] = [`${capture}.html`, `${capture}.again.html`].map((name) => path.join(browser.folder, name));
			const {stderr} = await run(['check', FOLDER + capture, ...site, '-o', file!]);
			const {stdout} = await run(['check', FOLDER + capture, ...site, '-f', 'html', '-o', again!]);
			t.is(stderr, '');
			const {page, complaints} = await browser.openFile(file!);
			for (const view of views) {
				await page.locator(`nav.views a[href="#${view}"]`).click();
				await page.locator('main h1').waitFor();
			}
			t.deepEqual(complaints, []);
			t.true(readFileSync(file!, 'utf8') === readFileSync(again!, 'utf8'), 'twice the same');
			t.true(readFileSync(file!, 'utf8') === stdout, 'printed and written are the same');
			await page.context().close();
		});
	}
}
