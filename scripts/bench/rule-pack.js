import {serverRoles} from './site.js';

/**
 * A rule pack for the generated site, as JSON, which is YAML too: clients to servers, each row a port of its own.
 * @param {number} rows
 */
export function rulePackText(rows) {
	const numbers = Array.from({length: rows}, (_, index) => index);
	const services = Object.fromEntries(numbers.map((number) => [`s${number}`, {tcp: 1 + (number % 65_535)}]));
	const conduits = serverRoles.map((role, index) => ({
		from: 'client',
		to: role,
		services: Object.fromEntries(
			numbers
				.filter((number) => number % serverRoles.length === index)
				.map((number) => [`s${number}`, {expect: 'on-demand'}]),
		),
	}));
	const roles = Object.fromEntries(['client', ...serverRoles].map((role) => [role, {title: role}]));
	return `${JSON.stringify({pack: `rows-${rows}`, version: '1', title: `${rows} rows`, roles, services, conduits})}\n`;
}
