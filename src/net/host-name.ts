/** RFC 1035 §2.3.4. */
const MAX_NAME = 253;
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;

/**
 * A host name as packets and files have it, in small letters and without the final dot; `undefined` for what is none (RFC 1123 §2.1, and
 * the underscore that Windows allows). Names come from strangers and go to terminals: nothing else may pass.
 */
export function hostName(text: string): string | undefined {
	const name = text.toLowerCase().replace(/\.$/, '');
	return name.length <= MAX_NAME && HOST_NAME.test(name) && !/^[0-9.]+$/.test(name) ? name : undefined;
}
