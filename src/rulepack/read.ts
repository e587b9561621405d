import type {Checker, Fields} from '../document/checker.js';
import type {MapEntry, Node} from '../document/document.js';
import {
	documentFields,
	optionFields,
	packFields,
	pairingFields,
	parameterFields,
	removalFields,
	roleFields,
} from './field-names.js';
import {FieldReader} from './fields.js';
import {optionScopes, parameterScopes} from './pack.js';
import {ConduitReader} from './read-conduit.js';
import {readPorts} from './read-ports.js';
import type {
	DocumentSource,
	OptionSource,
	PackSource,
	PairingSource,
	ParameterSource,
	RemovalSource,
	RoleSource,
} from './source.js';

const switchValues = ['true', 'false'];

/** The pack that the document's root describes, as far as it can be read; problems go to the checker. */
export function readPack(root: Node, file: string, checker: Checker): PackSource | undefined {
	const fields = checker.fields(root, 'a rule pack', packFields);
	return fields && new PackReader(checker, fields).read(file);
}

class PackReader {
	readonly #checker: Checker;
	readonly #fields: Fields;
	readonly #documents: readonly DocumentSource[];
	readonly #name: string;
	readonly #reader: FieldReader;

	constructor(checker: Checker, fields: Fields) {
		this.#checker = checker;
		this.#fields = fields;
		this.#documents = this.#readDocuments();
		this.#name = fields.requireText('pack') ?? '';
		this.#reader = new FieldReader(checker, this.#documents[0]?.title ?? (this.#name || 'the pack'));
	}

	read(file: string): PackSource {
		const fields = this.#fields;
		const reader = this.#reader;
		const name = this.#name;
		if (name !== '') reader.checkName(name, fields.get('pack')!.place, 'the name of a pack');
		const conduits = new ConduitReader(reader);
		return {
			file,
			name,
			version: fields.requireText('version') ?? '',
			title: reader.titles(fields, name),
			base: reader.word(fields.get('extends'), '"extends"'),
			removals: this.#removals(),
			documents: this.#documents,
			place: fields.place,
			roles: reader.entries(fields, 'roles').flatMap((entry) => this.#role(entry) ?? []),
			parameters: reader.entries(fields, 'parameters').flatMap((entry) => this.#parameter(entry) ?? []),
			options: reader.entries(fields, 'options').flatMap((entry) => this.#option(entry) ?? []),
			services: reader.entries(fields, 'services').flatMap((entry) => conduits.service(entry) ?? []),
			conduits: fields.items('conduits').flatMap((node) => conduits.conduit(node) ?? []),
			pairings: fields.items('port-pairs').flatMap((node) => this.#pairing(node) ?? []),
		};
	}

	/** One document, or a list of them: the first is meant where a row names none. */
	#readDocuments(): DocumentSource[] {
		const node = this.#fields.get('source');
		if (node === undefined) return [];
		const items = node.kind === 'list' ? node.items : [node];
		return items.map((item) => {
			const fields = this.#checker.fields(item, '"source"', documentFields);
			return {
				title: fields?.requireText('document') ?? '',
				url: fields?.text('url'),
				date: fields?.text('date'),
				place: item.place,
			};
		});
	}

	#removals(): RemovalSource[] {
		const node = this.#fields.get('remove');
		const fields = node && this.#checker.fields(node, '"remove"', removalFields);
		if (fields === undefined) return [];
		if (this.#fields.get('extends') === undefined) {
			this.#checker.note(
				fields.place,
				'"remove" takes something out of the pack that this one extends; it extends none',
			);
		}
		return [
			...this.#reader.words(fields, 'roles').map((word) => ({...word, kind: 'role' as const})),
			...this.#reader.words(fields, 'rules').map((word) => ({...word, kind: 'rule' as const})),
		];
	}

	#role(entry: MapEntry): RoleSource | undefined {
		const {key: name, keyPlace: place} = entry;
		const fields = this.#reader.fields(entry, `role "${name}"`, roleFields);
		if (fields === undefined) return undefined;
		return {
			name,
			place,
			title: this.#reader.titles(fields, name),
			includes: this.#reader.words(fields, 'includes'),
			isOnInternet: this.#reader.flag(fields, 'on-internet') ?? false,
			versions: this.#reader.versions(fields) ?? {since: undefined, until: undefined},
		};
	}

	#parameter(entry: MapEntry): ParameterSource | undefined {
		const {key: name, keyPlace: place} = entry;
		const what = `parameter "${name}"`;
		const fields = this.#reader.fields(entry, what, parameterFields);
		if (fields === undefined) return undefined;
		const node = fields.require('default');
		const systems = this.#reader.entries(fields, 'by-os');
		return {
			name,
			place,
			title: fields.text('title') ?? name,
			scope: this.#reader.oneOf(fields, 'scope', 'the scope', parameterScopes) ?? 'site',
			ports: node === undefined ? [] : readPorts(this.#checker, node, what),
			bySystem: new Map(systems.map(({key, value}) => [key, readPorts(this.#checker, value, what)])),
			source: this.#reader.source(fields) ?? this.#reader.wholeDocument,
		};
	}

	#option(entry: MapEntry): OptionSource | undefined {
		const {key: name, keyPlace: place} = entry;
		const fields = this.#reader.fields(entry, `option "${name}"`, optionFields);
		if (fields === undefined) return undefined;
		const words = this.#reader.words(fields, 'values').map(({word}) => word);
		const values = words.length === 0 ? switchValues : words;
		const node = fields.get('default');
		const isBoolean = node?.kind === 'scalar' && typeof node.value === 'boolean';
		const chosen = isBoolean ? String(node.value) : node && this.#checker.text(node, '"default"');
		if (chosen !== undefined && !values.includes(chosen)) {
			this.#checker.note(node!.place, `"${chosen}" is not one of the values of option "${name}": ${values.join(', ')}`);
		}
		return {
			name,
			place,
			title: fields.text('title') ?? name,
			scope: this.#reader.oneOf(fields, 'scope', 'the scope', optionScopes) ?? 'site',
			values,
			default: chosen,
			source: this.#reader.source(fields) ?? this.#reader.wholeDocument,
		};
	}

	#pairing(node: Node): PairingSource | undefined {
		const fields = this.#checker.fields(node, 'a port pair', pairingFields);
		if (fields === undefined) return undefined;
		const role = this.#reader.word(fields.require('role'), '"role"');
		const [first, second, ...rest] = this.#reader.words(fields, 'services');
		if (second === undefined || rest.length > 0) this.#checker.note(fields.place, 'a port pair has two "services"');
		const otherwise = fields.require('otherwise');
		if (role === undefined || first === undefined || second === undefined) return undefined;
		return {
			place: fields.place,
			role,
			first,
			second,
			pairs: new Map(fields.items('pairs').flatMap((pair) => this.#portPair(pair))),
			otherwise: (otherwise && this.#checker.integer(otherwise, '"otherwise"', -65_535)) ?? 0,
			source: this.#reader.source(fields) ?? this.#reader.wholeDocument,
		};
	}

	#portPair(node: Node): Array<readonly [number, number]> {
		const items = this.#checker.list(node, 'a pair of ports')?.items ?? [];
		const ports = items.flatMap((item) => readPorts(this.#checker, item, 'a pair'));
		const [first, second] = ports.flatMap((port) =>
			'range' in port && port.range.first === port.range.last ? port.range.first : [],
		);
		if (items.length === 2 && first !== undefined && second !== undefined) return [[first, second]];
		this.#checker.note(node.place, 'a pair has two ports, such as [80, 443]');
		return [];
	}
}
