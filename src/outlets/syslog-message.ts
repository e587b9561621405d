import {printable} from '../net/printable.js';
import type {WatchEvent} from '../watch/event.js';
import type {SyslogAddress} from './syslog-address.js';

/** Who speaks, RFC 5424 sections 6.2.4 to 6.2.6. */
export interface SyslogSender {
	readonly hostname: string;
	readonly processId: string;
}

/** Numerical codes of severities, RFC 5424 section 6.2.1. */
const codes = {error: 3, warning: 4, note: 5, information: 6} as const;

/** What ends well is for information, whatever it was before. */
export function syslogSeverity(event: WatchEvent): number {
	switch (event.event) {
		case 'finding-opened':
		case 'finding-updated':
			return codes[event.finding.severity];
		case 'quality':
			return codes[event.severity];
		case 'expectation-lost':
			return codes.warning;
		case 'finding-closed':
		case 'expectation-met':
			return codes.information;
		default:
			return event satisfies never;
	}
}

/**
 * A message of RFC 5424, in UTF-8 and without a frame, of at most `longest` octets: the text is cut, the structured data never,
 * since its values are cut themselves.
 */
export function syslogMessage(
	event: WatchEvent,
	text: string,
	{facility, structuredDataId}: Pick<SyslogAddress, 'facility' | 'structuredDataId'>,
	{hostname, processId}: SyslogSender,
	longest: number,
): Buffer {
	const header = [
		`<${facility * 8 + syslogSeverity(event)}>1`,
		event.time,
		headerField(hostname, 255),
		'portolan',
		headerField(processId, 128),
		event.event,
	].join(' ');
	const start = `${header} ${structuredData(structuredDataId, fieldsOf(event))} `;
	const clean = printable(text);
	// RFC 5424 section 6.4: what is not ASCII is announced by a byte order mark.
	const marked = /^[ -~]*$/.test(clean) ? clean : `\uFEFF${clean}`;
	return Buffer.from(start + cut(marked, longest - Buffer.byteLength(start)));
}

/** Printable ASCII without spaces; what is none, or empty, is `-`. */
function headerField(text: string, longest: number): string {
	const clean = text.replaceAll(/[^!-~]/g, '').slice(0, longest);
	return clean === '' ? '-' : clean;
}

type Field = readonly [name: string, value: string | number | null];

/** Names of parameters stay as they are once they are out. */
function fieldsOf(event: WatchEvent): readonly Field[] {
	const sequence: Field = ['sequence', event.sequence];
	switch (event.event) {
		case 'finding-opened':
		case 'finding-updated':
		case 'finding-closed': {
			const {id, kind, severity, from, to, protocol, port, rule, pairs, hosts} = event.finding;
			return [
				sequence,
				['id', id],
				['kind', kind],
				['severity', severity],
				['from', from],
				['to', to],
				['protocol', protocol],
				['port', port],
				['rule', rule],
				['pairs', pairs],
				['initiator', hosts[0]?.initiator ?? null],
				['responder', hosts[0]?.responder ?? null],
			];
		}
		case 'expectation-met':
		case 'expectation-lost':
			return [sequence, ['rule', event.rule], ['from', event.from], ['to', event.to], ['host', event.host]];
		case 'quality':
			return [sequence, ['about', event.about], ['severity', event.severity]];
		default:
			return event satisfies never;
	}
}

/** Octets of a value, before it is escaped: hosts with very many roles have very long names of roles. */
const VALUE_BOUND = 120;

/** RFC 5424 section 6.3. What is null is left out. */
export function structuredData(id: string, fields: readonly Field[]): string {
	const params = fields.flatMap(([name, value]) =>
		value === null ? [] : [` ${name}="${escapeValue(cut(printable(String(value)), VALUE_BOUND))}"`],
	);
	return `[${id}${params.join('')}]`;
}

/** RFC 5424 section 6.3.3. */
function escapeValue(value: string): string {
	return value.replaceAll(/["\\\]]/g, '\\$&');
}

/** At most `longest` octets of UTF-8 of the text, whole characters; what is cut ends in `...`. */
function cut(text: string, longest: number): string {
	if (Buffer.byteLength(text) <= longest) return text;
	let octets = 3;
	let kept = '';
	for (const character of text) {
		octets += Buffer.byteLength(character);
		if (octets > longest) break;
		kept += character;
	}
	return `${kept}...`;
}
