import pc from 'picocolors';
import {formatPorts} from '../../net/port.js';
import {pseudoRoles, type RoleName, type RulePack} from '../../rulepack/pack.js';
import {markdownTable} from '../markdown/table.js';
import {alignColumns, csvTable} from '../table.js';
import {formatGrid} from './grid.js';
import {type PackRow, packRows} from './rows.js';
import {sourcePlace, titleIn, type Words, wordsIn} from './words.js';

export const packFormats = ['text', 'markdown', 'csv'] as const;
export type PackFormat = (typeof packFormats)[number];

export interface ShowOptions {
	readonly format: PackFormat;
	readonly language: string;
	/** Only what this role opens and what is opened to it; `undefined`: every role. */
	readonly role: RoleName | undefined;
	/** Roles across and down, a cell for each pair, instead of a line for each rule. */
	readonly isGrid: boolean;
	readonly colors: boolean;
}

/** A pack for people: who may open what to whom, how much it is needed, where it is written. */
export function formatPack(pack: RulePack, options: ShowOptions): string {
	const {format, language, role, isGrid} = options;
	const words = wordsIn(language);
	const all = packRows(pack, language);
	const names = role === undefined ? undefined : namesOf(pack, role);
	const rows = all.filter(({rule}) => names === undefined || names.has(rule.from) || names.has(rule.to));
	if (isGrid) return formatGrid(rows, format, words);
	if (format === 'csv') return csv(rows, words);
	const sections = role === undefined ? byInitiator(rows) : ofRole(pack, rows, role, options);
	return format === 'markdown' ? markdown(pack, sections, options) : text(pack, sections, options);
}

interface Section {
	readonly title: string;
	readonly rows: readonly PackRow[];
	/** The rows are about roles that open to the one in the title. */
	readonly isInward: boolean;
}

function byInitiator(rows: readonly PackRow[]): Section[] {
	const titles = [...new Set(rows.map(({from}) => from))];
	return titles.map((title) => ({title, rows: rows.filter(({from}) => from === title), isInward: false}));
}

/** Everything about one role: what it opens, and what is opened to it; either-way rows are both. */
function ofRole(pack: RulePack, rows: readonly PackRow[], role: RoleName, {language}: ShowOptions): Section[] {
	const words = wordsIn(language);
	const known = pack.roles.get(role);
	const title = known === undefined ? role : titleIn(known.title, language);
	const names = namesOf(pack, role);
	const outward = rows.filter(({rule}) => names.has(rule.from) || (rule.isEitherWay && names.has(rule.to)));
	const inward = rows.filter(({rule}) => names.has(rule.to) || (rule.isEitherWay && names.has(rule.from)));
	return [
		{title: `${title} ${words.opens}`, rows: outward.map((row) => turnedFrom(row, names)), isInward: false},
		{title: `${title} ${words.isOpenedBy}`, rows: inward.map((row) => turnedTo(row, names)), isInward: true},
	];
}

/** What rules call whoever holds the role: by it, by the roles that it includes, or as one of all. */
function namesOf({roles}: RulePack, role: RoleName): ReadonlySet<string> {
	const isPseudo = (pseudoRoles as readonly string[]).includes(role);
	return new Set([role, ...(roles.get(role)?.includes ?? []), 'everyone', ...(isPseudo ? [] : ['any'])]);
}

/** The row as read from the role's side: the other role stands in `to`. */
function turnedFrom(row: PackRow, names: ReadonlySet<string>): PackRow {
	return names.has(row.rule.from) ? row : {...row, from: row.to, to: row.from};
}

/** The row with the role in `to`. */
function turnedTo(row: PackRow, names: ReadonlySet<string>): PackRow {
	return names.has(row.rule.to) ? row : {...row, from: row.to, to: row.from};
}

