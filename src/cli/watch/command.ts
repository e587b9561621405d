import {Argument, Command, InvalidArgumentError, Option} from 'commander';
import {type BackendName, backends} from '../../capture/live/options.js';
import {DAY, type DurationMicros, MINUTE, parseDuration} from '../../net/time.js';
import {
	baselineOption,
	failOnOption,
	inventoryOption,
	maxFlowsOption,
	outputOption,
	parameterOption,
	rulesOption,
	vlanSameOption,
	waiversOption,
} from '../options.js';

/** Flows that are kept at a time: every judgement looks at all of them. */
const MAX_FLOWS = 1 << 18;

const examples = `
Examples:
  portolan watch eth1 -r configmgr-2012 -r windows-baseline -i inventory.yaml
  portolan watch eth1 -r configmgr-2012 -i inventory.yaml --events events.ndjson --every 1d -o 'report-{time}.html'
  portolan watch eth1 -r configmgr-2012 -i inventory.yaml --state /var/lib/portolan --listen 127.0.0.1:9464
  portolan watch eth1 -r configmgr-2012 -i inventory.yaml -f ndjson --filter 'not port 22' | jq .
  portolan watch eth1 -r configmgr-2012 -i inventory.yaml --syslog syslog+tcp://log.example:601 --webhook https://hooks.example/portolan
  portolan watch --replay monday.pcapng --speed 60 -r configmgr-2012 -i inventory.yaml

On a terminal a screen shows how the watch stands; elsewhere every event is a line. Ctrl-C or SIGTERM end the watch with a report;
SIGHUP reads rules, inventory, waivers and baseline again, and keeps what it has where they are wrong. PORTOLAN_WEBHOOK_SECRET
in the environment signs requests to webhooks. "portolan interfaces" lists what can be watched, and what that needs.
Exit status: as of check for the last report; 3 where the capture could not go on.`;

export function watchCommand(): Command {
	return new Command('watch')
		.summary('judge an interface for days, and tell what is new')
		.description(
			'Captures an interface, such as a mirror port, judges what it shows as check does, and tells at once what is undocumented, what fails, and what documented service is not there any more.',
		)
		.addArgument(new Argument('[interface]', 'what to watch, as "portolan interfaces" lists it'))
		.addOption(rulesOption())
		.addOption(inventoryOption())
		.addOption(parameterOption())
		.addOption(waiversOption())
		.addOption(baselineOption())
		.addOption(
			new Option('-f, --format <name>', 'standard output: text (a screen or lines, then the report) or ndjson (events)')
				.choices(['text', 'ndjson'])
				.default('text'),
		)
		.addOption(outputOption())
		.addOption(
			new Option(
				'--every <time>',
				'also write the reports of -o so often, such as 1h; {time} in a file name keeps each',
			).argParser(parsePeriod),
		)
		.addOption(
			new Option('--events <file>', 'append every event as a line of JSON; repeat for several')
				.argParser(collect)
				.default([], 'none'),
		)
		.addOption(
			new Option('--rotate-size <MiB>', 'begin a new event file beyond so much')
				.argParser(parseMebi)
				.default(undefined, '64'),
		)
		.addOption(
			new Option('--rotate-every <time>', 'begin a new event file so often')
				.argParser(parsePeriod)
				.default(undefined, '1d'),
		)
		.addOption(
			new Option('--rotate-keep <n>', 'old event files that are kept').argParser(parseCount).default(undefined, '14'),
		)
		.addOption(
			new Option('--syslog <address>', 'send every event by RFC 5424: syslog://, syslog+tcp://, syslog+tls://')
				.argParser(collect)
				.default([], 'none'),
		)
		.addOption(
			new Option('--webhook <address>', 'post every event as JSON; repeat for several')
				.argParser(collect)
				.default([], 'none'),
		)
		.addOption(
			new Option('--listen <address:port>', 'serve /metrics for Prometheus and /healthz, such as 127.0.0.1:9464'),
		)
		.addOption(
			new Option('--expect-within <time>', 'a documented service that is not seen for so long is absent')
				.argParser(parsePeriod)
				.default(undefined, 'as the pack says'),
		)
		.addOption(
			new Option('--silent-after <time>', 'without any packet for so long, the mirror itself is silent')
				.argParser(parsePeriod)
				.default(2 * MINUTE, '2min'),
		)
		.addOption(
			new Option('--close-after <time>', 'a finding that is not seen again for so long is closed')
				.argParser(parsePeriod)
				.default(DAY, '1d'),
		)
		.addOption(new Option('--state <folder>', 'keep what is known there, and go on from it'))
		.addOption(
			new Option('--via <program>', 'what captures')
				.choices(['auto', ...backends] satisfies Array<BackendName | 'auto'>)
				.default('auto', 'the first that is there and may'),
		)
		.addOption(new Option('--filter <expression>', "capture only what matches, such as 'not port 22' (pcap-filter)"))
		.addOption(new Option('--buffer <MiB>', "the kernel's buffer for packets that wait").argParser(parseMebi))
		.addOption(new Option('--snaplen <octets>', 'of a packet, capture no more').argParser(parseCount).default(262_144))
		.addOption(new Option('--no-promiscuous', 'capture only what is for this machine'))
		.addOption(new Option('--replay <capture>', 'instead of an interface, feed a recorded capture at its own pace'))
		.addOption(
			new Option('--speed <factor>', 'of a replay: 60 is an hour in a minute, max as fast as it goes')
				.argParser(parseSpeed)
				.default(1),
		)
		.addOption(failOnOption())
		.addOption(vlanSameOption())
		.addOption(maxFlowsOption(MAX_FLOWS))
		.addHelpText('after', examples)
		.action(async (name: string | undefined, options) => {
			// Servers, TLS and the screen are loaded where there is something to watch.
			const {watch} = await import('./watch.js');
			process.exitCode = await watch(name, options);
		});
}

function collect(value: string, earlier: readonly string[]): string[] {
	return [...earlier, value];
}

function parsePeriod(text: string): DurationMicros {
	const duration = parseDuration(text);
	if (duration === undefined || duration === 0) {
		throw new InvalidArgumentError('Write a number and a unit: 90s, 15min, 24h, 7d.');
	}
	return duration;
}

function parseMebi(text: string): number {
	return parseCount(text) * 2 ** 20;
}

function parseCount(text: string): number {
	if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a whole number, 1 or more.');
	return Number(text);
}

function parseSpeed(text: string): number | 'max' {
	if (text === 'max') return 'max';
	const speed = Number(text);
	if (!/^\d+(?:\.\d+)?$/.test(text) || speed <= 0) throw new InvalidArgumentError('Write a number above 0, or max.');
	return speed;
}
