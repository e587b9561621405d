import {Protocol} from '../net/protocol.js';
import {type DurationMicros, HOUR, MINUTE} from '../net/time.js';
import {SIDE_1, State} from './record.js';

/** A biflow that lasts longer is reported in pieces of at least this length. */
export const ACTIVE_TIMEOUT: DurationMicros = 30 * MINUTE;

/** Longer than a keep-alive of ConfigMgr's client notification (15 min) and most others. */
const TCP_ESTABLISHED = HOUR;
/** A SYN is retried for 21 s (Windows) to 127 s (Linux). */
const TCP_OPENING = 3 * MINUTE;
/** TIME-WAIT, for the last retransmissions (RFC 9293 §3.6.1 says 4 min; systems take 1 to 2). */
const TCP_CLOSED = 2 * MINUTE;
const UDP = 3 * MINUTE;
const ICMP = MINUTE;
const OTHER = 10 * MINUTE;
/** After a shorter silence nobody need ask which timeout holds: so it is for most packets. */
export const SHORTEST_TIMEOUT: DurationMicros = ICMP;

const bothFin = State.Fin | (State.Fin << SIDE_1);
const anyRst = State.Rst | (State.Rst << SIDE_1);
const anyOther = State.Other | (State.Other << SIDE_1);

/** The silence after which the next packet with the same addresses and ports belongs to another biflow. */
export function idleTimeout(protocol: number, state: number): DurationMicros {
	switch (protocol) {
		case Protocol.Tcp:
		case Protocol.Sctp:
			if ((state & bothFin) === bothFin || (state & anyRst) !== 0) return TCP_CLOSED;
			return (state & anyOther) === 0 ? TCP_OPENING : TCP_ESTABLISHED;
		case Protocol.Udp:
		case Protocol.UdpLite:
			return UDP;
		case Protocol.Icmp:
		case Protocol.Icmpv6:
			return ICMP;
		default:
			return OTHER;
	}
}
