import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';

// The house rules of the source, checked: who may import whom, and where effects live. See README files in src/ and page/.

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const PAGE = fileURLToPath(new URL('../../page/', import.meta.url));

/** From left to right: a stage knows those before it, and of them only their nouns. */
const order = [
	'net',
	'document',
	'capture',
	'decode',
	'flow',
	'rulepack',
	'role',
	'policy',
	'learn',
	'report',
	'evidence',
	'watch',
	'relay.ts',
	'workers.ts',
	'pipeline.ts',
	'extraction.ts',
	'watch-pipeline.ts',
	'worker.ts',
	'outlets',
	'cli',
];

/** Types and constants that other stages may import. */
const nouns = [
	'document/document',
	'capture/frame',
	'capture/live/live-capture',
	'decode/packet',
	'flow/biflow',
	'flow/edge',
	'flow/names/name',
	'flow/observations',
	'rulepack/pack',
	'role/role',
	'policy/finding',
	'policy/explanation',
	'policy/waivers/waiver',
	'report/report',
	'report/html/page-data',
	'watch/event',
	'watch/status',
];

/** Tools that a stage to the right may use whole: reading documents, and the inventory as a value. */
const tools: Readonly<Record<string, readonly string[]>> = {
	'document/parse': ['rulepack', 'role'],
	'document/prepared': ['rulepack'],
	'document/table': ['role'],
	'document/text': ['rulepack', 'role'],
	'document/checker': ['rulepack', 'role', 'policy'],
	'rulepack/wording': ['policy', 'report'],
	'capture/columns': ['decode', 'flow'],
	'capture/pcapng-writer': ['evidence'],
	'decode/addresses': ['flow'],
	'flow/address-table': ['evidence'],
	'flow/icmp': ['evidence'],
	'flow/negotiation/negotiations': ['evidence'],
	'role/inventory': ['policy', 'report', 'learn', 'watch'],
	'role/merge-roles': ['learn'],
	'policy/fingerprint': ['watch'],
	'policy/judgement': ['learn', 'watch'],
	'policy/matrix': ['learn'],
	'policy/service-text': ['learn'],
	'policy/sightings': ['watch'],
	'watch/describe-event': ['outlets'],
};

const meetingPlaces = [
	'pipeline.ts',
	'extraction.ts',
	'watch-pipeline.ts',
	'relay.ts',
	'workers.ts',
	'worker.ts',
	'cli',
	'index.ts',
];

/** Effects have one address each. */
const homes: Readonly<Record<string, readonly string[]>> = {
	'node:fs': ['rulepack/load', 'role/load', 'capture/live/', 'outlets/event-files', 'cli/'],
	'node:fs/promises': ['capture/source', 'capture/find', 'capture/size'],
	'node:child_process': ['capture/live/capture-process'],
	'node:module': ['capture/live/cap-child'],
	'node:timers/promises': ['capture/live/'],
	'node:worker_threads': ['workers', 'worker', 'capture/live/'],
	'node:v8': ['cli/watch/state'],
	'node:dgram': ['outlets/syslog-transport'],
	'node:dns/promises': ['outlets/syslog-transport'],
	'node:tls': ['outlets/syslog-transport'],
	'node:http': ['outlets/webhook-request', 'outlets/status-server'],
	'node:https': ['outlets/webhook-request'],
	'node:zlib': ['capture/compression/'],
	cap: ['capture/live/cap-child'],
	fzstd: ['capture/compression/zstd'],
	'pcap-parser': ['capture/second-reader'],
	rxjs: ['pipeline', 'watch-pipeline', 'workers', 'cli/'],
	yaml: ['document/parse'],
	ajv: ['report/validate'],
	'node:stream/consumers': ['cli/'],
	'csv-parse/sync': ['document/table'],
	commander: ['cli/'],
	'cli-table3': ['report/'],
	picocolors: ['report/', 'learn/text', 'watch/screen/'],
	'get-east-asian-width': ['watch/screen/'],
};

/** What else may be imported: pure, or types only. */
const harmless = [
	'node:net',
	'node:path',
	'node:url',
	'node:events',
	'node:stream',
	'node:crypto',
	'node:os',
	'node:tty',
];

const filesIn = (folder: string) =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.map((file) => file.split(path.sep).join('/'))
		.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
		.sort();
const files = filesIn(SRC);

function problems(file: string, text: string): string[] {
	const found: string[] = [];
	const [stage] = file.split('/') as [string];
	// Capturing happens in time, in processes.
	const isAlive = stage === 'cli' || file.startsWith('capture/live/');
	for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'/gm)) {
		if (!specifier!.startsWith('.')) {
			const home = homes[specifier!];
			if (home === undefined && !harmless.includes(specifier!)) found.push(`${specifier} has no address; give it one`);
			if (home !== undefined && !home.some((start) => file.startsWith(start)))
				found.push(`${specifier} lives in ${home.join(', ')}`);
			continue;
		}
		const target = path.posix.join(path.posix.dirname(file), specifier!).replace(/\.js$/, '');
		const other = target.includes('/') ? target.split('/')[0]! : `${target}.ts`;
		if (meetingPlaces.includes(stage)) continue;
		if (order.indexOf(other) > order.indexOf(stage)) found.push(`${specifier} is to the right`);
		const isOpen =
			other === stage || other === 'net' || nouns.includes(target) || tools[target]?.includes(stage) === true;
		if (!isOpen) found.push(`${specifier} is no noun file`);
	}
	if (/\bimport\(/.test(text) && stage !== 'cli') found.push('imports at run time');
	if (/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/.test(text) && !isAlive) found.push('looks at the clock');
	if (/\bprocess\.\w/.test(text) && !isAlive) found.push('looks at the process');
	if (/localeCompare|toLocale|Intl\./.test(text) && file !== 'cli/progress.ts') found.push('depends on a locale');
	if (/Math\.random/.test(text)) found.push('is not determined');
	return found;
}

