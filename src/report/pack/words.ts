import type {ExpectationLevel, ParameterScope, RuleSource, SiteRelation, Titles} from '../../rulepack/pack.js';
import {siteRelationTexts} from '../../rulepack/wording.js';

/** The words of a shown pack that are not the pack's own. */
export interface Words {
	readonly from: string;
	readonly to: string;
	readonly service: string;
	readonly ports: string;
	readonly needed: string;
	readonly condition: string;
	readonly source: string;
	readonly note: string;
	readonly forbidden: string;
	readonly opens: string;
	readonly isOpenedBy: string;
	readonly levels: Readonly<Record<ExpectationLevel, string>>;
	readonly line: string;
	readonly or: string;
	readonly is: string;
	readonly and: string;
	readonly since: string;
	readonly until: string;
	readonly onlyOpens: string;
	readonly sites: Readonly<Record<SiteRelation, string>>;
	readonly settings: string;
	readonly documents: string;
	readonly unset: string;
	readonly nothing: string;
	readonly roles: string;
	readonly rules: string;
	readonly direction: string;
	readonly oneWay: string;
	readonly eitherWay: string;
	readonly setting: string;
	readonly value: string;
	readonly meaning: string;
	readonly scopes: Readonly<Record<ParameterScope, string>>;
	/** Roles that every pack may use without a title for them. */
	readonly roleNames: Readonly<Partial<Record<string, string>>>;
}

const english: Words = {
	from: 'From',
	to: 'To',
	service: 'Service',
	ports: 'Ports',
	needed: 'Needed',
	condition: 'Holds where',
	source: 'Source',
	note: 'Note',
	forbidden: 'forbidden',
	opens: 'opens to',
	isOpenedBy: 'is opened by',
	levels: {required: 'required', usual: 'usual', 'on-demand': 'on demand', 'install-only': 'to install'},
	line: 'line',
	or: 'or',
	is: 'is',
	and: 'and',
	since: 'since version',
	until: 'before version',
	onlyOpens: 'alone opens it where',
	sites: siteRelationTexts,
	settings: 'Settings',
	documents: 'Taken from',
	unset: 'not set',
	nothing: 'nothing',
	roles: 'roles',
	rules: 'rules',
	direction: 'Direction',
	oneWay: 'one way',
	eitherWay: 'either way',
	setting: 'Setting',
	value: 'Value',
	meaning: 'What it is',
	scopes: {site: '', host: 'by host', fixed: 'fixed'},
	roleNames: {},
};

const french: Words = {
	from: 'De',
	to: 'Vers',
	service: 'Service',
	ports: 'Ports',
	needed: 'Nécessité',
	condition: 'Valable si',
	source: 'Source',
	note: 'Remarque',
	forbidden: 'interdit',
	opens: 'ouvre vers',
	isOpenedBy: 'est ouvert par',
	levels: {required: 'obligatoire', usual: 'habituel', 'on-demand': 'à la demande', 'install-only': "à l'installation"},
	line: 'ligne',
	or: 'ou',
	is: 'vaut',
	and: 'et',
	since: 'depuis la version',
	until: 'avant la version',
	onlyOpens: "est seul à l'ouvrir si",
	sites: {
		same: 'les deux sont du même site',
		'parent-child': "un site est le parent de l'autre",
		top: "le site du premier n'a pas de site au-dessus",
	},
	settings: 'Paramètres',
	documents: 'Tiré de',
	unset: 'non défini',
	nothing: 'rien',
	roles: 'rôles',
	rules: 'règles',
	direction: 'Sens',
	oneWay: 'sens unique',
	eitherWay: 'deux sens',
	setting: 'Paramètre',
	value: 'Valeur',
	meaning: 'Signification',
	scopes: {site: '', host: 'par hôte', fixed: 'fixe'},
	roleNames: {
		any: 'tout hôte',
		everyone: "n'importe qui",
		internet: 'Internet',
		multicast: 'multidiffusion',
		broadcast: 'diffusion',
		unspecified: 'adresse non spécifiée',
	},
};

const wordsByLanguage: Readonly<Record<string, Words>> = {en: english, fr: french};

/** Languages that packs can be shown in; what a pack has no title for is shown in English. */
export const languages = Object.keys(wordsByLanguage);

export function wordsIn(language: string): Words {
	return wordsByLanguage[language] ?? english;
}

export function titleIn(titles: Titles, language: string): string {
	return titles[language] ?? titles.en;
}

/** Of a rule or a setting; empty where it is the document as a whole. */
export function sourcePlace({line, anchor}: RuleSource, words: Words): string {
	return line === undefined ? (anchor ?? '') : `${words.line} ${line}`;
}
