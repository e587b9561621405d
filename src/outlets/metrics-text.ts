// The text format of Prometheus, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface Metric {
	readonly name: string;
	readonly type: 'counter' | 'gauge';
	readonly help: string;
	/** None where the value is not known: absent is not 0. */
	readonly samples: readonly Sample[];
}

export interface Sample {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

/** Characters of a label's value that are shown: every value is a series that somebody keeps. */
const LABEL_BOUND = 120;

export function metricsText(metrics: readonly Metric[]): string {
	return metrics
		.filter(({samples}) => samples.length > 0)
		.map(metricText)
		.join('');
}

function metricText({name, type, help, samples}: Metric): string {
	const lines = samples.map(({labels, value}) => `${name}${labelsText(labels)} ${value}\n`);
	return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
	return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeHelp(text: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(value: string): string {
	const cut = [...value.replaceAll(/\p{Cs}/gu, '\uFFFD')].slice(0, LABEL_BOUND).join('');
	return cut.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
