/** What a table could not do with packets, or did early. */
export interface FlowCounts {
	/** ICMP errors about a packet of a biflow that was seen, and about one that was not. */
	icmpErrorsTied: number;
	icmpErrorsOrphaned: number;
	/** Biflows ended early for want of memory. */
	evicted: number;
	/** Edges forgotten for want of memory, in a watch that goes on for long. */
	forgotten: number;
	/** Packets captured again, which are in no biflow; and those of them that came from behind a router. */
	duplicates: number;
	duplicatesRouted: number;
}

export function noCounts(): FlowCounts {
	return {
		icmpErrorsTied: 0,
		icmpErrorsOrphaned: 0,
		evicted: 0,
		forgotten: 0,
		duplicates: 0,
		duplicatesRouted: 0,
	};
}

/** Adds what another table counted. */
export function addCounts(counts: FlowCounts, others: FlowCounts): void {
	counts.icmpErrorsTied += others.icmpErrorsTied;
	counts.icmpErrorsOrphaned += others.icmpErrorsOrphaned;
	counts.evicted += others.evicted;
	counts.forgotten += others.forgotten;
	counts.duplicates += others.duplicates;
	counts.duplicatesRouted += others.duplicatesRouted;
}
