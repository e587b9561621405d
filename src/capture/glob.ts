/** Whether a text has a character that makes it a pattern. */
export function isPattern(text: string): boolean {
	return /[*?[]/.test(text);
}

/**
 * The expression for one segment of a path: `*` any characters, `?` one, `[a-c]` one of these, `[!a-c]` one of the others.
 * As in a shell, what begins with a dot must be named with its dot.
 */
export function segmentExpression(segment: string): RegExp {
	let expression = segment.startsWith('.') ? '' : '(?!\\.)';
	for (let index = 0; index < segment.length; index++) {
		const character = segment[index]!;
		// A bracket right behind the opening one is one of the characters.
		const close = segment.indexOf(']', index + (/^\[[!^]/.test(segment.slice(index)) ? 3 : 2));
		if (character === '*') expression += '.*';
		else if (character === '?') expression += '.';
		else if (character === '[' && close > 0) {
			const content = segment.slice(index + 1, close);
			const isNegated = content.startsWith('!') || content.startsWith('^');
			const characters = content.slice(isNegated ? 1 : 0).replaceAll(/[\\\]^[]/g, '\\$&');
			expression += `[${isNegated ? '^' : ''}${characters}]`;
			index = close;
		} else expression += character.replace(/[\\^$.|?*+()[\]{}]/, '\\$&');
	}
	try {
		return new RegExp(`^${expression}$`, 'su');
	} catch {
		// A range that is none, such as [z-a], matches nothing in a shell.
		return /^(?!)/;
	}
}
