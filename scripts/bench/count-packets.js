// Counts the packets of a capture with npm's pcap-parser, and does nothing else.

import {parse} from 'pcap-parser';

let packets = 0;
const parser = parse(process.argv[2]);
parser.on('packet', () => packets++);
parser.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
parser.on('end', () => process.stdout.write(`${packets}\n`));
