import type {Refusal} from '../flow/biflow.js';

/** What the codes of destination unreachable say (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1; RFC 4443 §3.1). */
const unreachableCodes: readonly string[] = [
	'network unreachable',
	'host unreachable',
	'protocol unreachable',
	'port unreachable',
	'fragmentation needed',
	'source route failed',
	'network unknown',
	'host unknown',
	'source host isolated',
	'network prohibited',
	'host prohibited',
	'network unreachable for this service',
	'host unreachable for this service',
	'communication prohibited by a filter',
	'host precedence violation',
	'precedence cut off',
];
const unreachableCodesV6: readonly string[] = [
	'no route',
	'communication prohibited',
	'beyond the scope of the source',
	'address unreachable',
	'port unreachable',
	'source address failed a policy',
	'route rejected',
];

/** `10.0.0.1 says "communication prohibited by a filter" (ICMP 3/13)` */
export function describeRefusal({sender, icmpType, icmpCode}: Refusal): string {
	return `${sender.text} says "${refusalMeaningText({sender, icmpType, icmpCode})}" (${icmpText({sender, icmpType, icmpCode})})`;
}

/** `ICMP 3/13`, `ICMPv6 1/1` */
export function icmpText({sender, icmpType, icmpCode}: Pick<Refusal, 'sender' | 'icmpType' | 'icmpCode'>): string {
	return `${sender.version === 4 ? 'ICMP' : 'ICMPv6'} ${icmpType}/${icmpCode}`;
}

/** What an ICMP error that neither refuses nor forbids is about. */
export function whyLost({sender, icmpType, icmpCode}: Refusal): 'too-big' | 'expired' | 'no-way' {
	const isV4 = sender.version === 4;
	if (isV4 ? icmpType === 3 && icmpCode === 4 : icmpType === 2) return 'too-big';
	return icmpType === (isV4 ? 11 : 3) ? 'expired' : 'no-way';
}

function refusalMeaningText({sender, icmpType, icmpCode}: Pick<Refusal, 'sender' | 'icmpType' | 'icmpCode'>): string {
	const isUnreachable = icmpType === (sender.version === 4 ? 3 : 1);
	const texts = sender.version === 4 ? unreachableCodes : unreachableCodesV6;
	if (isUnreachable) return texts[icmpCode] ?? 'destination unreachable';
	if (icmpType === (sender.version === 4 ? 11 : 3)) return 'time exceeded on the way';
	if (sender.version === 6 && icmpType === 2) return 'packet too big';
	return 'an error';
}
