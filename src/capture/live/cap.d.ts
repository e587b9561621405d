declare module 'cap' {
	import type {EventEmitter} from 'node:events';

	/** A libpcap handle. It writes each frame into the buffer it was opened with, and keeps no reference to it. */
	export class Cap extends EventEmitter {
		/** @returns a name of the link type. Throws libpcap's message. */
		open(device: string, filter: string, bufferSize: number, buffer: Buffer): string;
		close(): boolean;
		/** The device that has an address. */
		static findDevice(address?: string): string | undefined;
	}
}
