import {createHash} from 'node:crypto';
import test from 'ava';
import {formatHtml} from '#portolan/report/html/html.js';
import type {Report} from '#portolan/report/report.js';
import {plain} from '../support/formats.js';
import {emptyReport, reportNaming} from '../support/report.js';
import {run, site} from '../support/run.js';
import {scriptModule} from '../support/scripts.js';

const {largeReport} = await scriptModule<{largeReport: (options: {edges: number}) => Report}>('page/large-report.js');
const page = plain.page();

/** What stands between the tags of an element, the `nth` of its name. */
function contentOf(html: string, element: string, nth = 0): string {
	const all = [...html.matchAll(new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 'gs'))];
	return all[nth]![1]!;
}

test('twice the same', (t) => {
	const report = largeReport({edges: 300});
	t.is(formatHtml(report, page), formatHtml(structuredClone(report), page));
});

test('a report of 200,000 edges stays below 30 MB', (t) => {
	t.timeout(120_000);
	const html = formatHtml(largeReport({edges: 200_000}), page);
	const octets = Buffer.byteLength(html);
	t.log(`${(octets / 1e6).toFixed(1)} MB`);
	t.true(octets < 30e6);
	t.true(octets > 5e6);
});

test('the program of the page is below 500 kB, and says what it is made of', (t) => {
	t.true(Buffer.byteLength(page.script) + Buffer.byteLength(page.style) < 500e3);
	t.regex(page.script, /^\/\*!\npreact [\d.]+\n\nThe MIT License/);
	t.regex(page.script, /uplot [\d.]+\n\nThe MIT License/);
});

test('its policy lets its own script and style run, by their hashes, and nothing load', (t) => {
	const html = formatHtml(emptyReport, page);
	const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)!;
	const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
	t.deepEqual(policy!.split('; '), [
		"default-src 'none'",
		`script-src ${hash(contentOf(html, 'script', 1))}`,
		`style-src ${hash(contentOf(html, 'style'))}`,
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	]);
	// Before it nothing could have been loaded.
	t.regex(
		html,
		/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"/,
	);
});

test('names are no markup, wherever they stand', (t) => {
	const name = '</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>&quot;\u202e"\'\u0000';
	const html = formatHtml(reportNaming(name), page);
	const own = html.replace(page.script, '').replace(page.style, '');
	t.is(own.match(/<script/g)!.length, 2);
	t.notRegex(own, /<img|<!--|alert\(1\)<\/|\u202e|\0/);
	const data = JSON.parse(contentOf(html, 'script', 0)) as {report: Report};
	t.is(data.report.captures[0]!.path, name.replace('\u202e', '\uFFFD').replace('\0', '\uFFFD'));
});

test('without scripts it says what the text report says', async (t) => {
	const {stdout: html} = await run(['check', 'samples/blocked.pcap', ...site, '-f', 'html']);
	const {stdout: text} = await run(['check', 'samples/blocked.pcap', ...site]);
	const shown = contentOf(html, 'pre').replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
	t.is(shown, text);
	t.regex(html, /<title>NOT COMPLIANT: samples&#47;|<title>NOT COMPLIANT: samples\/blocked\.pcap - portolan<\/title>/);
});
