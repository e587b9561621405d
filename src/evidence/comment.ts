import type {ReportFinding} from '../report/report.js';

/** Characters of a comment: Wireshark shows it in one place, and a message may name very much. */
const MAX_COMMENT = 2000;

/** What stands on the first packet of a finding: which one, the rule, and why. */
export function commentOf({id, kind, severity, message, rule, diagnosis}: ReportFinding): string {
	const lines = [
		`portolan finding ${id}: ${kind} (${severity})`,
		message,
		...(rule === null ? [] : [`rule ${rule}`]),
		...(diagnosis === null ? [] : [`likely: ${diagnosis.cause}`, `or: ${diagnosis.alternative}`]),
	];
	return lines.join('\n').slice(0, MAX_COMMENT);
}
