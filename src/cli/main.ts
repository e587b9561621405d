import {Command, CommanderError} from 'commander';
import {PortolanError} from '../net/problem.js';
import {baselineCommand} from './baseline.js';
import {checkCommand} from './check.js';
import {diffCommand} from './diff.js';
import {Exit} from './exit.js';
import {explainCommand} from './explain.js';
import {extractCommand} from './extract.js';
import {flowsCommand} from './flows.js';
import {interfacesCommand} from './interfaces.js';
import {inventoryCommand} from './inventory.js';
import {learnCommand} from './learn.js';
import {renderCommand} from './render.js';
import {rulesCommand} from './rules.js';
import {forgivePipes} from './terminal.js';
import {verifyCommand} from './verify.js';
import {version} from './version.js';
import {watchCommand} from './watch/command.js';

/** Runs the command line; sets the exit status of the process and never throws for what a user did. */
export async function run(argv: readonly string[]): Promise<void> {
	forgivePipes(process.stdout, process.stderr);
	const program = new Command('portolan')
		.description('Holds network traffic against a documented role-to-role port matrix.')
		.version(version)
		.configureHelp({sortSubcommands: true})
		.addCommand(baselineCommand())
		.addCommand(checkCommand())
		.addCommand(diffCommand())
		.addCommand(explainCommand())
		.addCommand(extractCommand())
		.addCommand(flowsCommand())
		.addCommand(inventoryCommand())
		.addCommand(interfacesCommand())
		.addCommand(learnCommand())
		.addCommand(renderCommand())
		.addCommand(rulesCommand())
		.addCommand(verifyCommand())
		.addCommand(watchCommand());
	for (const command of withSubcommands(program)) command.exitOverride().showHelpAfterError('(add --help for more)');
	try {
		await program.parseAsync(argv as string[]);
	} catch (error) {
		process.exitCode = explain(error);
	}
}

/** The command and all below it. */
function withSubcommands(command: Command): Command[] {
	return [command, ...command.commands.flatMap(withSubcommands)];
}

function explain(error: unknown): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.Compliant : Exit.Usage;
	if (!(error instanceof PortolanError)) throw error;
	process.stderr.write(`portolan: ${error.message}\n`);
	return error.code === 'capture' ? Exit.CaptureIncomplete : Exit.Usage;
}
