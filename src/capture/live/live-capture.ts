import type {CaptureCoverage, FrameBatch} from '../frame.js';

/**
 * An interface that is being captured, or a file that is replayed as if it were one: its frames, to be read once, as they
 * come. They end when the capture was stopped or the replay is over. They throw only when the capture cannot start, see
 * `openLiveCapture`; what happens to it later is told by `onChange`.
 */
export interface LiveCapture {
	/** Of all processes that captured, one after the other, together. `path` is the name of the interface. */
	readonly coverage: CaptureCoverage;
	/** A frame is handed on as soon as the process that captures has written it, with those that wait by then. */
	readonly frames: AsyncGenerator<FrameBatch, void, undefined>;
	/** As it is now. */
	readonly state: LiveState;
	/** What happens to the capture, told once each, at once. */
	onChange: (change: LiveChange) => void;
	/** Ends the capture; the frames that were captured until then are still handed on. */
	stop(): void;
}

export interface LiveState {
	/** What captures: `cap`, `dumpcap`, `tcpdump` or `replay`. */
	readonly backend: string;
	/** A process is capturing now, and its interface is up as far as is known. */
	readonly isUp: boolean;
	/** How often the process had to be started again. */
	readonly restarts: number;
	/** Frames that the kernel or the process counted as lost, until now; `undefined` where nobody counts, which is not 0. */
	readonly drops: number | undefined;
}

/** A change for people: one sentence. */
export interface LiveChange {
	readonly kind: 'started' | 'failed' | 'restarted' | 'interface-down' | 'interface-up' | 'drops' | 'stopped';
	readonly message: string;
}
