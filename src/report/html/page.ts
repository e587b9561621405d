/** What the build makes of `src/page`: the program and the style of every HTML report. */
export interface Page {
	readonly script: string;
	readonly style: string;
}
