// Block types and the frame of a block (draft-ietf-opsawg-pcapng §3.1, §4, §10.1).

/** The section header block's type, the same in both byte orders. */
export const PCAPNG_MAGIC = 0x0a0d0d0a;

export const Block = {
	InterfaceDescription: 1,
	ObsoletePacket: 2,
	SimplePacket: 3,
	NameResolution: 4,
	InterfaceStatistics: 5,
	EnhancedPacket: 6,
	SystemdJournal: 9,
	DecryptionSecrets: 10,
	HoneMachineInfo: 0x101,
	HoneConnection: 0x102,
	Custom: 0x0bad,
	CustomNotCopied: 0x4000_0bad,
	AppleProcess: 0x8000_0001,
} as const;

/** Sysdig has a range for itself. */
const FIRST_SYSDIG = 0x201;
const LAST_SYSDIG = 0x2ff;

/** Type and total length in front, total length again behind (§3.1). */
export const BLOCK_FRAME = 12;
export const BODY = 8;

const names: ReadonlyMap<number, string> = new Map<number, string>([
	[PCAPNG_MAGIC, 'section header block'],
	[Block.InterfaceDescription, 'interface description block'],
	[Block.ObsoletePacket, 'packet'],
	[Block.SimplePacket, 'simple packet'],
	[Block.NameResolution, 'name resolution block'],
	[Block.InterfaceStatistics, 'interface statistics block'],
	[Block.EnhancedPacket, 'enhanced packet'],
	[Block.SystemdJournal, 'systemd journal block'],
	[Block.DecryptionSecrets, 'decryption secrets block'],
	[Block.HoneMachineInfo, 'hone block'],
	[Block.HoneConnection, 'hone block'],
	[Block.Custom, 'custom block'],
	[Block.CustomNotCopied, 'custom block'],
	[Block.AppleProcess, 'process block'],
]);

export function blockName(type: number): string {
	if (type >= FIRST_SYSDIG && type <= LAST_SYSDIG) return 'sysdig block';
	return names.get(type) ?? 'block of an unknown kind';
}

/** Rounded up to a multiple of 4: some writers leave the padding out of the length, and it is there all the same. */
export function padded(length: number): number {
	return Math.ceil(length / 4) * 4;
}
