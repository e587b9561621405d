import type {KnownFindings} from '../../policy/finding.js';
import type {Report, ReportBaseline} from '../report.js';
import type {BaselineDocument, KnownFinding} from './baseline.js';

/** A baseline while it is held against what is found: what of it occurs, and what does not any more. */
export class Baseline implements KnownFindings {
	readonly #document: BaselineDocument;
	readonly #pairs: ReadonlyMap<string, ReadonlySet<string>>;
	readonly #occurring = new Set<string>();

	constructor(document: BaselineDocument) {
		this.#document = document;
		this.#pairs = new Map(document.known.map(({id, pairs}) => [id, new Set(pairs)]));
	}

	/** Notes that it occurs. */
	has(id: string, pair: string | undefined): boolean {
		const pairs = this.#pairs.get(id);
		const isKnown = pairs !== undefined && (pair === undefined || pairs.has(pair));
		if (isKnown) this.#occurring.add(id);
		return isKnown;
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
			stale: gone.map((known) => {
				const {id, kind, from, to, protocol, port, rule} = known;
				return {id, kind, from, to, protocol, port, rule, observable: isVisible(known)};
			}),
		};
	}
}
