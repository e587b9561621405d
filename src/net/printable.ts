/**
 * The same text with U+FFFD for what would move a terminal's cursor, end a line, or turn the direction of writing: control
 * characters, separators of lines, formatting characters. For texts that hold somebody else's words, such as names of hosts.
 */
export function printable(text: string): string {
	return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
}
