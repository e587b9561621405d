import {Command, Option} from 'commander';
import {parseAddress} from '../net/address.js';
import {nearest} from '../net/nearest.js';
import {parsePortRange} from '../net/port.js';
import {UsageError} from '../net/problem.js';
import {hasPorts, Protocol, protocolNumber} from '../net/protocol.js';
import {explain} from '../policy/explain.js';
import type {Opening} from '../policy/finding.js';
import {Matrix} from '../policy/matrix.js';
import {formatExplanation} from '../report/explanation.js';
import {buildExplanation} from '../report/explanation-report.js';
import {formatJson} from '../report/json.js';
import type {Identity} from '../role/role.js';
import {pseudoRoles} from '../rulepack/pack.js';
import {Exit} from './exit.js';
import {inventoryOption, parameterOption, rulesOption, type SiteOptions} from './options.js';
import {loadSite, type Site} from './site.js';
import {wantsColors, writeOut} from './terminal.js';

const examples = `
Examples:
  portolan explain site-server sql-server 1433/tcp -r configmgr-2012
  portolan explain cm01 10.0.1.20 1434/udp -r configmgr-2012 -i inventory.yaml
  portolan explain client client icmp -r configmgr-2012 -p wake-up-proxy-enabled=false

A service is port/protocol (1433/tcp), icmp or icmp/<type>, or the name or number of an IP protocol (esp, ip-50).
Exit status: 0 documented, 1 not documented, 2 wrong usage, rule pack or inventory.`;

interface ExplainOptions extends SiteOptions {
	readonly format: 'text' | 'json';
}

export function explainCommand(): Command {
	return new Command('explain')
		.summary('say why something is or is not documented')
		.description(
			'Says what the rule packs make of one host opening a service to another: the verdict, the rule and the sentence it was taken from, what it hangs on, and what would have to change.',
		)
		.argument('<from>', 'who opens it: a role, an address, or a name in the inventory')
		.argument('<to>', 'to whom')
		.argument('<service>', 'port and protocol, such as 1433/tcp')
		.addOption(rulesOption())
		.addOption(inventoryOption())
		.addOption(parameterOption())
		.addOption(new Option('-f, --format <name>', 'the format').choices(['text', 'json']).default('text'))
		.addHelpText('after', examples)
		.action(async (from: string, to: string, service: string, options: ExplainOptions) => {
			const site = loadSite(options, process.stderr);
			const opening = parseService(service);
			const matrix = new Matrix(site.packs, site.inventory.parts.sites);
			const explanation = explain(opening, identityOf(from, site), identityOf(to, site), matrix, site.packs);
			const text =
				options.format === 'json'
					? formatJson(buildExplanation(explanation))
					: formatExplanation(explanation, {colors: wantsColors(process.stdout)});
			await writeOut(process.stdout, text);
			const {verdict} = explanation.ruling;
			process.exitCode = verdict === 'expected' || verdict === 'ignored' ? Exit.Compliant : Exit.NotCompliant;
		});
}

/** An address before a host's name before a role. */
function identityOf(text: string, {packs, inventory}: Site): Identity {
	const address = parseAddress(text);
	if (address !== undefined) return inventory.identify(address);
	const host = inventory.hostNamed(text);
	if (host !== undefined) return host;
	const roles = [...new Set([...packs.flatMap((pack) => [...pack.roles.keys()]), ...pseudoRoles])];
	if (roles.includes(text)) return inventory.holderOf(text);
	const meant = nearest(text, [...roles, ...inventory.parts.hosts.map(({name}) => name)]);
	const advice = meant === undefined ? 'roles are listed by: portolan rules show <pack>' : `did you mean "${meant}"?`;
	throw new UsageError(`"${text}" is no address, no host of the inventory and no role of the rule packs; ${advice}`);
}

function parseService(text: string): Opening {
	const [left = '', right] = text.toLowerCase().split('/');
	const [protocolText, portText] =
		protocolNumber(left) !== undefined || right === undefined ? [left, right] : [right, left];
	const protocolIdentifier = protocolNumber(protocolText);
	if (protocolIdentifier === undefined)
		throw new UsageError(`"${text}" is no service; write port/protocol, such as 1433/tcp`);
	const common = {protocolIdentifier, negotiation: undefined, isNegotiationVisible: true, isSamePort: false};
	if (protocolIdentifier === Protocol.Icmp || protocolIdentifier === Protocol.Icmpv6) {
		const request = protocolIdentifier === Protocol.Icmp ? '8' : '128';
		const type = /^\d{1,3}$/.test(portText ?? request) ? Number(portText ?? request) : 256;
		if (type > 255) throw new UsageError(`"${text}": an ICMP type is a number from 0 to 255`);
		return {...common, port: undefined, icmpType: type};
	}
	if (!hasPorts(protocolIdentifier)) return {...common, port: undefined, icmpType: undefined};
	const range = parsePortRange(portText ?? '');
	if (typeof range === 'string') throw new UsageError(`"${text}": ${range}`);
	if (range.first !== range.last)
		throw new UsageError(`"${text}": write one port, such as ${range.first}/${protocolText}`);
	return {...common, port: range.first, icmpType: undefined};
}
