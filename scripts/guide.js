// A guide is a document whose files and commands are real. It is read from its start to its end in an empty folder:
//
//   <!-- file: shop.yaml -->     the block below is the file
//   <!-- append: shop.yaml -->   the block below is added to the end of the file
//   ```console                   each line that begins with "$ portolan" is run there, and what it prints stands below it
//   <!-- fields: rulepack service -->   the table below lists the fields of one entry, as the schema describes them

import {appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

const steps = {
	snippet: /<!-- (?<how>file|append): (?<name>[\w.-]+) -->\n+```\w+\n(?<content>[\s\S]*?)```/,
	console: /(?<!-->\n)```console\n(?<commands>[\s\S]*?)```/,
	fields: /<!-- fields: (?<schema>[\w-]+) ?(?<entry>[\w-]*) -->(?:\n+\|.*)*/,
};
const anyStep = new RegExp(
	Object.values(steps)
		.map(({source}) => source)
		.join('|'),
	'g',
);

export function isGuide(text) {
	return steps.snippet.test(text);
}

/**
 * The guide with the output of its commands and its tables as they are now.
 * @param run gives what a command prints in a folder
 * @param folder to leave the guide's files in; by default one that is removed afterwards
 */
export function renderGuide(text, run, folder) {
	const place = folder ?? mkdtempSync(path.join(tmpdir(), 'portolan-guide-'));
	try {
		cpSync(path.join(root, 'samples'), path.join(place, 'samples'), {recursive: true});
		return text.replaceAll(anyStep, (step, ...rest) => {
			const {how, name, content, commands, schema, entry} = rest.at(-1);
			if (schema !== undefined)
				return `<!-- fields: ${`${schema} ${entry}`.trim()} -->\n\n${fieldTable(schema, entry)}`;
			if (commands !== undefined) return `\`\`\`console\n${runAll(commands, place, run)}\n\`\`\``;
			if (how === 'file') writeFileSync(path.join(place, name), content);
			else appendFileSync(path.join(place, name), content);
			return step;
		});
	} finally {
		if (folder === undefined) rmSync(place, {recursive: true});
	}
}

function runAll(block, folder, run) {
	const commands = block.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
	return commands.map((command) => run(command, folder)).join('\n\n');
}

function fieldTable(schemaName, entry) {
	const schema = JSON.parse(readFileSync(path.join(root, `schema/${schemaName}.schema.json`), 'utf8'));
	const {properties, required = []} = entry === '' ? schema : (schema.definitions[entry] ?? schema.properties[entry]);
	const rows = Object.entries(properties).map(([name, field]) => {
		const need = required.includes(name) ? ' Needed.' : '';
		return `| \`${name}\` | ${kindOf(field, schema)} | ${(field.description + need).replaceAll('|', '\\|')} |`;
	});
	return ['| field | holds | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** What a field holds, in a few words. */
function kindOf({$ref, ...field}, schema) {
	const name = $ref?.replace('#/definitions/', '');
	const words = field.enum ?? schema.definitions[name]?.enum;
	if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
	const kinds = {
		text: 'text',
		name: 'name',
		words: 'word or list',
		scalar: 'word, number, true or false',
		groups: 'list of lists',
		ports: 'ports',
		icmpTypes: 'numbers',
		conditions: 'conditions',
		ruleSource: 'line, place or mapping',
		settings: 'name: value',
		scope: 'mapping',
	};
	if (name !== undefined) return kinds[name];
	if (field.type === 'boolean') return 'true or false';
	if (field.type === 'integer') return 'number';
	if (field.type === 'string') return 'text';
	if (field.type === 'array') return 'list';
	return field.type === 'object' ? 'mapping' : 'one or a list';
}
