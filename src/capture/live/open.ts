import type {LiveCapture} from './live-capture.js';
import type {LiveOptions} from './options.js';

/**
 * A live capture. Nothing is started before the first frame is asked for; `onChange` is set before that. Where it cannot
 * start for a reason that no second try mends (no such interface, no permission, a filter that does not compile, nothing
 * installed that captures), `frames` throws `UsageError` then; later it throws no more, and tries again for ever. A replay
 * of a file that cannot be read throws `CaptureError`.
 */
export function openLiveCapture(options: LiveOptions): LiveCapture {
	throw new Error(`not yet: ${String(options.source)}`);
}
