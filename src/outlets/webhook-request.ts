import http from 'node:http';
import https from 'node:https';

export interface WebhookAnswer {
	readonly status: number;
	/** The header of that name, as it came. */
	readonly retryAfter: string | undefined;
}

/**
 * Posts JSON. Rejects where no answer comes or `signal` is aborted before there is one. Redirections are answers like others. Each request
 * has a connection of its own: events are rare, and a kept one dies unseen between them. Which certificates are trusted is
 * Node's to say: NODE_EXTRA_CA_CERTS names those of a site's own authority.
 */
export function postWebhook(
	url: URL,
	headers: Readonly<Record<string, string>>,
	body: string,
	signal: AbortSignal,
	trust: Pick<https.RequestOptions, 'ca'> = {},
): Promise<WebhookAnswer> {
	return new Promise((resolve, reject) => {
		const request = (url.protocol === 'https:' ? https : http).request(url, {
			...trust,
			agent: false,
			method: 'POST',
			headers: {...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body)},
			signal,
		});
		request.on('error', reject);
		request.on('response', (response) => {
			const answer = {status: response.statusCode ?? 0, retryAfter: response.headers['retry-after']};
			// What follows the headers is read for politeness, and changes nothing.
			response.on('error', () => {});
			response.on('close', () => resolve(answer));
			readShort(response);
		});
		request.end(body);
	});
}

/** Octets of an answer that are read. */
const ANSWER_BOUND = 65_536;

function readShort(response: http.IncomingMessage): void {
	let octets = 0;
	response.on('data', (chunk: Buffer) => {
		octets += chunk.length;
		if (octets > ANSWER_BOUND) response.destroy();
	});
}
