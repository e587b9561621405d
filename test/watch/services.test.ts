import test from 'ava';
import {nothingObserved} from '#portolan/flow/observations.js';
import {DAY, HOUR} from '#portolan/net/time.js';
import {judge} from '#portolan/policy/judgement.js';
import {ObservedTime} from '#portolan/watch/observed-time.js';
import {Services} from '#portolan/watch/services.js';
import {NEW_YEAR} from '../support/capture-files.js';
import {edge} from '../support/edges.js';
import {pack} from '../support/packs.js';
import {inventory} from '../support/site.js';

const site = inventory('a1 10.0.0.1: a', 'b1 10.0.1.1: b', 'b2 10.0.1.2: b', '10.0.2.0/24: c');
const rules = pack(`conduits:
  - {from: a, to: b, expect: required, any-of: [[http, https]], services: {http: {tcp: 80}, https: {tcp: 443}}}
  - {from: a, to: c, expect: usual, services: {push: {tcp: 445}}}
  - {from: a, to: internet, expect: usual, services: {web: {tcp: 8080}}}
  - {from: b, to: c, expect: on-demand, services: {ask: {tcp: 2701}}}
`);
const until = (hours: number) => {
	const time = new ObservedTime(30 * DAY, undefined);
	time.note(Float64Array.of(NEW_YEAR, NEW_YEAR + hours * HOUR), 2);
	return time;
};

function update(services: Services, edges: ReturnType<typeof edge>[], hours: number) {
	const judgement = judge(edges, [rules], site, {duration: hours * HOUR, isRepresentative: false}, nothingObserved);
	const {events, absences} = services.update(judgement.edges, judgement.expectations, until(hours), DAY);
	return {
		events: events.map(({event, rule, host}) => `${event} ${rule} ${host}`),
		absent: absences.map(({rule, hosts}) => `${rule.service}: ${hosts.map(({host}) => host).join(', ')}`),
	};
}

test('each server by its own, whichever alternative it is reached by', (t) => {
	const services = new Services();
	const edges = [edge('10.0.0.1', '10.0.1.1', 'tcp/80'), edge('10.0.0.1', '10.0.1.2', 'tcp/443')];
	t.deepEqual(update(services, edges, 0).events, [
		'expectation-met test/a/b/http b1',
		'expectation-met test/a/b/http b2',
	]);
	const [first, second] = edges;
	const later = [first!, {...second!, last: NEW_YEAR + 20 * HOUR}];
	t.deepEqual(update(services, later, 25), {
		events: ['expectation-lost test/a/b/http b1'],
		absent: ['http: b1'],
	});
	t.deepEqual(update(services, later, 26).events, []);
	t.deepEqual(update(services, later, 50).absent, ['http: b1, b2']);
});

test('clients and the internet are one for all', (t) => {
	const services = new Services();
	const edges = [
		edge('10.0.0.1', '10.0.2.7', 'tcp/445'),
		edge('10.0.0.1', '10.0.2.8', 'tcp/445'),
		edge('10.0.0.1', '8.8.8.8', 'tcp/8080'),
		edge('10.0.0.1', '9.9.9.9', 'tcp/8080'),
	];
	t.deepEqual(update(services, edges, 0).events, [
		'expectation-met test/a/c/push c',
		'expectation-met test/a/internet/web internet',
	]);
});

test('what serves on demand is never absent', (t) => {
	const services = new Services();
	const edges = [edge('10.0.1.1', '10.0.2.7', 'tcp/2701')];
	t.deepEqual(update(services, edges, 0).events, []);
	t.deepEqual(update(services, edges, 500).absent, []);
});

test('what fails is not met', (t) => {
	t.deepEqual(update(new Services(), [edge('10.0.0.1', '10.0.1.1', 'tcp/80', {outcome: 'refused'})], 0).events, []);
});

test('what no rule asks for any more is forgotten', (t) => {
	const services = new Services([{rule: 'test/a/b/gone', host: 'b1', last: NEW_YEAR, initiator: 'a1', isLost: true}]);
	t.deepEqual(update(services, [edge('10.0.0.1', '10.0.1.1', 'tcp/80')], 0).absent, []);
	t.is(services.kept.length, 1);
});
