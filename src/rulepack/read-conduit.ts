import type {Fields} from '../document/checker.js';
import type {MapEntry, Node} from '../document/document.js';
import {applications} from '../net/application.js';
import {conduitFields, directions, oneWayFields, serviceFields, targetFields, titleFields} from './field-names.js';
import type {FieldReader} from './fields.js';
import {answerings, expectationLevels, reaches, severities, siteRelations} from './pack.js';
import {readTargets} from './read-ports.js';
import type {ConduitSource, ServiceSource} from './source.js';

/** Reads services and the conduits that they run through. */
export class ConduitReader {
	readonly #reader: FieldReader;

	constructor(reader: FieldReader) {
		this.#reader = reader;
	}

	service(entry: MapEntry): ServiceSource | undefined {
		const reader = this.#reader;
		const {key: name, keyPlace: place} = entry;
		const fields = reader.fields(entry, `service "${name}"`, serviceFields);
		if (fields === undefined) return undefined;
		return {
			name,
			place,
			title: titleFields.some((key) => fields.get(key) !== undefined) ? reader.titles(fields, name) : undefined,
			targets: readTargets(reader.checker, fields, targetFields),
			isDynamic: reader.flag(fields, 'dynamic'),
			carries: reader.severalOf(fields, 'carries', 'what is carried', applications),
			expect: reader.oneOf(fields, 'expect', 'the level', expectationLevels),
			reach: reader.oneOf(fields, 'reach', 'the reach', reaches),
			within: reader.duration(fields, 'within'),
			fallbacks: reader.words(fields, 'falls-back-to'),
			when: reader.conditions(fields),
			answering: reader.oneOf(fields, 'answered', 'how it is answered', answerings),
			isBroadcast: reader.flag(fields, 'broadcast'),
			isRelayed: reader.flag(fields, 'relayed'),
			isStreamed: reader.flag(fields, 'streamed'),
			versions: reader.versions(fields),
			note: fields.text('note'),
			source: reader.source(fields),
		};
	}

	conduit(node: Node): ConduitSource | undefined {
		const reader = this.#reader;
		const fields = reader.checker.fields(node, 'a conduit', conduitFields);
		if (fields === undefined) return undefined;
		const from = reader.word(fields.require('from'), '"from"');
		const to = reader.word(fields.require('to'), '"to"');
		const services = reader.entries(fields, 'services').flatMap((entry) => this.service(entry) ?? []);
		if (services.length === 0) reader.checker.note(fields.place, 'a conduit needs "services", at least one');
		const conduit = {
			place: fields.place,
			isEitherWay: reader.oneOf(fields, 'direction', 'the direction', directions) === '<->',
			oneWay: this.#oneWay(fields),
			services,
			anyOf: reader.groups(fields, 'any-of'),
			allOf: reader.groups(fields, 'all-of'),
			when: reader.conditions(fields),
			sites: reader.oneOf(fields, 'sites', 'the relation of sites', siteRelations),
			expect: reader.oneOf(fields, 'expect', 'the level', expectationLevels),
			reach: reader.oneOf(fields, 'reach', 'the reach', reaches),
			forbidden: fields.text('forbidden'),
			reviewed: reader.flag(fields, 'reviewed'),
			severity: reader.oneOf(fields, 'severity', 'the severity', severities),
			versions: reader.versions(fields),
			note: fields.text('note'),
			source: reader.source(fields) ?? reader.wholeDocument,
		};
		return from === undefined || to === undefined ? undefined : {...conduit, from, to};
	}

	/** `one-way: {opens: site-server, when: {to.option: true}}` */
	#oneWay(fields: Fields): ConduitSource['oneWay'] {
		const node = fields.get('one-way');
		const inner = node && this.#reader.checker.fields(node, '"one-way"', oneWayFields);
		const opens = inner && this.#reader.word(inner.require('opens'), '"opens"');
		if (opens === undefined) return undefined;
		const when = this.#reader.conditions(inner!);
		if (when.length === 0)
			this.#reader.checker.note(inner!.place, '"one-way" needs "when"; without it write direction: ->');
		return {opens, when};
	}
}
