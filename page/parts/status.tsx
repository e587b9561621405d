import type {Severity} from '#portolan/rulepack/pack.js';
import {type Status, statusLetters, statusTitles} from '../model/status.js';

/** A status by colour, letter and word. */
export function StatusMark({status}: {readonly status: Status}) {
	return (
		<span class={`mark status-${status}`}>
			<span class="letter" aria-hidden="true">
				{statusLetters[status]}
			</span>
			{statusTitles[status]}
		</span>
	);
}

/** The letters of the map of roles, and what they stand for. */
export function StatusKey({shown}: {readonly shown: readonly Status[]}) {
	return (
		<ul class="key" aria-label="Meaning of letters and colours">
			{shown.map((status) => (
				<li key={status}>
					<StatusMark status={status} />
				</li>
			))}
		</ul>
	);
}

export function SeverityMark({severity}: {readonly severity: Severity}) {
	return <span class={`severity severity-${severity}`}>{severity}</span>;
}
