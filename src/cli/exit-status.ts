import type {Report} from '../report/report.js';
import {isAtLeast} from '../report/threshold.js';
import {Exit} from './exit.js';

/** The exit status that a report stands for. A finding that counts wins over a capture that was not read to its end. */
export function checkExit({findings, captures, failOn}: Report): number {
	if (findings.some(({severity}) => isAtLeast(severity, failOn))) return Exit.NotCompliant;
	return captures.every(({complete}) => complete) ? Exit.Compliant : Exit.CaptureIncomplete;
}
