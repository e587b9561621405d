import {createHash} from 'node:crypto';
import {printableLine, printableTexts} from '../printable.js';
import type {Report} from '../report.js';
import {formatText} from '../text.js';
import {encodeReport} from './encode.js';
import type {Page} from './page.js';
import type {PageWords} from './page-data.js';

/**
 * A whole document in one file, for browsers: the report as data, and the page that shows it. Names in it are anybody's: they
 * are data to the page, never markup, and the policy of the document (Content Security Policy Level 3) lets nothing run or load
 * but the page itself. Without scripts it shows what `text` shows.
 */
export function formatHtml(report: Report, {script, style}: Page): string {
	const data = printableTexts(encodeReport(report)) as {words: PageWords};
	const {state, counts, capture, packs} = data.words;
	const text = formatText(report, {colors: false}).split('\n').map(printableLine).join('\n');
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${escapeHtml(`${report.tool.name} ${report.tool.version}`)}">
<title>${escapeHtml(`${state}: ${capture} - portolan`)}</title>
<style>${style}</style>
</head>
<body>
<div id="page"><main class="static"><p class="brand">portolan</p><h1>${escapeHtml(`${state}: ${counts}`)}</h1><p>${escapeHtml(`${capture} against ${packs}`)}</p>
<noscript><pre>${escapeHtml(text)}</pre></noscript></main></div>
<script type="application/json" id="report">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What was hashed is what may run; the script of data is never one. */
function policy(script: string, style: string): string {
	return [
		"default-src 'none'",
		`script-src ${hashOf(script)}`,
		`style-src ${hashOf(style)}`,
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	].join('; ');
}

function hashOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
