import {UsageError} from '../net/problem.js';

export interface WebhookAddress {
	readonly url: URL;
	/** The address without what may be secret in it: user, password, path below the first folder, query. */
	readonly name: string;
	/** What requests are signed with; `undefined` where they are not. */
	readonly key: Buffer | undefined;
}

/**
 * Reads `https://host/path`. Throws `UsageError`, whose message holds no secret.
 * @param secret as Standard Webhooks write it: `whsec_` and base64, or any text; `undefined` or empty: nothing is signed
 */
export function readWebhookAddress(text: string, secret: string | undefined): WebhookAddress {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
		throw new UsageError('webhook: this is no address that begins with https:// or http://');
	}
	if (url.username !== '' || url.password !== '') {
		throw new UsageError(
			`webhook ${nameOf(url)}: a user and a password in an address are not used; requests are signed instead`,
		);
	}
	return {url, name: `webhook ${nameOf(url)}`, key: secret === undefined || secret === '' ? undefined : keyOf(secret)};
}

/** Chat services put what is secret into the path. */
function nameOf({origin}: URL): string {
	return origin;
}

function keyOf(secret: string): Buffer {
	const prefix = 'whsec_';
	if (!secret.startsWith(prefix)) return Buffer.from(secret);
	const base64 = secret.slice(prefix.length);
	const key = Buffer.from(base64, 'base64');
	if (key.length === 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
		throw new UsageError('webhook: what follows whsec_ in the secret is not base64');
	}
	return key;
}
