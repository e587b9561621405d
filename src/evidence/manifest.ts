import type {Report, ReportFinding, ReportInputs} from '../report/report.js';
import type {Taken} from './selection.js';

// The manifest of a folder of evidence, field by field: schema/evidence.schema.json says the same to programs. Fields are added,
// never changed.

export const EVIDENCE_SCHEMA = 'portolan/evidence/1';
export const MANIFEST = 'manifest.json';
export const SUMS = 'SHA256SUMS';

export interface Manifest {
	readonly schema: typeof EVIDENCE_SCHEMA;
	readonly tool: Report['tool'];
	readonly window: Report['window'];
	readonly inputs: ReportInputs | null;
	/** In the order of the report, those without packets too. */
	readonly findings: readonly ManifestFinding[];
}

export interface ManifestFinding
	extends Pick<ReportFinding, 'id' | 'kind' | 'severity' | 'from' | 'to' | 'message' | 'rule' | 'displayFilter'> {
	/** The packets that prove it; null where there are none. */
	readonly evidence: ManifestFile | null;
	/** Why there is none; null where there is one. */
	readonly without: string | null;
}

export interface ManifestFile {
	/** Name in the folder. */
	readonly file: string;
	readonly octets: number;
	readonly sha256: string;
	readonly packets: number;
	/** Packets that belong to the finding and are over the bounds. */
	readonly leftOut: number;
	/** Judged alone, with the same packs, inventory, waivers and options, the file gives a finding of this id. */
	readonly reproduces: boolean;
}

/** A name that is the same for the same finding, and that every file system takes. */
export function fileNameOf({kind, id}: Pick<ReportFinding, 'kind' | 'id'>): string {
	return `${kind}-${id}.pcapng`;
}

/** What was written of a finding. */
export interface WrittenEvidence extends Omit<ManifestFile, 'leftOut'> {
	readonly taken: Taken;
}

export function buildManifest(
	{tool, window, inputs, findings}: Report,
	written: ReadonlyMap<string, WrittenEvidence>,
): Manifest {
	return {
		schema: EVIDENCE_SCHEMA,
		tool,
		window,
		inputs,
		findings: findings.map((finding) => {
			const {id, kind, severity, from, to, message, rule, displayFilter} = finding;
			const evidence = written.get(id);
			return {
				id,
				kind,
				severity,
				from,
				to,
				message,
				rule,
				displayFilter,
				evidence: evidence === undefined ? null : manifestFile(evidence),
				without: evidence === undefined ? whyWithout(finding) : null,
			};
		}),
	};
}

function manifestFile({taken, file, octets, sha256, packets, reproduces}: WrittenEvidence): ManifestFile {
	return {file, octets, sha256, packets, leftOut: taken.leftOut, reproduces};
}

/** Why no packet proves a finding. */
export function whyWithout({kind}: Pick<ReportFinding, 'kind'>): string {
	switch (kind) {
		case 'missing':
			return 'it is about what was not seen: no packet proves it';
		case 'waiver-unused':
			return 'it is about a waiver that covers nothing: no packet proves it';
		default:
			return 'none of its packets is in the captures any more';
	}
}
