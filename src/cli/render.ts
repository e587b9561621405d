import {statSync} from 'node:fs';
import {Argument, Command} from 'commander';
import {UsageError} from '../net/problem.js';
import {type Format, type FormatName, formatNamed, formatOf, formats, plainFormats} from '../report/formats.js';
import {printableTexts} from '../report/printable.js';
import {checkExit} from './exit-status.js';
import {outputOption} from './options.js';
import {refuseOverwriting} from './outputs.js';
import {readPage} from './page.js';
import {isReport, readReportFile} from './report-file.js';
import {wantsColors, writeOut, writeReportFile} from './terminal.js';

interface RenderOptions {
	readonly format: FormatName;
	readonly output: readonly string[];
}

const examples = `
Examples:
  portolan render report.json
  portolan render report.json -o report.html
  portolan render report.json -f markdown
  portolan render report.json -o portolan.sarif -o junit.xml -o edges.csv -o findings.csv
  portolan check site.pcap -r configmgr-2012 -i inventory.yaml -f json | portolan render - -f ndjson

The ending of a file says its format: txt, json, html, md, csv, findings.csv, ndjson, sarif, xml (JUnit), diff.
Exit status: what check gives for the same report: 0 compliant, 1 not compliant, 3 a capture was not read to its end; 2 for a
file that is no report.`;

export function renderCommand(): Command {
	return new Command('render')
		.summary('write a report in other formats, without the captures')
		.description('Reads a report that check wrote as JSON, and writes it as any format that check knows.')
		.addArgument(new Argument('<report>', 'a report that check wrote as JSON; - for standard input'))
		.option('-f, --format <name>', `the format on standard output: ${formats.join(', ')}`, 'text')
		.addOption(outputOption())
		.addHelpText('after', examples)
		.action(async (path: string, options: RenderOptions) => {
			process.exitCode = await render(path, options);
		});
}

async function render(path: string, options: RenderOptions): Promise<number> {
	refuseOverwriting(options.output, [path]);
	const outputs = options.output.map((file) => ({file, format: formatOf(file)}));
	const format = formatNamed(options.format);
	const isFile = statSync(path, {throwIfNoEntry: false})?.isFile() === true;
	if (isFile && !isReport(path)) {
		throw new UsageError(
			`${path}: this is no report, but a capture or another file; write one with portolan check ${path} -o report.json`,
		);
	}
	const report = await readReportFile(path);
	// The file may be somebody else's.
	const printable = printableTexts(report);
	const rendered = (as: Format, colors: boolean) =>
		as(plainFormats.has(as) ? printable : report, {colors, page: readPage});
	for (const output of outputs) writeReportFile(output.file, rendered(output.format, false));
	await writeOut(process.stdout, rendered(format, wantsColors(process.stdout)));
	return checkExit(report);
}
