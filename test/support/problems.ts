import type {ExecutionContext} from 'ava';
import {DocumentError, formatPlace} from '#portolan/net/problem.js';

/** The problems that `action` throws, one line each: `line:column: message`. */
export function problemsOf(t: ExecutionContext, action: () => unknown): string[] {
	const error = t.throws(action, {instanceOf: DocumentError});
	return (error?.problems ?? []).map(({place, message}) => `${formatPlace(place)}: ${message}`.replace(/^[^:]*:/, ''));
}