/** What the page of HTML reports may import of the rest: nouns, and what formats say in the same words. */
const pageMayImport = (target: string) =>
	target.startsWith('net/') || target.startsWith('report/words/') || nouns.includes(target);

/** Where in the page's folder a library, or the browser, is used. */
const pageHomes: Readonly<Record<string, readonly string[]>> = {
	preact: ['main', 'context', 'use-address', 'app', 'print', 'parts/', 'views/'],
	'preact/hooks': ['context', 'use-address', 'app', 'print', 'parts/', 'views/'],
	uplot: ['parts/chart'],
};
const browserHomes: ReadonlyArray<readonly [effect: RegExp, homes: readonly string[], says: string]> = [
	[/\blocation\b|\bhistory\b/, ['use-address'], 'uses the address'],
	[/\bdocument\b|\bmatchMedia\b/, ['main', 'app', 'views/', 'parts/'], 'uses the document'],
	[
		/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\b|new Function/,
		[],
		'makes markup or code of text',
	],
	[/\bfetch\b|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\(/, [], 'asks the network'],
	[/localStorage|sessionStorage|indexedDB|document\.cookie/, [], 'keeps something beside the address'],
	[/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|Math\.random/, [], 'is not determined'],
	[/localeCompare|toLocale|Intl\./, [], 'depends on a locale'],
];

function pageProblems(file: string, text: string): string[] {
	const code = text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
	const found: string[] = [];
	for (const [, specifier] of code.matchAll(/^(?:import |(?:import|export)\b[^'"]*?from )'([^']+)'/gm)) {
		const isOwn = specifier!.startsWith('.') && !path.posix.join(path.posix.dirname(file), specifier!).startsWith('..');
		const target = /^#portolan\/(.+)\.js$/.exec(specifier!)?.[1];
		if (isOwn || (target !== undefined && pageMayImport(target))) continue;
		if (pageHomes[specifier!]?.some((start) => file.startsWith(start)) !== true)
			found.push(`${specifier} is not for it`);
	}
	for (const [effect, homesOf, says] of browserHomes) {
		if (effect.test(code) && !homesOf.some((start) => file.startsWith(start))) found.push(says);
	}
	return found;
}

for (const file of filesIn(PAGE)) {
	test(`page/${file} keeps the rules of the house`, (t) => {
		t.deepEqual(pageProblems(file, readFileSync(path.join(PAGE, file), 'utf8')), []);
	});
}

test('there is something to check', (t) => {
	t.true(filesIn(PAGE).length > 20);
	t.true(files.length > 60);
	t.deepEqual(
		nouns.filter((noun) => !files.includes(`${noun}.ts`)),
		[],
	);
});

for (const file of files) {
	test(`src/${file} keeps the rules of the house`, (t) => {
		t.deepEqual(problems(file, readFileSync(path.join(SRC, file), 'utf8')), []);
	});
}

const planted = test.macro<[file: string, text: string, problem: RegExp]>({
	exec: (t, file, text, problem) => t.regex(problems(file, text).join('; '), problem),
	title: (_, file, __, problem) => `a breach is found: ${file} ${problem.source}`,
});

test(planted, 'flow/x.ts', "import {judgeEdge} from '../policy/judge.js';", /to the right/);
test(planted, 'policy/x.ts', "import {FlowTable} from '../flow/flow-table.js';", /no noun file/);
test(planted, 'net/x.ts', "export {\n\tdecode,\n} from '../decode/decode.js';", /to the right/);
test(planted, 'policy/x.ts', "import {readFileSync} from 'node:fs';", /node:fs lives in/);
test(planted, 'flow/x.ts', "import lodash from 'lodash';", /lodash has no address/);
test(planted, 'flow/x.ts', 'const now = Date.now();', /clock/);
test(planted, 'report/x.ts', 'a.localeCompare(b)', /locale/);

const plantedInPage = test.macro<[file: string, text: string, problem: RegExp]>({
	exec: (t, file, text, problem) => t.regex(pageProblems(file, text).join('; '), problem),
	title: (_, file, __, problem) => `a breach is found: page/${file} ${problem.source}`,
});

test(plantedInPage, 'views/x.tsx', "import {formatText} from '#portolan/report/text.js';", /text\.js is not for it/);
test(plantedInPage, 'views/x.tsx', "import {judge} from '../../src/policy/judge.js';", /judge\.js is not for it/);
test(plantedInPage, 'model/x.ts', "import {h} from 'preact';", /preact is not for it/);
test(plantedInPage, 'views/x.tsx', "import uPlot from 'uplot';", /uplot is not for it/);
test(plantedInPage, 'model/x.ts', 'document.title', /uses the document/);
test(plantedInPage, 'views/x.tsx', 'location.hash = x', /uses the address/);
test(plantedInPage, 'parts/x.tsx', '// Says\nelement.innerHTML = x', /markup/);
test(plantedInPage, 'parts/x.tsx', "await fetch('x')", /network/);
