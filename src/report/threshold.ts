import {type Severity, severities} from '../rulepack/pack.js';
import type {Report} from './report.js';

/** Whether a finding of the severity makes a report that fails on `failOn` a failure. */
export function isAtLeast(severity: Severity, failOn: Report['failOn']): boolean {
	return failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);
}
