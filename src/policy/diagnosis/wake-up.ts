import type {Diagnosis, JudgedEdge} from '../finding.js';
import {describeFailure, isFiltered} from '../sightings.js';
import {isEcho, type Scene} from './scene.js';

const WAKE_UP_PROXY = 'wake-up-proxy';

/** Clients that stand in for each other while they sleep ask by ICMP who is awake: one that does not answer seems asleep. */
export function diagnoseSeemingSleep(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {initiator, responder} = judged;
	const [from, to] = [initiator.label, responder.label];
	if (!isEcho(judged) || !isFiltered(judged)) return undefined;
	const proxy = [...scene.between(from, to), ...scene.between(to, from)].find(({documenting}) =>
		documenting.some(({service}) => service === WAKE_UP_PROXY),
	);
	// Who sends is awake.
	if (proxy === undefined || !scene.isSending(to)) return undefined;
	return {
		name: 'seems-asleep',
		cause: `${from} and ${to} run the wake-up proxy, ${to} is awake, and its echo request ${describeFailure(judged)}: ${from} takes it for asleep; let the firewall of ${to} answer ICMP echo within its subnet`,
		alternative: `${to} was asleep when it was asked`,
		evidence: [
			{
				frame: proxy.edge.firstFrame,
				shows: `the wake-up proxy of ${proxy.initiator.label} calls ${proxy.responder.label}`,
			},
		],
	};
}
