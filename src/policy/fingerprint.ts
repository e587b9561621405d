import {createHash} from 'node:crypto';

/** A short text that is the same for the same traits, in every capture and on every machine. */
export function fingerprint(traits: ReadonlyArray<string | number>): string {
	return createHash('sha256').update(JSON.stringify(traits)).digest('hex').slice(0, 16);
}
