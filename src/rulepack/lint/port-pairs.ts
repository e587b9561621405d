import type {Checker} from '../../document/checker.js';
import type {PortRange} from '../../net/port.js';
import type {RulePack} from '../pack.js';
import {partnerOf} from '../pairs.js';
import {contains} from './cover.js';

/** Each single port of the first service needs one of the second that goes with it. */
export function lintPortPairs({pairings, rules}: RulePack, checker: Checker): void {
	for (const pairing of pairings) {
		const portsOf = (service: string) =>
			rules
				.filter((rule) => rule.to === pairing.role && rule.service === service)
				.flatMap(({targets}) => targets.flatMap(({ports}) => ports));
		const seconds = portsOf(pairing.second);
		const lonely = portsOf(pairing.first).find(
			({first, last}) =>
				first === last &&
				seconds.length > 0 &&
				!seconds.some((range) => contains(range, single(partnerOf(first, pairing)))),
		);
		if (lonely === undefined) continue;
		const wanted = partnerOf(lonely.first, pairing);
		checker.note(
			pairing.place,
			`port ${lonely.first} of "${pairing.first}" goes with ${wanted} here, which "${pairing.second}" does not have`,
		);
	}
}

function single(port: number): PortRange {
	return {first: port, last: port};
}
