import {Checker, type Fields} from '../document/checker.js';
import type {MapEntry, Node} from '../document/document.js';
import type {Place} from '../net/problem.js';
import {type DurationMicros, parseDuration} from '../net/time.js';
import {expectationLevels, type Role, reaches, severities, type Titles} from './pack.js';
import {readPorts, readTargets} from './read-ports.js';
import type {CompanionSource, ConduitSource, PackSource, ParameterSource, ServiceSource, WordSource} from './source.js';

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const targetFields = ['tcp', 'udp', 'sctp', 'icmp', 'icmpv6', 'ip'] as const;
const serviceFields = [
	'title',
	'title_fr',
	...targetFields,
	'dynamic',
	'expect',
	'reach',
	'within',
	'falls-back-to',
	'answered',
	'broadcast',
	'relayed',
	'streamed',
	'source',
];
const conduitFields = [
	'from',
	'to',
	'direction',
	'services',
	'any-of',
	'expect',
	'reach',
	'forbidden',
	'severity',
	'source',
];

/** The pack that the document's root describes. Throws `DocumentError` with every problem. */
export function readPack(root: Node, file: string): PackSource {
	const checker = new Checker();
	const pack = new PackReader(checker).read(root, file);
	checker.throwIfAny();
	return pack!;
}

class PackReader {
	readonly #checker: Checker;

	constructor(checker: Checker) {
		this.#checker = checker;
	}

	read(root: Node, file: string): PackSource | undefined {
		const keys = [
			'pack',
			'version',
			'title',
			'title_fr',
			'source',
			'roles',
			'parameters',
			'services',
			'conduits',
			'companions',
		];
		const fields = this.#checker.fields(root, 'a rule pack', keys);
		if (fields === undefined) return undefined;
		const source = fields.get('source');
		const sourceFields =
			source === undefined ? undefined : this.#checker.fields(source, '"source"', ['document', 'url', 'date']);
		const name = fields.requireText('pack') ?? '';
		this.#checkName(name, fields.get('pack')?.place ?? fields.place, 'the name of a pack');
		return {
			file,
			name,
			version: fields.requireText('version') ?? '',
			title: this.#titles(fields, name),
			document: sourceFields?.requireText('document') ?? name,
			roles: this.#entries(fields, 'roles').map((entry) => this.#role(entry)),
			parameters: this.#entries(fields, 'parameters').flatMap((entry) => this.#parameter(entry) ?? []),
			services: this.#entries(fields, 'services').flatMap((entry) => this.#service(entry) ?? []),
			conduits: fields.items('conduits').flatMap((node) => this.#conduit(node) ?? []),
			companions: fields.items('companions').flatMap((node) => this.#companion(node) ?? []),
		};
	}

	#entries(fields: Fields, key: string): readonly MapEntry[] {
		const node = fields.get(key);
		const entries = node === undefined ? [] : (this.#checker.map(node, `"${key}"`)?.entries ?? []);
		for (const {key: name, keyPlace} of entries) this.#checkName(name, keyPlace, `a name in "${key}"`);
		return entries;
	}

	#checkName(name: string, place: Place, what: string): void {
		if (NAME.test(name)) return;
		this.#checker.note(place, `"${name}" is not ${what}: lower-case letters, digits and single hyphens`);
	}

	#role({key: name, keyPlace: place, value}: MapEntry): Role {
		const fields = this.#checker.fields(value, `role "${name}"`, ['title', 'title_fr']);
		return {name, place, title: fields === undefined ? {en: name, fr: undefined} : this.#titles(fields, name)};
	}

	#titles(fields: Fields, otherwise: string): Titles {
		return {en: fields.text('title') ?? otherwise, fr: fields.text('title_fr')};
	}

