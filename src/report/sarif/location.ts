import type {ReportEvidence, ReportFinding, ReportPlace} from '../report.js';
import type {Shown} from './artifacts.js';

/** Of a result: GitHub shows few, and nobody reads many. */
const MAX_LOCATIONS = 10;

/**
 * A path as a URI reference (RFC 3986, §4.1): relative where the path is, which is what GitHub finds files by; `file:` for
 * absolute ones (RFC 8089, §2 and appendix E.2).
 */
export function uriOf(path: string): string {
	const slashed = /^[a-z]:[\\/]|^\\\\/i.test(path) || !path.includes('/') ? path.replaceAll('\\', '/') : path;
	const [, drive = '', rest = ''] = /^([a-z]:(?=\/))?(.*)$/is.exec(slashed)!;
	const encoded = rest
		.replace(/\p{Surrogate}/gu, '\ufffd')
		.split('/')
		.map((segment) => encodeURIComponent(segment))
		.join('/');
	if (drive !== '') return `file:///${drive}${encoded}`;
	return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}

/** A line of a rule pack or of an inventory. */
function lineOf({file, line}: ReportPlace): object {
	return {physicalLocation: {artifactLocation: {uri: uriOf(file)}, region: {startLine: line}}};
}

/** A capture as a whole: it has no region (SARIF 2.1.0, §3.29.4). */
export function captureLocation({report, artifacts}: Shown, capture: number): object {
	const {path} = report.captures[capture]!;
	return {physicalLocation: {artifactLocation: {uri: uriOf(path), index: artifacts[capture]!}}};
}

/**
 * Where a result is shown: at its line of a rule pack or an inventory, and else at the capture, which is the thing that was
 * looked at. Beside it stands what the row and the capture are about.
 * @param what `client -> sql-server tcp/1433`
 */
export function locationsOf(
	shown: Shown,
	place: ReportPlace | null,
	captures: readonly number[],
	what: string,
): object[] {
	const logicalLocations = [{fullyQualifiedName: what, kind: 'resource'}];
	const shownAt = captures.slice(0, MAX_LOCATIONS).map((capture) => captureLocation(shown, capture));
	const own = place === null ? shownAt : [lineOf(place)];
	return own.map((location) => ({...location, logicalLocations}));
}

/** The packets that show it. A capture has no lines: the packet is named in the message. */
export function packetLocations(shown: Shown, {evidence}: ReportFinding): object[] {
	return evidence.slice(0, MAX_LOCATIONS).map(({frame, shows}: ReportEvidence, id) => ({
		id,
		...captureLocation(shown, frame.capture),
		message: {text: messageText(`packet ${frame.packet}: ${shows}`)},
	}));
}

/** Text of a message that has neither placeholders nor links (SARIF 2.1.0, §3.11.5 and §3.11.6), whatever hosts are called. */
export function messageText(text: string): string {
	return text.replace(/[{}]/g, '$&$&').replace(/[\\[\]]/g, /\]\(/.test(text) ? '\\$&' : '$&');
}
