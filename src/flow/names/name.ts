import type {FrameReference} from '../biflow.js';

/**
 * Who says what a host is called, the most trustworthy first. `pcapng`: a name block of the capture. `dns`: an answer about its address (also of
 * LLMNR and multicast DNS). `dhcp`, `netbios`: the host itself. `certificate`: what it shows as a server. `sni`: what a client asks it for.
 */
export const nameSources = ['pcapng', 'dns', 'dhcp', 'netbios', 'certificate', 'sni'] as const;
export type NameSource = (typeof nameSources)[number];

/** A name is anybody's word: it labels a host and decides nothing. */
export interface SeenName {
	readonly name: string;
	readonly by: NameSource;
	/** `undefined` for a name block, which is no packet. */
	readonly frame: FrameReference | undefined;
}

/** What hosts are called, by the texts of their addresses. */
export interface NameLookup {
	of(address: string): SeenName | undefined;
}
