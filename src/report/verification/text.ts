import pc from 'picocolors';
import type {TextOptions} from '../text.js';
import {type Difference, type Verification, type VerifiedPart, verifiedParts} from './verification.js';

/** Differences of one part that are told before it is said how many more there are, and characters of what a field holds. */
const LISTED = 20;
const SHOWN = 120;

const titles: Readonly<Record<VerifiedPart, string>> = {
	inputs: 'What it was made from',
	program: 'What made it',
	captures: 'Captures',
	packs: 'Rule packs',
	inventory: 'Inventory',
	findings: 'Findings',
	edges: 'Edges',
	expectations: 'Documented services',
	waivers: 'Waivers',
	baseline: 'Baseline',
	quality: 'How good the capture is',
	report: 'The report as a whole',
};

/** For a person: whether it is the same, then what is not, the causes before the consequences. */
export function formatVerification(
	{verified, same, differences, caveats}: Verification,
	{colors}: TextOptions,
): string {
	const paint = pc.createColors(colors);
	const verdict = same ? paint.bold(paint.green('SAME')) : paint.bold(paint.red('DIFFERS'));
	const sections = verifiedParts.flatMap((part) => {
		const own = differences.filter((difference) => difference.part === part);
		if (own.length === 0) return [];
		const more = own.length > LISTED ? [`  and ${own.length - LISTED} more`] : [];
		return [[paint.bold(titles[part]), ...own.slice(0, LISTED).map(lineOf), ...more].join('\n')];
	});
	const head = [`${printable(verified)}: ${verdict}`, ...caveats.map((caveat) => `  ${printable(caveat)}`)].join('\n');
	return `${[head, ...sections].join('\n\n')}\n`;
}

function lineOf({change, name, field, was, is}: Difference): string {
	const what = `${change.padEnd(7)}  ${printable(name)}`;
	if (was === null || is === null) return `  ${what}`;
	return `  ${what}${field === null ? '' : `, ${printable(field)}`}: was ${shown(was)}, is ${shown(is)}`;
}

function shown(text: string): string {
	return printable(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
}

/** A report is a file like any other: what it holds moves no cursor. */
function printable(text: string): string {
	return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
