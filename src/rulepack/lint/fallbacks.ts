import type {Checker} from '../../document/checker.js';
import {pairKey} from '../extend.js';
import type {PackSource, WordSource} from '../source.js';

type Fallbacks = ReadonlyMap<string, readonly WordSource[]>;

/** Services of one pair of roles that fall back to each other; each circle is told once, at the word that closes it. */
export function lintFallbacks({services, conduits}: PackSource, checker: Checker): void {
	const definitions = new Map(services.map((service) => [service.name, service]));
	const byPair = new Map<string, Map<string, readonly WordSource[]>>();
	for (const conduit of conduits) {
		const key = pairKey(conduit);
		const fallbacks = byPair.get(key) ?? new Map<string, readonly WordSource[]>();
		byPair.set(key, fallbacks);
		for (const {name, fallbacks: own} of conduit.services) {
			fallbacks.set(name, own.length > 0 ? own : (definitions.get(name)?.fallbacks ?? []));
		}
	}
	for (const fallbacks of byPair.values()) lintPair(fallbacks, checker);
}

/** Depth first, without recursion: a chain may be as long as the pack. */
function lintPair(fallbacks: Fallbacks, checker: Checker): void {
	const done = new Set<string>();
	for (const start of fallbacks.keys()) {
		const way: string[] = [];
		const onWay = new Set<string>();
		const pending: Array<{readonly word: string; readonly depth: number}> = [{word: start, depth: 0}];
		for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
			for (const left of way.splice(next.depth)) onWay.delete(left);
			if (done.has(next.word)) continue;
			done.add(next.word);
			way.push(next.word);
			onWay.add(next.word);
			for (const fallback of fallbacks.get(next.word) ?? []) {
				if (onWay.has(fallback.word)) noteCircle(way.slice(way.indexOf(fallback.word)), fallback, checker);
				else pending.push({word: fallback.word, depth: way.length});
			}
		}
	}
}

function noteCircle(circle: readonly string[], {word, place}: WordSource, checker: Checker): void {
	const [first, second] = circle;
	if (circle.length === 1) checker.note(place, `"${word}" falls back to itself`);
	else if (circle.length === 2) {
		const message = `"${first}" and "${second}" fall back to each other; write any-of: [[${first}, ${second}]]`;
		checker.note(place, message);
	} else {
		const way = [...circle, word].join(' -> ');
		checker.note(place, `services fall back in a circle: ${way}; one of them must be the last resort`);
	}
}
