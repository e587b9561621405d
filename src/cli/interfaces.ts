import {Command, Option} from 'commander';
import {type BackendState, listInterfaces, type NetworkInterface, tryBackends} from '../capture/live/interfaces.js';
import {alignColumns} from '../report/table.js';
import {writeOut} from './terminal.js';

export function interfacesCommand(): Command {
	return new Command('interfaces')
		.summary('what can be watched here')
		.description(
			'Lists the interfaces of this machine, and what can capture on them; each of those is tried for a moment.',
		)
		.addOption(new Option('-f, --format <name>', 'the format').choices(['text', 'json']).default('text'))
		.addHelpText(
			'after',
			`
Examples:
  portolan interfaces
  portolan interfaces -f json

Exit status: 0.`,
		)
		.action(async ({format}: {readonly format: 'text' | 'json'}) => {
			const interfaces = listInterfaces();
			const states = await tryBackends(interfaces);
			await writeOut(process.stdout, format === 'json' ? asJson(interfaces, states) : asText(interfaces, states));
		});
}

function asText(interfaces: readonly NetworkInterface[], states: readonly BackendState[]): string {
	const rows = interfaces.map(({name, addresses, isUp}) => [name, upOrDown(isUp), addresses.join(', ')]);
	const can = states.map(({name, canCapture, missing}) => [name, canOrCannot(canCapture, missing)]);
	const list = rows.length === 0 ? 'no interfaces' : alignColumns(rows);
	return `${list}\n\n${alignColumns(can)}\n`;
}

function upOrDown(isUp: boolean | undefined): string {
	if (isUp === undefined) return 'unknown';
	return isUp ? 'up' : 'down';
}

function canOrCannot(canCapture: boolean | undefined, missing: string | undefined): string {
	if (canCapture === undefined) return 'is installed; there is no interface to try it on';
	return canCapture ? 'can capture' : `cannot capture: ${missing}`;
}

function asJson(interfaces: readonly NetworkInterface[], states: readonly BackendState[]): string {
	const value = {
		interfaces: interfaces.map(({name, addresses, isUp, isLoopback}) => ({
			name,
			addresses,
			up: isUp ?? null,
			loopback: isLoopback,
		})),
		backends: states.map(({name, canCapture, missing}) => ({
			name,
			canCapture: canCapture ?? null,
			missing: missing ?? null,
		})),
	};
	return `${JSON.stringify(value, undefined, 2)}\n`;
}
