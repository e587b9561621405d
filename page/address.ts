/** The views of the page, in the order of its navigation. */
export const views = [
	'overview',
	'findings',
	'matrix',
	'graph',
	'time',
	'edges',
	'hosts',
	'rules',
	'unjudged',
	'captures',
] as const;
export type View = (typeof views)[number];

/** All that a reader chose: it stands in the address behind `#`, so that it survives a reload and can be handed on. */
export interface Address {
	readonly view: View;
	/** What is chosen in the view: search, filters, order, page, what is opened. Absent and empty are the same. */
	readonly chosen: Readonly<Record<string, string>>;
}

/** What an address says; of one that says nothing sensible the overview. */
export function parseAddress(hash: string): Address {
	const [, name, query] = /^#?([^?]*)\??(.*)$/s.exec(hash)!;
	const view = views.find((known) => known === name) ?? 'overview';
	return {view, chosen: Object.fromEntries(new URLSearchParams(query))};
}

/** `#edges?q=sql&sort=-octets`; names in the order of the alphabet, so that one state has one address. */
export function formatAddress({view, chosen}: Address): string {
	const entries = Object.entries(chosen).filter(([, value]) => value !== '');
	const query = new URLSearchParams(entries.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
	return query === '' ? `#${view}` : `#${view}?${query}`;
}
