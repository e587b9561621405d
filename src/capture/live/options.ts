import type {ReadOptions} from '../open.js';

/** Programs that capture, in the order in which they are tried for `auto`. */
export const backends = ['cap', 'dumpcap', 'tcpdump'] as const;
export type BackendName = (typeof backends)[number];

/** What is captured, and how. */
export interface LiveOptions extends Pick<ReadOptions, 'windowSize'> {
	/** Name of an interface, or a capture file that is fed as if it were one. */
	readonly source: string | Replay;
	/** `auto`: the first that is installed and may capture. Of no account for a replay. */
	readonly backend: BackendName | 'auto';
	/** As in pcap-filter(7): frames that it refuses are not captured. `undefined`: all are. Of no account for a replay. */
	readonly filter: string | undefined;
	/** Octets of the kernel's buffer for frames that were not taken yet; `undefined`: see `bufferSizes`. */
	readonly bufferSize: number | undefined;
	/** Octets of a frame that are captured at most. `cap` captures no more than 65,535 of any. */
	readonly snaplen: number;
	/** Also frames that are for others. `cap` knows nothing else. */
	readonly promiscuous: boolean;
}

export interface Replay {
	/** Of a capture in any format that is read from files. */
	readonly replay: string;
	/** 1: at the pace of the recording, 2: twice as fast, `max`: as fast as the frames are taken. */
	readonly speed: number | 'max';
}
