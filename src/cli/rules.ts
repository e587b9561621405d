import {Command, Option} from 'commander';
import {suggest} from '../document/checker.js';
import {formatPlace, UsageError} from '../net/problem.js';
import {formatPack, type PackFormat, packFormats} from '../report/pack/show.js';
import {languages} from '../report/pack/words.js';
import {alignColumns} from '../report/table.js';
import {comparePacks} from '../rulepack/compare.js';
import {lintFile} from '../rulepack/lint/lint-file.js';
import {loadPacks, shippedPacks} from '../rulepack/load.js';
import type {RulePack} from '../rulepack/pack.js';
import type {GivenSetting} from '../rulepack/settings.js';
import {Exit} from './exit.js';
import {parameterOption} from './options.js';
import {wantsColors, writeOut} from './terminal.js';

export function rulesCommand(): Command {
	return new Command('rules')
		.summary('list, show, check and compare rule packs')
		.description('Rule packs: port matrices from role to role, as documents have them.')
		.addCommand(listCommand())
		.addCommand(showCommand())
		.addCommand(lintCommand())
		.addCommand(diffCommand());
}

function listCommand(): Command {
	return new Command('list').description('Lists the rule packs that come with portolan.').action(async () => {
		const packs = loadPacks(shippedPacks());
		const rows = packs.map(({name, version, title, roles, rules}) => [
			name,
			version,
			title.en,
			`${roles.size} roles, ${rules.length} rules`,
		]);
		await writeOut(process.stdout, `${alignColumns(rows)}\n`);
	});
}

interface ShowOptions {
	readonly format: PackFormat;
	readonly lang: string;
	readonly role: string | undefined;
	readonly grid: boolean;
	readonly parameter: readonly GivenSetting[];
}

function showCommand(): Command {
	return new Command('show')
		.description('Shows who may open what to whom: every role, or all that one role needs, in and out.')
		.argument('<pack|file>', 'a pack by name, or a file of your own')
		.option('--role <role>', 'only what this role opens, and what is opened to it')
		.option('--grid', 'roles down and across, a cell for each pair', false)
		.addOption(new Option('-f, --format <name>', 'the format').choices(packFormats).default('text'))
		.addOption(new Option('--lang <code>', 'the language of titles').choices(languages).default('en'))
		.addOption(parameterOption())
		.addHelpText(
			'after',
			`
Examples:
  portolan rules show configmgr-2012
  portolan rules show configmgr-2012 --role management-point --lang fr
  portolan rules show ./mine.yaml --grid -f csv > matrix.csv`,
		)
		.action(async (reference: string, {format, lang, role, grid, parameter}: ShowOptions) => {
			const [pack] = loadPacks([reference], {site: parameter, hosts: []}) as [RulePack];
			if (role !== undefined && !pack.roles.has(role)) {
				throw new UsageError(
					`--role ${role}: "${pack.name}" has no such role; ${suggest(role, [...pack.roles.keys()])}`,
				);
			}
			const colors = wantsColors(process.stdout);
			await writeOut(process.stdout, formatPack(pack, {format, language: lang, role, isGrid: grid, colors}));
		});
}

function lintCommand(): Command {
	return new Command('lint')
		.description('Finds mistakes in rule packs, all at once: what cannot be read, and what cannot have been meant.')
		.argument('<file...>', 'rule packs, by path or by name')
		.addHelpText('after', '\nExit status: 0 nothing found, 1 problems, 2 a file cannot be read.')
		.action(async (references: string[]) => {
			const problems = references.flatMap(lintFile);
			const lines = problems.map(({place, message}) => `${formatPlace(place)}: ${message}\n`);
			await writeOut(process.stdout, lines.join(''));
			const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
			process.stderr.write(`portolan: ${problems.length === 0 ? 'no problems' : count}\n`);
			process.exitCode = problems.length === 0 ? Exit.Compliant : Exit.NotCompliant;
		});
}

const marks = {added: '+', removed: '-', changed: '~'} as const;

function diffCommand(): Command {
	return new Command('diff')
		.description('Says what changed between two rule packs, or two versions of one.')
		.argument('<a>', 'the earlier pack, by name or path')
		.argument('<b>', 'the later one')
		.addHelpText(
			'after',
			`
Examples:
  portolan rules diff configmgr-2012 configmgr-current-branch
  portolan rules diff old/mine.yaml mine.yaml

Exit status: 0 no difference, 1 differences, 2 a pack cannot be read.`,
		)
		.action(async (a: string, b: string) => {
			const [before] = loadPacks([a]) as [RulePack];
			const [after] = loadPacks([b]) as [RulePack];
			const changes = comparePacks(before, after);
			const lines = changes.map(({kind, about, name, text}) => `${marks[kind]} ${about} ${name}: ${text}\n`);
			await writeOut(process.stdout, lines.join(''));
			const count = (kind: keyof typeof marks) => changes.filter((change) => change.kind === kind).length;
			// Two editions of one pack are told apart by their versions.
			const called = ({name, version}: RulePack) => (before.name === after.name ? `${name} ${version}` : name);
			process.stderr.write(
				`portolan: from ${called(before)} to ${called(after)}: ${count('added')} added, ${count('removed')} removed, ${count('changed')} changed\n`,
			);
			process.exitCode = changes.length === 0 ? Exit.Compliant : Exit.NotCompliant;
		});
}
