import {parseText} from '#portolan/document/parse.js';
import type {Inventory} from '#portolan/role/inventory.js';
import {readInventory} from '#portolan/role/read.js';

/** An inventory from lines such as `cm01 10.0.0.1 fd00::1: site-server, sms-provider` and `10.0.50.0/24: client`. */
export function inventory(...lines: readonly string[]): Inventory {
	const hosts: object[] = [];
	const networks: object[] = [];
	for (const line of lines) {
		const [ends = '', roleText = ''] = line.split(/:\s(?=[^:]*$)|:$/);
		const [first = '', ...addresses] = ends.split(' ');
		const roles = roleText.split(',').flatMap((role) => (role.trim() === '' ? [] : [role.trim()]));
		if (first.includes('/')) networks.push({cidr: first, roles});
		else hosts.push({name: first, addresses, roles});
	}
	return readInventory([parseText(JSON.stringify({hosts, networks}), 'inventory.yaml')]);
}
