declare module 'pcap-parser' {
	import type {EventEmitter} from 'node:events';

	interface GlobalHeader {
		readonly snapshotLength: number;
		readonly linkLayerType: number;
	}
	interface PacketHeader {
		readonly timestampSeconds: number;
		readonly timestampMicroseconds: number;
		readonly capturedLength: number;
		readonly originalLength: number;
	}
	interface Packet {
		readonly header: PacketHeader;
		readonly data: Buffer;
	}
	/** Emits, synchronously while its stream emits `data`: globalHeader, packetHeader, packet, error. */
	interface Parser extends EventEmitter {
		/** What was not used yet. */
		readonly buffer: Buffer | null;
	}
	/** Of a stream it uses `on`, `pause` and `resume` only. */
	const pcapParser: {
		parse(stream: EventEmitter & {pause(): void; resume(): void}): Parser;
	};
	export default pcapParser;
	export type {GlobalHeader, Packet, PacketHeader};
}
