import pc from 'picocolors';
import {formatCandidates} from './candidate-text.js';
import type {Learning} from './learning.js';

/** Roles that are named beside those that are told. */
const OTHERS = 3;

/** The proposals for a person. */
export function formatLearning(
	{hosts, leftOut, parameters, rows, sweeps}: Learning,
	{colors}: {readonly colors: boolean},
): string {
	const paint = pc.createColors(colors);
	const roles = hosts.map(({name, addresses, roles: held, candidates, serves, calls, frames}) => {
		const also = addresses.map(({text}) => text).filter((text) => text !== name);
		const fits =
			held.length === 0 ? paint.yellow('fits no role') : formatCandidates(candidates.slice(0, held.length), ' and ');
		const others = candidates.slice(held.length, held.length + OTHERS);
		const packets = frames.map(({capture, number}) => (capture === 0 ? `${number}` : `${capture + 1}:${number}`));
		return [
			`  ${paint.bold(name)}${also.length === 0 ? '' : ` (${also.join(', ')})`}  ${fits}`,
			...(others.length === 0 ? [] : [paint.dim(`      or ${formatCandidates(others, ', ')}`)]),
			...(serves.length === 0 ? [] : [paint.dim(`      serves ${serves.join(', ')}`)]),
			...(calls.length === 0 ? [] : [paint.dim(`      opens ${calls.join(', ')}`)]),
			...(packets.length === 0 ? [] : [paint.dim(`      packets ${packets.join(', ')}`)]),
		].join('\n');
	});
	const large =
		leftOut === 0
			? []
			: [
					paint.yellow(
						`  The site is large: ${leftOut} hosts that do what few do were left out of the search, and told by the others' roles.`,
					),
				];
	const sections = [
		[`${paint.bold('Roles')} of ${hosts.length} hosts that the inventory does not have`, ...large, ...roles],
		[
			`${paint.bold('Parameters')} that the traffic implies`,
			...(parameters.length === 0 ? ['  none'] : []),
			...parameters.map(({name, port, evidence, frame}) => `  ${name}=${port}  ${evidence} (packet ${frame.number})`),
		],
		[
			`${paint.bold('Rows')} that no pack has`,
			...(rows.length === 0 ? ['  none'] : []),
			...rows.map(({from, to, target, evidence}) => `  ${from} -> ${to}  ${target}\n${paint.dim(`      ${evidence}`)}`),
		],
		...(sweeps.length === 0
			? []
			: [
					[
						`${paint.bold('Left out')}: searches for open ports, which no document should have`,
						...sweeps.map(({from, to, ports}) => `  ${from} -> ${to}  ${ports} ports, none of them answered`),
					],
				]),
		['Nobody has reviewed any of this: traffic shows what is, not what should be.'],
	];
	return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
