/** Texts that no document should be, by what is wrong with them: to be put in the place of a file, or of a value in one. */
export const hostileTexts: ReadonlyArray<readonly [name: string, text: string | Uint8Array]> = [
	['an empty file', ''],
	['white space only', ' \n\n'],
	['a comment only', '# nothing\n'],
	['a word', 'pack\n'],
	['a list', '- a\n'],
	['a binary file', Uint8Array.from({length: 4096}, (_, index) => (index * 197) % 256)],
	['NUL octets', 'pack: te\0st\nversion: "1"\n\0\0\0'],
	['Latin-1', Buffer.from('pack: test\nversion: "1"\ntitle: \xc9tude\n', 'latin1')],
	['half a UTF-8 character', Buffer.from('pack: t\xc3', 'latin1')],
	['a nested alias bomb', aliasBomb()],
	['an alias of itself', 'pack: &a [*a]\n'],
	['an alias of what comes later', 'pack: *a\nversion: &a 1\n'],
	['an anchor to nowhere', 'pack: *nowhere\n'],
	['a merge of nothing', '<<: *nowhere\npack: test\n'],
	['a merge of a mapping', 'x: &x {version: "1"}\n<<: *x\npack: test\n'],
	['open brackets', '['.repeat(200_000)],
	['closed brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
	['nested mappings', '{a: '.repeat(20_000)],
	['nested lists in one line', '- '.repeat(20_000)],
	['nested keys', Array.from({length: 3000}, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
	['many errors', '[}'.repeat(20_000)],
	['nine megabytes', `pack: |\n${`  ${'x'.repeat(97)}\n`.repeat(90_000)}`],
	['a key given twice', 'pack: test\npack: test\n'],
	['thirty thousand keys', Array.from({length: 30_000}, (_, index) => `k${index}: 1`).join('\n')],
	['a tab for indentation', 'pack: test\nroles:\n\ta: {}\n'],
	['a function', 'pack: !!js/function "function () { throw 1 }"\nversion: "1"\n'],
	['binary data', 'pack: !!binary "R0lGODlhDAAMAIQAAP=="\nversion: "1"\n'],
	['a set', 'pack: !!set {a, b}\nversion: "1"\n'],
	['a key that is a mapping', '{a: 1}: 2\n'],
	['two documents', 'pack: test\n---\npack: test\n'],
	['a directive that is none', '%YAML 9.9\n---\n'],
	['keys of objects', '__proto__: {a: 1}\nconstructor: {a: 1}\ntoString: {a: 1}\n'],
	['a string left open', 'pack: "test\nversion: 1\n'],
];

function aliasBomb(): string {
	const list = (item: string) => `[${Array(10).fill(item).join(', ')}]`;
	return Array.from(
		{length: 12},
		(_, level) => `l${level}: &l${level} ${level === 0 ? 'x' : list(`*l${level - 1}`)}`,
	).join('\n');
}
