import type {Report, ReportEdge, ReportFinding} from './report.js';
import {csvTable} from './table.js';
import {hostPairs, serviceText} from './words/finding.js';

// Columns are added at the end, never changed; docs/formats.md says what each is. Times are UTC.

/** Several values in one cell. */
const SEPARATOR = '; ';

type Cell = string | number | null | undefined;
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

const edgeColumns: Columns<ReportEdge> = {
	initiator: ({initiator}) => initiator.address,
	initiator_name: ({initiator}) => initiator.name,
	initiator_roles: ({initiator}) => initiator.roles.join(SEPARATOR),
	responder: ({responder}) => responder.address,
	responder_name: ({responder}) => responder.name,
	responder_roles: ({responder}) => responder.roles.join(SEPARATOR),
	protocol: ({protocol}) => protocol,
	port: ({port}) => port,
	icmp_type: ({icmpType}) => icmpType,
	verdict: ({verdict}) => verdict,
	reason: ({reason}) => reason,
	outcome: ({outcome}) => outcome,
	rule: ({rule}) => rule,
	nearest_rule: ({nearest}) => nearest?.rule,
	difference: ({nearest}) => nearest?.difference,
	waiver: ({waiver}) => waiver,
	direction_basis: ({direction}) => direction.basis,
	direction_confidence: ({direction}) => direction.confidence,
	applications: ({applications}) => applications.join(SEPARATOR),
	negotiated_by: ({negotiated}) => negotiated?.by,
	networks: ({networks}) => networks.join(SEPARATOR),
	flows: ({flows}) => flows,
	packets: ({packets}) => packets,
	octets: ({octets}) => octets,
	initiator_packets: ({initiatorPackets}) => initiatorPackets,
	responder_packets: ({responderPackets}) => responderPackets,
	initiator_octets: ({initiatorOctets}) => initiatorOctets,
	responder_octets: ({responderOctets}) => responderOctets,
	first: ({first}) => first,
	last: ({last}) => last,
	first_capture: ({firstFrame}) => firstFrame.capture + 1,
	first_packet: ({firstFrame}) => firstFrame.packet,
	scanned_hosts: ({scan}) => scan?.responders,
	scanned_ports: ({scan}) => scan?.ports,
};

/** A finding, and what it says of hosts and services in the report that it is in. */
interface FindingRow extends ReportFinding {
	readonly hosts: readonly string[];
	readonly services: readonly string[];
	readonly flows: number;
}

const findingColumns: Columns<FindingRow> = {
	id: ({id}) => id,
	severity: ({severity}) => severity,
	kind: ({kind}) => kind,
	from: ({from}) => from,
	to: ({to}) => to,
	services: ({services}) => services.join(SEPARATOR),
	hosts: ({hosts}) => hosts.join(SEPARATOR),
	flows: ({flows}) => flows,
	message: ({message}) => message,
	likely_cause: ({diagnosis}) => diagnosis?.cause,
	alternative: ({diagnosis}) => diagnosis?.alternative,
	rule: ({rule}) => rule,
	document: ({source}) => source?.document,
	document_line: ({source}) => source?.line ?? source?.anchor,
	rule_file: ({place}) => place?.file,
	rule_line: ({place}) => place?.line,
	packets: ({evidence}) => evidence.map(({frame}) => `${frame.capture + 1}:${frame.packet}`).join(SEPARATOR),
	captures: ({packets}) => packets.map(({path}) => path).join(SEPARATOR),
	display_filter: ({displayFilter}) => displayFilter,
};

/** Hosts and services of a finding that a cell lists: a spreadsheet holds 32767 characters of them. */
const LISTED = 100;

/** The edges, one a line. */
export function formatCsv({edges}: Report): string {
	return tableOf(edgeColumns, edges);
}

/** The findings, one a line. */
export function formatFindingsCsv(report: Report): string {
	const rows = report.findings.map((finding): FindingRow => {
		const edges = finding.edges.map((position) => report.edges[position]!);
		const services = [...new Set(edges.map(serviceText))];
		const flows = edges.reduce((sum, edge) => sum + edge.flows, 0);
		return {...finding, hosts: listed(hostPairs(report, finding.edges)), services: listed(services), flows};
	});
	return tableOf(findingColumns, rows);
}

function listed(values: readonly string[]): string[] {
	const more = values.length - LISTED;
	return more > 0 ? [...values.slice(0, LISTED), `and ${more} more`] : [...values];
}

function tableOf<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
	const cells = Object.values(columns);
	return csvTable(
		Object.keys(columns),
		rows.map((row) => cells.map((cell) => String(cell(row) ?? ''))),
	);
}
