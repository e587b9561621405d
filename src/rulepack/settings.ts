import {suggest} from '../document/checker.js';
import {type PortRange, parsePorts} from '../net/port.js';
import {DocumentError, type Place, type Problem, UsageError} from '../net/problem.js';
import type {Settings} from './pack.js';
import type {OptionSource, PackSource, ParameterSource} from './source.js';
import {formatSource} from './wording.js';

/** A setting as a user gives it: `sql=14330`. */
export interface GivenSetting {
	readonly name: string;
	readonly value: string;
	/** Where an inventory gives it; `undefined` for the command line. */
	readonly place: Place | undefined;
}

export interface GivenSettings {
	/** For the whole site, the inventory's before those of the command line. */
	readonly site: readonly GivenSetting[];
	/** For single hosts or networks, those of each together. */
	readonly hosts: ReadonlyArray<readonly GivenSetting[]>;
}

/** The setting that says which version of the product a site runs. */
export const VERSION_SETTING = 'version';

/**
 * What settings mean for packs; of several for one name the last counts. Throws `UsageError` or, for those of an
 * inventory, `DocumentError` for a name that no pack has, a value that it cannot take, and a port that is not
 * configurable.
 */
export function resolveSettings(sources: readonly PackSource[], given: readonly GivenSetting[]): Settings {
	const ports = new Map<string, readonly PortRange[]>();
	const options = new Map<string, string>();
	let version: string | undefined;
	for (const setting of given) {
		const {name, value} = setting;
		const parameters = sources.flatMap((source) => source.parameters.filter((parameter) => parameter.name === name));
		const known = sources.flatMap((source) => source.options.filter((option) => option.name === name));
		if (name === VERSION_SETTING) version = value;
		else if (parameters.length > 0) ports.set(name, portsOf(setting, parameters));
		else if (known.length > 0) options.set(name, choiceOf(setting, known));
		else throw refusal(setting, unknownSetting(sources));
	}
	return {ports, options, version};
}

/** Throws `DocumentError` with every setting of a host that no pack has, that it cannot take or not to itself. */
export function checkHostSettings(sources: readonly PackSource[], settings: readonly GivenSetting[]): void {
	const problems: Problem[] = [];
	for (const setting of settings) {
		try {
			checkHostSetting(sources, setting);
		} catch (error) {
			if (!(error instanceof DocumentError)) throw error;
			problems.push(...error.problems);
		}
	}
	if (problems.length > 0) throw new DocumentError(problems);
}

function checkHostSetting(sources: readonly PackSource[], setting: GivenSetting): void {
	const ofName = ({name}: {readonly name: string}) => name === setting.name;
	const parameters = sources.flatMap((source) => source.parameters.filter(ofName));
	const options = sources.flatMap((source) => source.options.filter(ofName));
	if (parameters.length > 0) portsOf(setting, parameters);
	else if (options.length > 0) choiceOf(setting, options);
	else throw refusal(setting, unknownSetting(sources));
	const ofSite = [...parameters, ...options].find(({scope}) => scope === 'site');
	if (ofSite === undefined) return;
	throw refusal(setting, () => 'it is one for the whole site; write it under the "settings" of the inventory itself');
}

function portsOf(setting: GivenSetting, parameters: readonly ParameterSource[]): PortRange[] {
	const ports = parsePorts(setting.value);
	if (typeof ports === 'string') throw refusal(setting, () => ports);
	const fixed = parameters.find(({scope}) => scope === 'fixed');
	if (fixed === undefined) return ports;
	throw refusal(setting, () => `the port "${fixed.title}" is not configurable (${formatSource(fixed.source)})`);
}

function choiceOf(setting: GivenSetting, options: readonly OptionSource[]): string {
	const wrong = options.find(({values}) => !values.includes(setting.value));
	if (wrong === undefined) return setting.value;
	throw refusal(setting, () => `"${setting.value}" is no value of it; ${suggest(setting.value, wrong.values)}`);
}

function unknownSetting(sources: readonly PackSource[]) {
	const names = sources.flatMap(({parameters, options}) => [...parameters, ...options].map(({name}) => name));
	return ({name}: GivenSetting) =>
		names.length === 0
			? 'none of the rule packs has settings'
			: `no rule pack has a setting "${name}"; ${suggest(name, [...new Set(names)].sort())}`;
}

function refusal(setting: GivenSetting, message: (setting: GivenSetting) => string): Error {
	const {name, value, place} = setting;
	if (place === undefined) return new UsageError(`-p ${name}=${value}: ${message(setting)}`);
	return new DocumentError([{place, message: `setting "${name}": ${message(setting)}`}]);
}
