import {markdownTable} from '../markdown/table.js';
import {alignColumns, csvTable} from '../table.js';
import type {PackRow} from './rows.js';
import type {PackFormat} from './show.js';
import type {Words} from './words.js';

/**
 * A cell for each pair of roles: who opens down, to whom across. In Markdown and CSV cells hold the ports; on a terminal,
 * which has no room for them, how many services there are, roles across being numbers. Forbidden
 * services make no cell.
 */
export function formatGrid(all: readonly PackRow[], format: PackFormat, words: Words): string {
	const rows = all.filter(({rule}) => rule.forbidden === undefined);
	const initiators = [...new Set(rows.flatMap(opening))].sort();
	const responders = [...new Set(rows.flatMap(opened))].sort();
	const cell = (from: string, to: string) => rows.filter((row) => joins(row, from, to));
	if (format === 'text') {
		const header = ['', ...responders.map((_, index) => String(index + 1))];
		const lines = initiators.map((from) => [
			numbered(from, responders),
			...responders.map((to) => {
				const services = cell(from, to).length;
				return services === 0 ? '\u00b7' : String(services);
			}),
		]);
		const legend = responders
			.filter((role) => !initiators.includes(role))
			.map((role) => `  ${numbered(role, responders)}\n`);
		return `${alignColumns([header, ...lines])}\n${legend.join('')}`;
	}
	const header = [`${words.from} \\ ${words.to}`, ...responders];
	const lines = initiators.map((from) => [
		from,
		...responders.map((to) => [...new Set(cell(from, to).map(({ports}) => ports))].join('; ')),
	]);
	return format === 'csv' ? csvTable(header, lines) : `${markdownTable(header, lines)}\n`;
}

function numbered(role: string, responders: readonly string[]): string {
	const index = responders.indexOf(role);
	return index < 0 ? `    ${role}` : `${String(index + 1).padStart(2)}  ${role}`;
}

function opening({from, to, rule}: PackRow): string[] {
	return rule.isEitherWay ? [from, to] : [from];
}

function opened({from, to, rule}: PackRow): string[] {
	return rule.isEitherWay ? [from, to] : [to];
}

function joins({from, to, rule}: PackRow, initiator: string, responder: string): boolean {
	return (from === initiator && to === responder) || (rule.isEitherWay && to === initiator && from === responder);
}
