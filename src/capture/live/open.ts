import {UsageError} from '../../net/problem.js';
import {backendFor, replayBackend} from './backend.js';
import type {LiveCapture} from './live-capture.js';
import {backends, type LiveOptions} from './options.js';
import {SupervisedCapture} from './supervised-capture.js';

/**
 * A live capture. Nothing is started before the first frame is asked for; `onChange` is set before that. Where it cannot
 * start for a reason that no second try mends (no such interface, no permission, a filter that does not compile, nothing
 * installed that captures), `frames` throws `UsageError` then; later it throws no more, and tries again for ever. A replay
 * of a file that cannot be read at all throws `CaptureError`.
 */
export function openLiveCapture(options: LiveOptions): LiveCapture {
	const {source, backend} = options;
	if (typeof source !== 'string') {
		const capture: SupervisedCapture = new SupervisedCapture(source.replay, options, [
			replayBackend(source, () => capture.coverage.frames),
		]);
		return capture;
	}
	// A name that begins with a dash would be taken for an option.
	if (source === '' || source.startsWith('-')) throw new UsageError(`"${source}" is no name of an interface`);
	const names = backend === 'auto' ? backends : [backend];
	const candidates = names.map((name) => backendFor(name, source, options));
	const [refused] = candidates;
	if (backend !== 'auto' && refused?.refusal !== undefined) {
		throw new UsageError(`${refused.refusal}; use another of ${backends.join(', ')}`);
	}
	return new SupervisedCapture(
		source,
		options,
		candidates.filter(({refusal}) => refusal === undefined),
	);
}
