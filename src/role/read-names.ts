import type {Checker} from '../document/checker.js';
import {parseAddress} from '../net/address.js';
import {isLoopback, reachOf} from '../net/reach.js';
import type {FileEntries, HostEntry} from './entry.js';

/**
 * Names of addresses, as /etc/hosts has them: an address, names, a comment after `#` (hosts(5)). Names of the machine
 * itself and of groups are left out. Lines that are none go to the checker.
 */
export function readNames(text: string, file: string, checker: Checker): FileEntries {
	const hosts = text.split(/\r?\n/).flatMap((line, index): HostEntry[] => {
		const [first, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
		if (first === undefined || first === '') return [];
		const place = {file, line: index + 1, column: line.indexOf(first) + 1};
		const address = parseAddress(first.replace(/%.*/, ''));
		if (address === undefined) {
			checker.note(place, `"${first}" is not an address; a line has an address and the names of its host`);
			return [];
		}
		const reach = reachOf(address);
		if (isLoopback(address) || (reach !== 'private' && reach !== 'public')) return [];
		const [name, ...aliases] = names;
		if (name === undefined) {
			checker.note(place, `${first} has no name; write it after the address`);
			return [];
		}
		const nothing = {roles: [], system: undefined, site: undefined, settings: [], isWhole: false};
		return [{names: [name, ...aliases], addresses: [{address, place}], place, ...nothing}];
	});
	return {hosts, networks: [], sites: [], settings: [], hostSettings: [], mentions: []};
}
