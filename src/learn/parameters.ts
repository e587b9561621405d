import {applicationTitle} from '../net/application.js';
import type {JudgedEdge} from '../policy/finding.js';
import {formatService} from '../policy/service-text.js';
import type {RulePack} from '../rulepack/pack.js';
import type {ParameterProposal} from './learning.js';

/**
 * Ports that the site has in another place than the document: what a documented service carries, between roles that have it, on a port that
 * no row has, where the documented port is a setting.
 */
export function impliedParameters(edges: readonly JudgedEdge[], packs: readonly RulePack[]): ParameterProposal[] {
	const groups = new Map<
		string,
		{first: JudgedEdge; pack: string; name: string; servers: Set<string>; callers: Set<string>}
	>();
	for (const judged of edges) {
		const {edge, nearest, reason, initiator, responder} = judged;
		const rule = nearest?.rule;
		const isElsewhere =
			reason === 'undocumented-port' &&
			rule !== undefined &&
			edge.applications.some(({name}) => rule.carries.includes(name));
		if (!isElsewhere || edge.port === undefined) continue;
		const name = rule.targets.flatMap(({portSources}) => portSources).find((source) => typeof source === 'string');
		const parameter =
			name === undefined ? undefined : packs.find((pack) => pack.name === rule.pack)?.parameters.get(name);
		if (name === undefined || parameter === undefined || parameter.scope === 'fixed') continue;
		const key = JSON.stringify([rule.pack, name, edge.port]);
		const group = groups.get(key) ?? {first: judged, pack: rule.pack, name, servers: new Set(), callers: new Set()};
		group.servers.add(responder.label);
		group.callers.add(initiator.label);
		groups.set(key, group);
	}
	return [...groups.values()]
		.map(({first: {edge}, pack, name, servers, callers}) => ({
			pack,
			name,
			port: edge.port!,
			evidence: `${applicationTitle(edge.applications[0]!.name)} on ${formatService(edge)}, served by ${[...servers].sort().join(', ')} to ${callers.size === 1 ? [...callers][0] : `${callers.size} hosts`}`,
			frame: edge.firstFrame,
		}))
		.sort((a, b) =>
			a.pack === b.pack ? (a.name === b.name ? a.port - b.port : a.name < b.name ? -1 : 1) : a.pack < b.pack ? -1 : 1,
		);
}
