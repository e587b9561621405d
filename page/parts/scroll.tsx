import type {ComponentChildren} from 'preact';

/** What may be wider than the page scrolls by itself; whoever has no mouse reaches it by the tabulator. */
export function Scroll({label, children}: {readonly label: string; readonly children: ComponentChildren}) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
		<section class="scroll" tabIndex={0} aria-label={label}>
			{children}
		</section>
	);
}
