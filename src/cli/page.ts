import {readFileSync} from 'node:fs';
import type {Page} from '../report/html/page.js';

/** Where `scripts/bundle-page.js` puts it. */
const BUNDLED = new URL('../bundled/', import.meta.url);

/** The page of HTML reports, read when one is asked for. */
export function readPage(): Page {
	const read = (file: string) => readFileSync(new URL(file, BUNDLED), 'utf8');
	return {script: read('page.js'), style: read('page.css')};
}
