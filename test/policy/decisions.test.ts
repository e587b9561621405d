import test from 'ava';
import {Decisions} from '#portolan/policy/decisions.js';
import type {Decision} from '#portolan/policy/finding.js';
import {type EdgeFields, edge} from '../support/edges.js';

const decision = (): Decision => ({
	verdict: 'expected',
	reason: 'documented',
	rule: undefined,
	documenting: [],
	nearest: undefined,
});

/** How many of the openings are decided anew. */
const made = (openings: ReadonlyArray<readonly [service: string, fields?: EdgeFields]>) => {
	const decisions = new Decisions();
	let count = 0;
	for (const [service, fields] of openings) {
		decisions.of(edge('10.0.0.1', '10.0.0.2', service, fields), () => {
			count++;
			return decision();
		});
	}
	return count;
};

test('the same opening is decided once', (t) => {
	t.is(made([['tcp/443'], ['tcp/443'], ['icmp'], ['icmp'], ['esp'], ['esp']]), 3);
});

test('whatever may decide is told apart', (t) => {
	const openings = [
		'tcp/0',
		'tcp/1',
		'tcp/65535',
		'udp/0',
		'udp/65535',
		'icmp/0',
		'icmp/1',
		'icmp/255',
		'esp',
		'ah',
		'ip-255',
	];
	const visible = openings.map((service) => [service] as const);
	const unseen = openings.map((service) => [service, {isNegotiationVisible: false}] as const);
	const relayed = openings.map((service) => [service, {isSamePort: true}] as const);
	t.is(made([...visible, ...unseen, ...relayed, ...visible]), 3 * openings.length);
});

test('what was negotiated is decided each time', (t) => {
	const negotiated = {negotiation: {by: 'ftp', detail: 'PASV', frame: {capture: 0, number: 1}}} as const;
	t.is(made([['tcp/50000', negotiated], ['tcp/50000', negotiated], ['tcp/50000']]), 3);
});