	#parameter({key: name, keyPlace: place, value}: MapEntry): ParameterSource | undefined {
		const fields = this.#checker.fields(value, `parameter "${name}"`, ['title', 'default', 'configurable', 'source']);
		if (fields === undefined) return undefined;
		const node = fields.require('default');
		const ports = node === undefined ? [] : readPorts(this.#checker, node, `parameter "${name}"`);
		const isConfigurable = fields.get('configurable');
		return {
			name,
			place,
			title: fields.text('title') ?? name,
			ports: ports.flatMap((port) => ('range' in port ? [port.range] : [])),
			isConfigurable: isConfigurable === undefined || (this.#checker.boolean(isConfigurable, '"configurable"') ?? true),
			line: this.#line(fields),
		};
	}

	#service({key: name, keyPlace: place, value}: MapEntry): ServiceSource | undefined {
		// `smb: {}` and a bare `smb:` both mean: as defined above.
		const isBare = value.kind === 'scalar' && value.value === null;
		const node: Node = isBare ? {kind: 'map', place, entries: []} : value;
		const fields = this.#checker.fields(node, `service "${name}"`, serviceFields);
		if (fields === undefined) return undefined;
		const flag = (key: string) => {
			const flagNode = fields.get(key);
			return flagNode === undefined ? undefined : this.#checker.boolean(flagNode, `"${key}"`);
		};
		const expect = fields.get('expect');
		const reach = fields.get('reach');
		return {
			name,
			place,
			title: fields.get('title') === undefined ? undefined : this.#titles(fields, name),
			targets: readTargets(this.#checker, fields, targetFields),
			isDynamic: flag('dynamic'),
			expect: expect && this.#checker.oneOf(expect, 'the level', expectationLevels),
			reach: reach && this.#checker.oneOf(reach, 'the reach', reaches),
			within: this.#duration(fields),
			fallbacks: this.#words(fields, 'falls-back-to'),
			isAnswered: flag('answered'),
			isBroadcast: flag('broadcast'),
			isRelayed: flag('relayed'),
			isStreamed: flag('streamed'),
			line: this.#line(fields),
		};
	}

	#conduit(node: Node): ConduitSource | undefined {
		const fields = this.#checker.fields(node, 'a conduit', conduitFields);
		if (fields === undefined) return undefined;
		const from = this.#word(fields.require('from'), '"from"');
		const to = this.#word(fields.require('to'), '"to"');
		const direction = fields.get('direction');
		const services = this.#entries(fields, 'services').flatMap((entry) => this.#service(entry) ?? []);
		if (services.length === 0) this.#checker.note(fields.place, 'a conduit needs "services", at least one');
		const expect = fields.get('expect');
		const reach = fields.get('reach');
		const severity = fields.get('severity');
		if (from === undefined || to === undefined) return undefined;
		return {
			place: fields.place,
			from,
			to,
			isEitherWay: direction !== undefined && this.#checker.oneOf(direction, 'the direction', ['->', '<->']) === '<->',
			services,
			anyOf: fields.items('any-of').map((group) => this.#group(group)),
			expect: expect && this.#checker.oneOf(expect, 'the level', expectationLevels),
			reach: reach && this.#checker.oneOf(reach, 'the reach', reaches),
			forbidden: fields.text('forbidden'),
			severity: severity && this.#checker.oneOf(severity, 'the severity', severities),
			line: this.#line(fields),
		};
	}

	#companion(node: Node): CompanionSource | undefined {
		const fields = this.#checker.fields(node, 'a companion', ['role', 'services', 'pairs', 'otherwise', 'source']);
		if (fields === undefined) return undefined;
		const role = this.#word(fields.require('role'), '"role"');
		const [first, second, ...rest] = this.#words(fields, 'services');
		if (second === undefined || rest.length > 0) this.#checker.note(fields.place, 'a companion has two "services"');
		const otherwise = fields.require('otherwise');
		if (role === undefined || first === undefined || second === undefined) return undefined;
		return {
			place: fields.place,
			role,
			first,
			second,
			pairs: new Map(fields.items('pairs').flatMap((pair) => this.#portPair(pair))),
			otherwise: otherwise === undefined ? 0 : this.#integer(otherwise, '"otherwise"'),
			line: this.#line(fields),
		};
	}

	#portPair(node: Node): Array<readonly [number, number]> {
		const items = this.#checker.list(node, 'a pair of ports')?.items ?? [];
		const ports = items.flatMap((item) => readPorts(this.#checker, item, 'a pair'));
		const [first, second] = ports.map((port) => ('range' in port ? port.range.first : 0));
		if (items.length === 2 && first !== undefined && second !== undefined) return [[first, second]];
		this.#checker.note(node.place, 'a pair has two ports, such as [80, 443]');
		return [];
	}

	#integer(node: Node, what: string): number {
		if (node.kind === 'scalar' && Number.isInteger(node.value)) return node.value as number;
		this.#checker.note(node.place, `${what} must be a whole number`);
		return 0;
	}

	#group(node: Node): WordSource[] {
		const items = this.#checker.list(node, 'a group in "any-of"')?.items ?? [];
		return items.flatMap((item) => this.#word(item, 'a service in "any-of"') ?? []);
	}

	#words(fields: Fields, key: string): WordSource[] {
		return fields.items(key).flatMap((item) => this.#word(item, `a service in "${key}"`) ?? []);
	}

	#word(node: Node | undefined, what: string): WordSource | undefined {
		const word = node && this.#checker.text(node, what);
		return word === undefined ? undefined : {word, place: node!.place};
	}

	#duration(fields: Fields): DurationMicros | undefined {
		const text = fields.text('within');
		if (text === undefined) return undefined;
		const duration = parseDuration(text);
		if (duration === undefined) {
			this.#checker.note(fields.get('within')!.place, `"${text}" is not a duration; write 90s, 15min, 24h or 7d`);
		}
		return duration;
	}

	#line(fields: Fields): number | undefined {
		const node = fields.get('source');
		if (node === undefined) return undefined;
		if (node.kind === 'scalar' && Number.isInteger(node.value) && (node.value as number) > 0)
			return node.value as number;
		this.#checker.note(node.place, '"source" must be the number of a line in the document');
		return undefined;
	}
}
