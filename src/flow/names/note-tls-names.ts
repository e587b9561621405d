import type {PacketBatch} from '../../decode/packet.js';
import type {AddressTable} from '../address-table.js';
import type {HostNames} from './host-names.js';
import type {TlsNames} from './tls-handshake.js';

/** Names the server of a handshake: whom the packet goes to where the client asks, whom it comes from where it shows who it is. */
export function noteTlsNames(
	names: HostNames,
	{sni, certificate}: TlsNames,
	addresses: AddressTable,
	packets: PacketBatch,
	row: number,
): void {
	const {frames, frameRow} = packets;
	const frame = {capture: frames.capture[frameRow[row]!]!, number: frames.number[frameRow[row]!]!};
	const version = packets.version[row] === 4 ? 4 : 6;
	const text = (word: number) => addresses.passingAddress(version, word).text;
	if (sni !== undefined) names.note(text(addresses.destinationWord(packets, row)), sni, 'sni', frame);
	if (certificate !== undefined)
		names.note(text(addresses.sourceWord(packets, row)), certificate, 'certificate', frame);
}
