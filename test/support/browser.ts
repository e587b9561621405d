import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Browser, Page} from 'playwright-core';
import {formatHtml} from '#portolan/report/html/html.js';
import type {Report} from '#portolan/report/report.js';
import {plain} from './formats.js';
import {scriptModule} from './scripts.js';

const {findChromium, launchChromium} = await scriptModule<{
	findChromium: () => string | undefined;
	launchChromium: (executablePath: string) => Promise<Browser>;
}>('page/chromium.js');

export const chromiumPath = findChromium();
export const noChromium = 'skipped: no Chromium is installed here, nor named by CHROMIUM';

export interface OpenPage {
	readonly page: Page;
	/** What the page wrote to the console, what it threw, and every address but its own that it asked for. */
	readonly complaints: readonly string[];
}

export interface OpenOptions {
	/** `edges?q=sql`. */
	readonly at?: string;
	readonly colorScheme?: 'light' | 'dark';
	readonly width?: number;
	readonly javaScriptEnabled?: boolean;
}

/** A browser for the tests of one file, and a folder with the reports that it opens. */
export class ReportBrowser {
	readonly folder = mkdtempSync(path.join(os.tmpdir(), 'portolan-page-'));
	#browser: Promise<Browser> | undefined;
	#reports = 0;

	/** Writes a report and opens it from disk. */
	open(report: Report, options?: OpenOptions): Promise<OpenPage> {
		const file = path.join(this.folder, `${this.#reports++}.html`);
		writeFileSync(file, formatHtml(report, plain.page()));
		return this.openFile(file, options);
	}

	async openFile(file: string, options: OpenOptions = {}): Promise<OpenPage> {
		const {at = 'overview', colorScheme = 'light', width = 1280, javaScriptEnabled = true} = options;
		this.#browser ??= launchChromium(chromiumPath!);
		const context = await (await this.#browser).newContext({
			colorScheme,
			javaScriptEnabled,
			viewport: {width, height: 900},
			// Whatever is asked of the network would fail at once, and be seen.
			offline: true,
		});
		// A busy machine is slow, and no fault of the page.
		context.setDefaultTimeout(100_000);
		const page = await context.newPage();
		const complaints: string[] = [];
		const address = pathToFileURL(file).href;
		page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
		page.on('pageerror', (error) => complaints.push(`threw ${error.message}`));
		page.on('request', (request) => {
			if (request.url().split('#')[0] !== address) complaints.push(`asked for ${request.url()}`);
		});
		await page.goto(`${address}#${at}`);
		await page.locator('main h1').waitFor();
		return {page, complaints};
	}

	async close(): Promise<void> {
		await (await this.#browser)?.close();
		rmSync(this.folder, {recursive: true});
	}
}
