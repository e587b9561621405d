import {existsSync, readFileSync} from 'node:fs';

/** The French text that the pack was taken from; it is not ours to copy, so a clone does not have it. */
export const REFERENCE_TEXT = new URL('../../../../shared/domain/configmgr-2012-ports.fr.txt', import.meta.url);

/** One row of one table: what `test/rulepack/configmgr-2012.tsv` keeps of the text. */
export interface ReferenceRow {
	/** Line of the section's heading, and of the row. */
	readonly heading: number;
	readonly line: number;
	readonly from: string;
	readonly arrow: '->' | '<->';
	readonly to: string;
	/** Ports as printed, without the words around them: `80`, `80|8530`, `67|68`, `63000-64000`, `dynamic`, empty. */
	readonly udp: string;
	readonly tcp: string;
	/** The note that the cell names: 1, 2, 3, 4 or 6. */
	readonly note: number | undefined;
}

/** French headings to the names of roles; several where one role has two French names. */
const roleNames: Readonly<Record<string, string>> = {
	'Point de synchronisation Asset Intelligence': 'asset-intelligence-synchronization-point',
	Microsoft: 'microsoft',
	'SQL Server': 'sql-server',
	'Point de service Web du catalogue des applications': 'application-catalog-web-service-point',
	'Point de service web du catalogue des applications': 'application-catalog-web-service-point',
	'Point du site Web du catalogue des applications': 'application-catalog-website-point',
	'Point de site web du catalogue des applications': 'application-catalog-website-point',
	Client: 'client',
	"Module de stratégie de Configuration Manager (service d'inscription d'appareils réseau)": 'ndes-policy-module',
	'Point de distribution cloud': 'cloud-based-distribution-point',
	'Point de distribution': 'distribution-point',
	'Point de distribution configuré pour la multidiffusion': 'multicast-distribution-point',
	'Point de distribution configuré pour PXE': 'pxe-distribution-point',
	"Point d'état de secours": 'fallback-status-point',
	'Contrôleur de domaine de catalogue global': 'global-catalog',
	'Point de gestion': 'management-point',
	'Point de mise à jour logicielle': 'software-update-point',
	"Point de migration de l'état": 'state-migration-point',
	"Point de migration d'état": 'state-migration-point',
	"Programme de validation d'intégrité système": 'system-health-validator-point',
	'Console Configuration Manager': 'console',
	Internet: 'internet',
	'Point Reporting Services': 'reporting-services-point',
	'Point de Reporting Services': 'reporting-services-point',
	'Serveur de site': 'site-server',
	'Fournisseur SMS': 'sms-provider',
	"Point d'enregistrement de certificat": 'certificate-registration-point',
	'Point Endpoint Protection': 'endpoint-protection-point',
	'Point de protection de point de terminaison': 'endpoint-protection-point',
	"Point proxy d'inscription": 'enrollment-proxy-point',
	"Point d'inscription": 'enrollment-point',
	'Connecteur du serveur Exchange Server': 'exchange-server-connector',
	'Exchange Online': 'exchange-online',
	'Serveur Exchange Server sur site': 'on-premises-exchange-server',
	'Ordinateur Mac': 'mac-computer',
	'Contrôleur de domaine': 'domain-controller',
	'Appareil mobile': 'mobile-device',
	'Microsoft Intune': 'microsoft-intune',
	'Point de service hors bande': 'out-of-band-service-point',
	'Contrôleur de gestion AMT': 'amt-management-controller',
	'Console de gestion hors bande': 'out-of-band-console',
	'Autorité de Certification (CA) émettrice': 'issuing-ca',
	'Serveur WSUS en amont': 'upstream-wsus-server',
	'Connecteur Microsoft Intune': 'microsoft-intune-connector',
};

/** First and last line of the sections with tables. */
const SECTIONS = [46, 790] as const;

/** The text, line by line; `undefined` where it is not there. */
export function referenceLines(): string[] | undefined {
	return existsSync(REFERENCE_TEXT) ? readFileSync(REFERENCE_TEXT, 'utf8').split('\n') : undefined;
}

/** Every section's heading, and the rows of its tables. The arrow is spelled in five ways, once not at all. */
export function readReference(lines: readonly string[]): {
	headings: Array<Omit<ReferenceRow, 'line' | 'udp' | 'tcp' | 'note'>>;
	rows: ReferenceRow[];
} {
	const headings = [];
	const rows: ReferenceRow[] = [];
	let cells: Array<{line: number; text: string}> = [];
	for (let line = SECTIONS[0]; line <= SECTIONS[1]; line++) {
		const text = lines[line - 1]!;
		const match = /^(.+?)\s*(<\s*--\s*>|--\s*>|--(?= SQL))\s*(.+)$/.exec(text);
		const [from, to] = [roleNames[match?.[1] ?? ''], roleNames[match?.[3] ?? '']];
		if (match !== null && from !== undefined && to !== undefined) {
			headings.push({heading: line, from, arrow: match[2]!.startsWith('<') ? ('<->' as const) : ('->' as const), to});
			cells = [];
			continue;
		}
		const heading = headings.at(-1);
		const cell = /^(.*?)\s*\|$/.exec(text)?.[1];
		const isTableFrame = cell === undefined || /^(?:Description|UDP|TCP|Conseil|---.*)$/.test(cell);
		// A call-out box is framed like a table, of one column.
		if (heading === undefined || isTableFrame || cell.endsWith('.')) continue;
		cells.push({line, text: cell});
		if (cells.length < 3) continue;
		const [name, udp, tcp] = cells as [{line: number; text: string}, {text: string}, {text: string}];
		const note = /(?:note|remarque) (\d)/.exec(`${udp.text} ${tcp.text}`)?.[1];
		rows.push({
			...heading,
			line: name.line,
			udp: ports(udp.text),
			tcp: ports(tcp.text),
			note: note === undefined ? undefined : Number(note),
		});
		cells = [];
	}
	return {headings, rows};
}

function ports(cell: string): string {
	if (cell.startsWith('DYNAMIQUE')) return 'dynamic';
	return (/^\d+(?:-\d+)?(?: (?:ou|et) \d+)?/.exec(cell)?.[0] ?? '').replace(/ (?:ou|et) /, '|');
}

/** The rows as they are kept with the tests, one a line. */
export function formatRows(rows: readonly ReferenceRow[]): string {
	const columns = ['heading', 'line', 'from', 'arrow', 'to', 'udp', 'tcp', 'note'] as const;
	const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join('\t'));
	return `${[columns.join('\t'), ...lines].join('\n')}\n`;
}

export function parseRows(text: string): ReferenceRow[] {
	return text
		.replace(/\n$/, '')
		.split('\n')
		.slice(1)
		.map((line) => {
			const [heading, row, from, arrow, to, udp, tcp, note] = line.split('\t') as [
				string,
				string,
				string,
				'->' | '<->',
				string,
				string,
				string,
				string,
			];
			return {
				heading: Number(heading),
				line: Number(row),
				from,
				arrow,
				to,
				udp,
				tcp,
				note: note === '' ? undefined : Number(note),
			};
		});
}
