import type {ReportEdge, ReportEnd, ReportFrame} from '#portolan/report/report.js';
import {useModel} from '../context.js';
import {decodePositions} from '../numbers.js';
import {hrefOf} from '../use-address.js';
import {HostLink} from './edge-list.js';
import {FindingLine} from './finding.js';
import {countText, formatCount, formatOctets} from './numbers.js';

/** All that is known of an edge. */
export function EdgeDetails({edge, row}: {readonly edge: ReportEdge; readonly row: number}) {
	const {data} = useModel();
	const {captures} = data.report;
	const frameText = ({capture, packet}: ReportFrame) =>
		captures.length <= 1 ? `packet ${packet}` : `packet ${capture + 1}:${packet}`;
	const findings = data.findings.filter(({edges}) => decodePositions(edges).includes(row));
	const {direction, outcomes, rule, nearest, negotiated, refusal, reset, scan, waiver, networks, applications} = edge;
	return (
		<div class="edge-details">
			<dl>
				<dt>initiator</dt>
				<dd>
					<EndText end={edge.initiator} />: {countText(edge.initiatorPackets, 'packet')},{' '}
					{formatOctets(edge.initiatorOctets)}
				</dd>
				<dt>responder</dt>
				<dd>
					<EndText end={edge.responder} />: {countText(edge.responderPackets, 'packet')},{' '}
					{formatOctets(edge.responderOctets)}
				</dd>
				<dt>who opened it</dt>
				<dd>
					{direction.confidence}, by {direction.basis}
				</dd>
				<dt>verdict</dt>
				<dd>
					{edge.verdict}: {edge.reason}
				</dd>
				{rule === null ? null : (
					<>
						<dt>rule</dt>
						<dd>
							<a href={hrefOf('rules', {q: rule})}>{rule}</a>
						</dd>
					</>
				)}
				{nearest === null ? null : (
					<>
						<dt>nearest rule</dt>
						<dd>
							<a href={hrefOf('rules', {q: nearest.rule})}>{nearest.rule}</a>: {nearest.difference}
						</dd>
					</>
				)}
				{waiver === null ? null : (
					<>
						<dt>waiver</dt>
						<dd>{waiver}</dd>
					</>
				)}
				<dt>flows</dt>
				<dd>
					{Object.entries(outcomes)
						.map(([outcome, count]) => `${formatCount(count)} ${outcome}`)
						.join(', ')}
					{edge.syns > 0 ? `; ${countText(edge.syns, 'SYN')}` : ''}
				</dd>
				{applications.length === 0 ? null : (
					<>
						<dt>carries</dt>
						<dd>{applications.join(', ')}</dd>
					</>
				)}
				{negotiated === null ? null : (
					<>
						<dt>negotiated</dt>
						<dd>
							by {negotiated.by}: {negotiated.detail}, {frameText(negotiated.frame)}
						</dd>
					</>
				)}
				{refusal === null ? null : (
					<>
						<dt>refusal</dt>
						<dd>
							ICMP {refusal.icmpType}/{refusal.icmpCode} from {refusal.sender}, {frameText(refusal.frame)}
						</dd>
					</>
				)}
				{reset === null ? null : (
					<>
						<dt>reset</dt>
						<dd>
							by {resetSenders[reset.sender]}, TTL {reset.ttl}
							{reset.others === null ? '' : ` (its other packets ${reset.others.least} to ${reset.others.greatest})`},{' '}
							{frameText(reset.frame)}
						</dd>
					</>
				)}
				{scan === null ? null : (
					<>
						<dt>scan</dt>
						<dd>
							{countText(scan.responders, 'host')}, {countText(scan.ports, 'port')}
						</dd>
					</>
				)}
				{networks.length === 0 ? null : (
					<>
						<dt>networks</dt>
						<dd>{networks.join('; ')}</dd>
					</>
				)}
				<dt>time</dt>
				<dd>
					{edge.first} to {edge.last}, first {frameText(edge.firstFrame)}
				</dd>
			</dl>
			{findings.length === 0 ? null : (
				<>
					<h2 class="minor">Findings</h2>
					<ul class="lines">
						{findings.map((finding) => (
							<FindingLine key={finding.id} finding={finding} />
						))}
					</ul>
				</>
			)}
		</div>
	);
}

const resetSenders = {host: 'the host itself', middle: 'something on the way', unknown: 'somebody'} as const;

function EndText({end: {address, name, roles, seenAs}}: {readonly end: ReportEnd}) {
	return (
		<>
			<HostLink label={name ?? address} />
			{name === null ? '' : ` (${address})`} {roles.join(', ')}
			{seenAs === null ? '' : `, seen as ${seenAs.name} (${seenAs.by})`}
		</>
	);
}
