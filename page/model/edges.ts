import {formatTime} from '#portolan/net/time.js';
import type {EdgeColumns, PageData, Service} from '#portolan/report/html/page-data.js';
import type {ReportEdge} from '#portolan/report/report.js';
import {serviceText} from '#portolan/report/words/finding.js';
import {CodedColumn, decodeFramed, decodeNumbers, decodePositions, decodeSparse, NumberColumn} from '../numbers.js';
import {Ends} from './ends.js';
import {statusCode} from './status.js';

const UNEXPECTED = statusCode('unexpected');
const FAILED = statusCode('failed');

/** The edges, column by column; a row is the position of an edge in the report. */
export class Edges {
	readonly count: number;
	readonly ends: Ends;
	readonly initiators: NumberColumn;
	readonly responders: NumberColumn;
	readonly services: CodedColumn<Service>;
	readonly networks: CodedColumn<readonly string[]>;
	readonly directions: CodedColumn<ReportEdge['direction']>;
	readonly outcomes: CodedColumn<ReportEdge['outcome']>;
	readonly verdicts: CodedColumn<ReportEdge['verdict']>;
	readonly reasons: CodedColumn<ReportEdge['reason']>;
	readonly rules: CodedColumn<ReportEdge['rule']>;
	readonly nearest: CodedColumn<ReportEdge['nearest']>;
	readonly waivers: CodedColumn<ReportEdge['waiver']>;
	readonly applications: CodedColumn<ReportEdge['applications']>;
	readonly rolePairs: CodedColumn<ReadonlyArray<readonly [number, number]>>;
	/** Codes of `statuses`. */
	readonly statuses: Uint8Array;
	readonly flows: NumberColumn;
	readonly initiatorPackets: NumberColumn;
	readonly responderPackets: NumberColumn;
	readonly initiatorOctets: NumberColumn;
	readonly responderOctets: NumberColumn;
	/** Microseconds from `start`. */
	readonly start: number;
	readonly firsts: NumberColumn;
	readonly lasts: NumberColumn;
	readonly #columns: EdgeColumns;
	#details: ReturnType<typeof detailsOf> | undefined;

	constructor({edges: columns, findings}: PageData) {
		const {count} = columns;
		this.#columns = columns;
		this.count = count;
		this.ends = new Ends(columns.ends);
		this.initiators = new NumberColumn(columns.initiators, count);
		this.responders = new NumberColumn(columns.responders, count);
		this.services = new CodedColumn(columns.services, count);
		this.networks = new CodedColumn(columns.networks, count);
		this.directions = new CodedColumn(columns.directions, count);
		this.outcomes = new CodedColumn(columns.outcomes, count);
		this.verdicts = new CodedColumn(columns.verdicts, count);
		this.reasons = new CodedColumn(columns.reasons, count);
		this.rules = new CodedColumn(columns.rules, count);
		this.nearest = new CodedColumn(columns.nearest, count);
		this.waivers = new CodedColumn(columns.waivers, count);
		this.applications = new CodedColumn(columns.applications, count);
		this.rolePairs = new CodedColumn(columns.rolePairs, count);
		this.flows = new NumberColumn(columns.flows, count);
		this.initiatorPackets = new NumberColumn(columns.initiatorPackets, count);
		this.responderPackets = new NumberColumn(columns.responderPackets, count);
		this.initiatorOctets = new NumberColumn(columns.initiatorOctets, count);
		this.responderOctets = new NumberColumn(columns.responderOctets, count);
		this.start = columns.start;
		this.firsts = new NumberColumn(columns.firsts, count);
		this.lasts = new NumberColumn(columns.lasts, count);
		this.statuses = this.#statuses(findings);
	}

	/** Who opened it, and to whom, as labels. */
	pairText(row: number): string {
		return `${this.initiatorText(row)} → ${this.responderText(row)}`;
	}

	initiatorText(row: number): string {
		return this.ends.label(this.initiators.at(row));
	}

	responderText(row: number): string {
		const scan = this.#detailed().scans.get(row);
		return scan === undefined || scan.responders === 1
			? this.ends.label(this.responders.at(row))
			: `${scan.responders} hosts`;
	}

	serviceText(row: number): string {
		return serviceText({...this.services.at(row), scan: this.#detailed().scans.get(row) ?? null} as ReportEdge);
	}

	packets(row: number): number {
		return this.initiatorPackets.at(row) + this.responderPackets.at(row);
	}

	octets(row: number): number {
		return this.initiatorOctets.at(row) + this.responderOctets.at(row);
	}

	/** @param micros from `start` */
	timeText(micros: number): string {
		return formatTime(this.start + micros);
	}

	/** An edge as the report has it. */
	edge(row: number): ReportEdge {
		const details = this.#detailed();
		const flows = this.flows.at(row);
		const outcome = this.outcomes.at(row);
		return {
			initiator: this.ends.end(this.initiators.at(row)),
			responder: this.ends.end(this.responders.at(row)),
			...this.services.at(row),
			networks: this.networks.at(row),
			direction: this.directions.at(row),
			outcome,
			outcomes: details.mixedOutcomes.get(row) ?? {[outcome]: flows},
			verdict: this.verdicts.at(row),
			reason: this.reasons.at(row),
			rule: this.rules.at(row),
			nearest: this.nearest.at(row),
			waiver: this.waivers.at(row),
			negotiated: details.negotiated.get(row) ?? null,
			refusal: details.refusals.get(row) ?? null,
			reset: details.resets.get(row) ?? null,
			applications: this.applications.at(row),
			syns: details.syns[row]!,
			flows,
			packets: this.packets(row),
			octets: this.octets(row),
			initiatorPackets: this.initiatorPackets.at(row),
			responderPackets: this.responderPackets.at(row),
			initiatorOctets: this.initiatorOctets.at(row),
			responderOctets: this.responderOctets.at(row),
			first: this.timeText(this.firsts.at(row)),
			last: this.timeText(this.lasts.at(row)),
			firstFrame: {capture: details.frameCaptures[row]!, packet: details.framePackets[row]!},
			scan: details.scans.get(row) ?? null,
		};
	}

	#detailed() {
		this.#details ??= detailsOf(this.#columns);
		return this.#details;
	}

	/** A documented edge has failed where a finding says so. */
	#statuses(findings: PageData['findings']): Uint8Array {
		const ofVerdict = this.verdicts.values.map((verdict) => Math.max(statusCode(verdict), UNEXPECTED));
		const {codes} = this.verdicts;
		// Loops over indices: iterators and callbacks take ten times as long, and this is before anything is shown.
		const rows = new Uint8Array(this.count);
		for (let row = 0; row < rows.length; row++) rows[row] = ofVerdict[codes[row]!]!;
		const expected = statusCode('expected');
		for (const finding of findings) {
			if (finding.kind !== 'failed') continue;
			const positions = decodePositions(finding.edges);
			for (let index = 0; index < positions.length; index++) {
				const row = positions[index]!;
				if (rows[row] === expected) rows[row] = FAILED;
			}
		}
		return rows;
	}
}

/** What is needed of single edges only. */
function detailsOf(columns: EdgeColumns) {
	const {count} = columns;
	return {
		mixedOutcomes: decodeSparse(columns.mixedOutcomes),
		negotiated: decodeFramed(columns.negotiated),
		refusals: decodeFramed(columns.refusals),
		resets: decodeFramed(columns.resets),
		scans: decodeSparse(columns.scans),
		syns: decodeNumbers(columns.syns, count),
		frameCaptures: decodeNumbers(columns.frameCaptures, count),
		framePackets: decodeNumbers(columns.framePackets, count),
	};
}
