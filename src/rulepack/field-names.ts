// What may stand in a pack, entry by entry. schema/rulepack.schema.json says the same to editors; a test compares them.

/** Fields that give titles: `title`, and `title_fr` for a language of two letters. */
export const titleFields = ['title', 'title_fr', 'title_de', 'title_es', 'title_it', 'title_pt'] as const;

export const packFields = [
	'pack',
	'version',
	...titleFields,
	'extends',
	'remove',
	'source',
	'roles',
	'parameters',
	'options',
	'services',
	'conduits',
	'port-pairs',
] as const;

export const documentFields = ['document', 'url', 'date'] as const;
export const removalFields = ['roles', 'rules'] as const;
export const roleFields = [...titleFields, 'includes', 'on-internet', 'since', 'until'] as const;
export const parameterFields = ['title', 'default', 'by-os', 'scope', 'source'] as const;
export const optionFields = ['title', 'values', 'default', 'scope', 'source'] as const;
export const pairingFields = ['role', 'services', 'pairs', 'otherwise', 'source'] as const;

/** What packets a service is made of. */
export const targetFields = ['tcp', 'udp', 'sctp', 'icmp', 'icmpv6', 'ip'] as const;

export const serviceFields = [
	...titleFields,
	...targetFields,
	'dynamic',
	'carries',
	'expect',
	'reach',
	'within',
	'falls-back-to',
	'when',
	'answered',
	'broadcast',
	'relayed',
	'streamed',
	'since',
	'until',
	'note',
	'source',
] as const;

export const conduitFields = [
	'from',
	'to',
	'direction',
	'one-way',
	'services',
	'any-of',
	'all-of',
	'when',
	'sites',
	'expect',
	'reach',
	'forbidden',
	'severity',
	'reviewed',
	'since',
	'until',
	'note',
	'source',
] as const;

export const oneWayFields = ['opens', 'when'] as const;

/** Of a `source` that names more than a line. */
export const ruleSourceFields = ['document', 'line', 'anchor'] as const;

export const directions = ['->', '<->'] as const;

/** Whose option a condition asks for: `site.<option>`. */
export const subjects = ['site', 'from', 'to'] as const;
