/** A report or a list of flows as JSON: two spaces a level, a final newline. */
export function formatJson(document: object): string {
	return `${JSON.stringify(document, null, 2)}\n`;
}
