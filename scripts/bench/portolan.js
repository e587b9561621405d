import path from 'node:path';
import {folder, root} from './options.js';

/**
 * The command as a user gives it: read, judge against the whole matrix, write the report.
 * @param {{capture: string, inventory: string, packs?: string[], jobs?: number | null}} options
 * @returns {import('./timed-run.js').Command}
 */
export function portolan({capture, inventory, packs = ['configmgr-2012', 'windows-baseline'], jobs = null}) {
	const args = [
		path.join(root, 'bin/portolan.js'),
		'check',
		capture,
		...packs.flatMap((pack) => ['-r', pack]),
		...['-i', inventory],
		...['-o', path.join(folder, 'report.json')],
		...['--fail-on', 'never'],
		...(jobs === null ? [] : ['-j', String(jobs)]),
	];
	return {program: process.execPath, args};
}
