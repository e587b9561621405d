import {createHash} from 'node:crypto';
import type {CaptureCoverage} from '../capture/frame.js';
import type {ReadOptions} from '../capture/open.js';
import {commentOf} from '../evidence/comment.js';
import {EvidenceFile} from '../evidence/evidence-file.js';
import {buildManifest, fileNameOf, MANIFEST, SUMS, type WrittenEvidence} from '../evidence/manifest.js';
import {type Wanted, wantedOf} from '../evidence/wanted.js';
import {type Extraction, extract} from '../extraction.js';
import {UsageError} from '../net/problem.js';
import type {EpochMicros} from '../net/time.js';
import type {VlanClasses} from '../net/vlan.js';
import {watchedUntil} from '../pipeline.js';
import {formatJson} from '../report/json.js';
import type {Report} from '../report/report.js';
import {readOptions} from './captures.js';
import type {EvidenceFolder} from './evidence-folder.js';
import {type Grounds, type JudgeOptions, Reproduction} from './judge-captures.js';
import {Progress} from './progress.js';
import {interruption} from './terminal.js';
import {version} from './version.js';

/** Octets of one file that wait to be written, and of all files together. */
const MAX_PENDING = 1 << 18;
const MAX_WAITING = 1 << 26;

/** Throws `UsageError` before anything is read: evidence takes reading captures twice. */
export function refuseSinglePass(names: readonly string[], isFollowed: boolean, option: string): void {
	if (names.includes('-')) {
		throw new UsageError(
			`${option}: standard input cannot be read twice, once to judge and once for the packets; save it to a file first`,
		);
	}
	if (isFollowed) {
		throw new UsageError(
			`${option}: a capture that is still being written is another one when it is read again; leave --follow out`,
		);
	}
}

/**
 * Writes a folder with the packets that prove each finding of a report that was just made of these captures. Throws
 * `UsageError`, and leaves nothing half behind, where it cannot be written or a capture is not what it was.
 */
export async function writeEvidence(
	folder: EvidenceFolder,
	report: Report,
	options: JudgeOptions,
	grounds: Grounds,
): Promise<void> {
	const wanted = report.findings.flatMap((finding) => wantedOf(report, finding) ?? []);
	folder.refuseForeign([...wanted.map(({finding}) => fileNameOf(finding)), MANIFEST, SUMS]);
	try {
		const written = await writeFiles(folder, report, wanted, options, grounds);
		const manifest = formatJson(buildManifest(report, written));
		folder.append(MANIFEST, new TextEncoder().encode(manifest));
		const sums = [...written.values()].map(({file, sha256}) => `${sha256}  ${file}\n`);
		sums.push(`${createHash('sha256').update(manifest).digest('hex')}  ${MANIFEST}\n`);
		folder.append(SUMS, new TextEncoder().encode(sums.join('')));
		folder.keep();
	} finally {
		folder.discard();
	}
}

async function writeFiles(
	folder: EvidenceFolder,
	report: Report,
	wanted: readonly Wanted[],
	options: JudgeOptions,
	grounds: Grounds,
): Promise<Map<string, WrittenEvidence>> {
	const files = wanted.map(({finding}) => ({name: fileNameOf(finding), file: new EvidenceFile(version)}));
	let waiting = 0;
	const flush = ({name, file}: (typeof files)[number]) => {
		waiting -= file.pending;
		folder.append(name, file.take());
	};
	const {taken, watched} = await extractFrom(report, wanted, options, (place, batch, row, wantedBy) => {
		for (const index of wantedBy) {
			const one = files[index]!;
			const before = one.file.pending;
			one.file.add(batch, row, place, [commentOf(wanted[index]!.finding)]);
			waiting += one.file.pending - before;
			if (one.file.pending >= MAX_PENDING) flush(one);
		}
		if (waiting >= MAX_WAITING) for (const one of files) if (one.file.pending > 0) flush(one);
	});
	const reproduction = new Reproduction(options, grounds);
	const written = new Map<string, WrittenEvidence>();
	for (const [index, one] of files.entries()) {
		const {name, file} = one;
		if (file.packets === 0) continue;
		file.finish(...watched);
		flush(one);
		const {id} = wanted[index]!.finding;
		const ids = await reproduction.findingIds(folder.pathOf(name));
		const {packets, octets} = file;
		const common = {file: name, octets, packets, sha256: file.sha256(), taken: taken[index]!};
		written.set(id, {...common, reproduces: ids.has(id)});
	}
	return written;
}

type OnPacket = (
	/** `site.pcap, packet 57` */
	place: string,
	...frame: Parameters<Parameters<typeof extract>[2]['onFrame']>
) => void;

/**
 * Reads the captures of a report once more. Throws `UsageError` where they have other packets than when they were judged.
 * @returns with the time of the first packet and the time until which the captures were watched
 */
export async function extractFrom(
	report: Report,
	wanted: readonly Wanted[],
	options: {readonly reader: ReadOptions['reader']; readonly vlanSame: VlanClasses},
	onPacket: OnPacket,
	paths: readonly string[] = report.captures.map(({path}) => path),
): Promise<Extraction & {readonly watched: readonly [EpochMicros, EpochMicros]}> {
	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const extraction = await extract(paths, wanted, {
		...readOptions({reader: options.reader, follow: false}, signal),
		vlans: options.vlanSame,
		onProgress: (coverages) => progress.update(coverages),
		onFrame: (batch, row, wantedBy) =>
			onPacket(`${paths[batch.capture[row]!]}, packet ${batch.number[row]}`, batch, row, wantedBy),
	});
	progress.clear();
	release();
	if (signal.aborted) throw new UsageError('interrupted: no evidence is written');
	const {coverages} = extraction;
	for (const [index, {packets}] of report.captures.entries()) {
		const {path, frames} = coverages[index]!;
		if (frames === packets) continue;
		throw new UsageError(
			`${path}: the capture has ${frames} packets, and had ${packets} when it was judged; judge it again`,
		);
	}
	return {...extraction, watched: timesOf(coverages)};
}

function timesOf(coverages: readonly CaptureCoverage[]): readonly [EpochMicros, EpochMicros] {
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	return [Math.min(...firsts), Math.max(...lasts, watchedUntil(coverages) ?? 0)];
}
