import {Command} from 'commander';
import {formatInventory} from '../report/inventory.js';
import {Inventory} from '../role/inventory.js';
import {loadInventory} from '../role/load.js';
import {loadPacks} from '../rulepack/load.js';
import {parameterOption, type RuleOptions, rulesOption} from './options.js';
import {wantsColors, writeOut} from './terminal.js';

export function inventoryCommand(): Command {
	return new Command('inventory')
		.summary('check who is who')
		.description('Inventories: who holds which roles.')
		.addCommand(
			new Command('check')
				.description(
					'Reads inventories as one and says who has which roles, what overlaps and, with -r, which roles nobody holds.',
				)
				.argument('<file...>', 'YAML, JSON, CSV with a header, or names as in /etc/hosts')
				.addOption(rulesOption())
				.addOption(parameterOption())
				.addHelpText(
					'after',
					`
Columns of a CSV that count: name, address, cidr, roles, os, site, settings; and those of Get-CMSiteRole and Get-ADComputer.

Examples:
  portolan inventory check inventory.yaml -r configmgr-2012
  portolan inventory check roles.csv computers.csv /etc/hosts

Exit status: 0, 2 an inventory or a rule pack has mistakes.`,
				)
				.action(async (paths: string[], {rules, parameter}: RuleOptions) => {
					const parts = loadInventory(paths);
					const settings = {site: [...parts.settings, ...parameter], hosts: parts.hostSettings};
					const packs = rules.length === 0 ? [] : loadPacks(rules, settings);
					const inventory = new Inventory(
						parts,
						packs.flatMap(({roles}) => [...roles.values()]),
					);
					await writeOut(process.stdout, formatInventory(inventory, packs, {colors: wantsColors(process.stdout)}));
				}),
		);
}
