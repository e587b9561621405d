import type {Outcome} from '../../flow/biflow.js';
import {senderOf} from '../../flow/biflow.js';
import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, Evidence, JudgedEdge} from '../finding.js';
import {describeRefusal, whyLost} from '../refusals.js';
import {formatService} from '../service-text.js';
import {ALWAYS_FITS} from './packet-size.js';
import {isHeard, type Scene} from './scene.js';

/** What an outcome means by itself, with no other explanation: every edge that came to nothing has one. */
export function diagnoseOutcome(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const read = readers[judged.edge.outcome];
	return read === undefined ? undefined : {evidence: [], ...read(judged, scene)};
}

type Reader = (judged: JudgedEdge, scene: Scene) => Omit<Diagnosis, 'evidence'> & Partial<Pick<Diagnosis, 'evidence'>>;

const readers: Readonly<Partial<Record<Outcome, Reader>>> = {
	cut: ({edge, initiator, responder}) => {
		// A segment that fits everywhere is not lost for its size.
		const isSmall = edge.stall !== undefined && edge.stall.octets <= ALWAYS_FITS;
		return {
			name: 'cut',
			cause: `${initiator.label} and ${responder.label} connect, and then what one of them sends does not arrive: something on the way inspects the connection and drops it${isSmall ? '' : ', or packets of full size do not fit through (MTU)'}`,
			alternative: 'the other side hung or went away in the middle of the conversation',
		};
	},

	prohibited: filteredBy,

	refused: (judged) => (judged.edge.refusal === undefined ? refusedByReset(judged) : refusedByMessage(judged)),

	unanswered: (judged, scene) => {
		const {edge, initiator, responder} = judged;
		const [from, to] = [initiator.label, responder.label];
		if (edge.refusal !== undefined) return unreachable(judged);
		if (!scene.isSending(to)) {
			const isUnseen = `what ${to} sends does not pass where this was captured`;
			if (scene.isHalfBlind) {
				const cause = `no answer reached ${from}, and the capture, which shows one direction only, does not tell why: a filter on the way or on ${to}, or ${to} is down`;
				return {name: 'host-silent', cause, alternative: isUnseen};
			}
			const cause = `${to} is down, or there is no way to it: it sends nothing at all, to nobody`;
			return {name: 'host-silent', cause, alternative: isUnseen};
		}
		return {
			name: 'filtered',
			cause: `a filter on the way, or the firewall of ${to}, drops ${formatService(edge)} without a word: ${howKnown(judged, scene)}`,
			alternative: 'the answers take another way, past the point where this was captured',
			evidence: presence(judged, scene),
		};
	},
};

/** What shows that the responder is there, though it does not answer: best something between the same two hosts. */
export function presence({edge, initiator, responder}: JudgedEdge, scene: Scene): Evidence[] {
	const [from, to] = [initiator.label, responder.label];
	const heard = scene.between(from, to).filter((other) => isHeard(other) && other.edge !== edge);
	const shown =
		heard.find((other) => other.edge.initiator.version === edge.initiator.version) ??
		heard[0] ??
		scene.between(to, from).find((other) => other.edge.initiatorPackets > 0) ??
		scene.sending(to);
	// An answer to somebody else over the very same edge needs no other packet.
	if (shown === undefined || shown.edge === edge) return [];
	const {initiator: asking, responder: asked} = shown;
	return [
		{
			frame: shown.edge.firstFrame,
			shows: `${to} is there: ${formatService(shown.edge)} from ${asking.label} to ${asked.label}`,
		},
	];
}

/** How it is known that a host is there which does not answer. */
function howKnown({edge, initiator, responder}: JudgedEdge, scene: Scene): string {
	const [from, to] = [initiator.label, responder.label];
	const works = scene
		.between(from, to)
		.find((other) => isHeard(other) && other.edge.initiator.version === edge.initiator.version);
	if (works !== undefined) return `${to} answers ${from} on ${formatService(works.edge)}`;
	return `${to} is there, and answers nothing that ${from} sends to ${edge.responder.text}`;
}

function refusedByMessage(judged: JudgedEdge): Omit<Diagnosis, 'evidence'> {
	const {edge, responder} = judged;
	// Of a closed TCP port a host says so by RST; and of another's ports only a filter knows.
	if (edge.protocolIdentifier === Protocol.Tcp || !isOwn(judged)) return filteredBy(judged);
	return {
		name: 'no-listener',
		cause: `${responder.label} is reached, and nobody listens on ${formatService(edge)}: ${describeRefusal(edge.refusal!)}`,
		alternative: 'a firewall rejects it in the same words',
	};
}

function filteredBy(judged: JudgedEdge): Omit<Diagnosis, 'evidence'> {
	const {edge, responder} = judged;
	const {sender} = edge.refusal!;
	const who = isOwn(judged) ? `${responder.label} itself` : `${sender.text}, on the way to ${responder.label},`;
	return {
		name: 'prohibited',
		cause: `a filter on ${who} forbids it and says so: ${describeRefusal(edge.refusal!)}`,
		alternative: isOwn(judged)
			? 'somebody else sent the message in its name'
			: `${sender.text} is another address of ${responder.label}`,
	};
}

function unreachable(judged: JudgedEdge): Omit<Diagnosis, 'evidence'> {
	const {edge, initiator, responder} = judged;
	const [from, to] = [initiator.label, responder.label];
	const said = describeRefusal(edge.refusal!);
	switch (whyLost(edge.refusal!)) {
		case 'too-big':
			return {
				name: 'unreachable',
				cause: `what ${from} sends is too big for a link on the way to ${to}: ${said}`,
				alternative: `the message does not get through to ${from}, which never sends less`,
			};
		case 'expired':
			return {
				name: 'unreachable',
				cause: `packets to ${to} go round in a circle between routers: ${said}`,
				alternative: `${from} gives its packets too few hops, as a trace of the way does`,
			};
		case 'no-way':
			// Who says so of himself is reached.
			if (isOwn(judged)) return filteredBy(judged);
			return {
				name: 'unreachable',
				cause: `there is no way to ${to}: ${said}`,
				alternative: `${to} is switched off, and the router next to it says so`,
			};
	}
}

/** Whether the message about it comes from the very address that it was sent to. */
function isOwn({edge: {refusal, responder}}: JudgedEdge): boolean {
	return refusal!.sender.text === responder.text;
}

function refusedByReset({edge, initiator, responder}: JudgedEdge): Omit<Diagnosis, 'evidence'> {
	const to = responder.label;
	const sender = edge.reset === undefined ? 'unknown' : senderOf(edge.reset);
	if (sender === 'middle') {
		const {ttl, others} = edge.reset!;
		const known = others!.least === others!.greatest ? others!.least : `${others!.least} to ${others!.greatest}`;
		return {
			name: 'rejected-in-between',
			cause: `something between ${initiator.label} and ${to} rejects it in the name of ${to}: its RST has a TTL of ${ttl}, and what ${to} sends has ${known}`,
			alternative: `packets of ${to} take ways of different lengths, and it refuses by itself`,
		};
	}
	const isTcp = edge.protocolIdentifier === Protocol.Tcp;
	const reached =
		sender === 'host' ? `${to} is reached (the RST came as far as its other packets)` : `${to} is reached`;
	return {
		name: 'refused',
		cause: `${reached}, and nobody listens on ${formatService(edge)}`,
		alternative: isTcp ? 'a firewall, its own or one next to it, rejects with RST' : 'a firewall rejects it',
	};
}
