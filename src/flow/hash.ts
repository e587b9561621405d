/** Mixes four 32-bit words into one (multiply and fold, with MurmurHash3's finaliser). */
export function hashWords(a: number, b: number, c: number, d: number): number {
	let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
	hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae3d) ^ (Math.imul(c, 0x27d4eb2f) + d);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return hash ^ (hash >>> 16);
}
