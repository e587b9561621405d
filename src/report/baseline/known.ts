import type {KnownFindings} from '../../policy/finding.js';
import {type Severity, severities} from '../../rulepack/pack.js';
import type {Report, ReportBaseline, ReportKnown} from '../report.js';
import type {BaselineDocument, KnownFinding} from './baseline.js';

/** A baseline while it is held against what is found: what of it occurs, and what does not any more. */
export class Baseline implements KnownFindings {
	readonly #document: BaselineDocument;
	readonly #pairs: ReadonlyMap<string, ReadonlySet<string>>;
	/** By id, the worst that occurs. */
	readonly #occurring = new Map<string, Severity>();

	constructor(document: BaselineDocument) {
		this.#document = document;
		this.#pairs = new Map(document.known.map(({id, pairs}) => [id, new Set(pairs)]));
	}

	/** Notes that it occurs. */
	has(id: string, pair: string | undefined, severity: Severity): boolean {
		const pairs = this.#pairs.get(id);
		const isKnown = pairs !== undefined && (pair === undefined || pairs.has(pair));
		if (isKnown) this.#note(id, severity);
		return isKnown;
	}

	#note(id: string, severity: Severity): void {
		const worst = this.#occurring.get(id);
		if (worst === undefined || severities.indexOf(severity) < severities.indexOf(worst)) {
			this.#occurring.set(id, severity);
		}
	}

	/** @param report what its captures show tells what could have been seen */
	summary({edges, expectations}: Pick<Report, 'edges' | 'expectations'>): ReportBaseline {
		const sending = new Set(
			edges.flatMap(({initiator, responder, initiatorPackets, responderPackets}) => [
				...(initiatorPackets > 0 ? [initiator.name ?? initiator.address] : []),
				...(responderPackets > 0 ? [responder.name ?? responder.address] : []),
			]),
		);
		const used = new Set(
			expectations.flatMap(({rule, counts}) => ((counts.seen ?? 0) + (counts.fallback ?? 0) > 0 ? [rule] : [])),
		);
		const isVisible = ({kind, rule, pairs}: KnownFinding) => {
			if (kind === 'missing') return used.has(rule ?? '');
			if (kind === 'pxe-no-offer' || kind === 'pxe-by-options') return false;
			return pairs.length === 0 || pairs.some((pair) => pair.split(' -> ').every((host) => sending.has(host)));
		};
		const gone = this.#document.known.filter(({id}) => !this.#occurring.has(id));
		return {
			known: this.#document.known.length,
			setAside: this.#occurring.size,
			occurring: this.#document.known.flatMap((known) => {
				const severity = this.#occurring.get(known.id);
				return severity === undefined ? [] : [{...asKnown(known), severity}];
			}),
			stale: gone.map((known) => ({...asKnown(known), observable: isVisible(known)})),
		};
	}
}

function asKnown({id, kind, from, to, protocol, port, rule}: KnownFinding): ReportKnown {
	return {id, kind, from, to, protocol, port, rule};
}