function text(pack: RulePack, sections: readonly Section[], {language, role, colors}: ShowOptions): string {
	const words = wordsIn(language);
	const paint = pc.createColors(colors);
	const {name, version, title} = pack;
	const counts = `${pack.roles.size} ${words.roles}, ${pack.rules.length} ${words.rules}`;
	const head = `${paint.bold(titleIn(title, language))} (${name}, ${version}): ${counts}`;
	const tables = sections.map((section) => {
		const lines = section.rows.map((row) => [
			role === undefined ? `${row.arrow.padStart(3)} ${row.to}` : section.isInward ? row.from : row.to,
			row.service,
			row.ports,
			row.rule.forbidden === undefined ? row.needed : paint.red(row.needed),
			[row.source, row.condition, row.note].filter((part) => part !== '').join('; '),
		]);
		const body = lines.length === 0 ? `  ${words.nothing}` : alignColumns(lines);
		return `${paint.bold(section.title)}\n${body}`;
	});
	const foot =
		role === undefined ? [settingsText(pack, words, paint.bold), documentsText(pack, words, paint.bold)] : [];
	return `${[head, ...tables, ...foot].filter((part) => part !== '').join('\n\n')}\n`;
}

function settingsText(pack: RulePack, words: Words, bold: (text: string) => string): string {
	const rows = settingRows(pack, words);
	return rows.length === 0 ? '' : `${bold(words.settings)}\n${alignColumns(rows)}`;
}

/** Name, value, what it is, place. */
function settingRows({parameters, options}: RulePack, words: Words): string[][] {
	return [
		...[...parameters.values()].map(({name, ports, title, source, scope}) => [
			name,
			formatPorts(ports),
			scope === 'site' ? title : `${title} (${words.scopes[scope]})`,
			sourcePlace(source, words),
		]),
		...[...options.values()].map(({name, value, values, title, source, scope}) => [
			name,
			`${value ?? words.unset} (${values.join(', ')})`,
			scope === 'site' ? title : `${title} (${words.scopes[scope]})`,
			sourcePlace(source, words),
		]),
	];
}

function documentsText({documents}: RulePack, words: Words, bold: (text: string) => string): string {
	if (documents.length === 0) return '';
	const lines = documents.map(({title, url, date}) =>
		[`  ${title}`, date, url].filter((part) => part !== undefined).join(', '),
	);
	return `${bold(words.documents)}\n${lines.join('\n')}`;
}

function markdown(pack: RulePack, sections: readonly Section[], {language, role}: ShowOptions): string {
	const words = wordsIn(language);
	const tables = sections.map(({title, rows, isInward}) => {
		const header = [
			isInward ? words.from : words.to,
			words.service,
			words.ports,
			words.needed,
			words.condition,
			words.source,
		];
		const lines = rows.map((row) => [
			role === undefined ? `${row.rule.isEitherWay ? '↔' : '→'} ${row.to}` : isInward ? row.from : row.to,
			row.service,
			row.ports,
			row.needed,
			[row.condition, row.note].filter((part) => part !== '').join('. '),
			row.source,
		]);
		return `## ${title}\n\n${markdownTable(header, lines)}`;
	});
	const settings = settingRows(pack, words);
	const foot =
		role === undefined && settings.length > 0
			? [
					`## ${words.settings}\n\n${markdownTable([words.setting, words.value, words.meaning, words.source], settings)}`,
				]
			: [];
	const documents = pack.documents.map(({title, url}) => (url === undefined ? title : `[${title}](${url})`));
	const from = documents.length === 0 ? [] : [`${words.documents}: ${documents.join('; ')}`];
	const head = `# ${titleIn(pack.title, language)} (${pack.version})`;
	return `${[head, ...from, ...tables, ...foot].join('\n\n')}\n`;
}

function csv(rows: readonly PackRow[], words: Words): string {
	const header = [
		words.from,
		words.to,
		words.direction,
		words.service,
		words.ports,
		words.needed,
		words.condition,
		words.source,
		words.note,
		'id',
	];
	return csvTable(
		header,
		rows.map((row) => [
			row.from,
			row.to,
			row.rule.isEitherWay ? words.eitherWay : words.oneWay,
			row.service,
			row.ports,
			row.needed,
			row.condition,
			row.source,
			row.note,
			row.rule.id,
		]),
	);
}
