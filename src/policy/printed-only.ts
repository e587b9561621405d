import {Protocol} from '../net/protocol.js';
import type {JudgedEdge} from './finding.js';

/**
 * Ports that tables print beside those of TCP and on which nothing of Windows listens: the endpoint mapper and LDAP over SSL are TCP
 * only (KB 832017).
 */
const printedOnly: ReadonlySet<number> = new Set([135, 636]);

/**
 * Datagrams to a port that is printed and not used come to nothing, and that is as it should be: whoever trusts the table sends
 * them, and nobody is to open the port for it. What is answered is something else, and judged as anything is.
 */
export function settlePrintedOnly(edges: readonly JudgedEdge[]): readonly JudgedEdge[] {
	return edges.map((judged) => {
		const {protocolIdentifier, port, responderPackets} = judged.edge;
		const isPrinted = protocolIdentifier === Protocol.Udp && port !== undefined && printedOnly.has(port);
		if (!isPrinted || responderPackets > 0 || judged.verdict === 'unknown-host') return judged;
		return {
			...judged,
			verdict: 'ignored',
			reason: 'printed-only',
			rule: undefined,
			documenting: [],
			nearest: undefined,
		};
	});
}
