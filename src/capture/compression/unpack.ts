import type {OctetSource} from '../octets.js';
import {gunzip, isGzip} from './gzip.js';
import {LZ4_MAGIC, unlz4} from './lz4.js';
import {unxz, XZ_MAGIC} from './xz.js';
import {isZstd, unzstd} from './zstd.js';

export interface Packing {
	readonly name: 'gzip' | 'zstd' | 'lz4' | 'xz';
	/** The octets inside. What is damaged or cut off throws `PackedError` once everything before was handed over. */
	readonly unpack: (packed: OctetSource) => OctetSource;
}

/** How a stream is packed, by its first four octets as a big-endian number; `undefined` where it is not. */
export function packingOf(magic: number): Packing | undefined {
	if (isGzip(magic)) return {name: 'gzip', unpack: gunzip};
	if (isZstd(magic)) return {name: 'zstd', unpack: unzstd};
	if (magic === LZ4_MAGIC) return {name: 'lz4', unpack: unlz4};
	if (magic === XZ_MAGIC) return {name: 'xz', unpack: unxz};
	return undefined;
}
