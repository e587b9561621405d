import {findingKinds} from '../../policy/finding.js';
import {type KindText, kindTexts} from '../words/kinds.js';

/** A rule in the sense of SARIF: what a result may be (SARIF 2.1.0, §3.49). */
export interface Descriptor {
	readonly id: string;
	readonly [property: string]: unknown;
}

export function descriptorOf(id: string, {title, help}: KindText): Descriptor {
	return {
		id,
		// Of one word it would be the id again, which §3.49.7 leaves out.
		...(id.includes('-') && {name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}),
		shortDescription: {text: `${title}.`},
		fullDescription: {text: `${title}. ${help}`},
		help: {text: help, markdown: help},
		properties: {tags: ['network', 'port-matrix']},
	};
}

/** A rule for each kind of finding. */
export const kindDescriptors: readonly Descriptor[] = findingKinds.map((kind) => descriptorOf(kind, kindTexts[kind]));
