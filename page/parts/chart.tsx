import {useEffect, useRef} from 'preact/hooks';
import uPlot from 'uplot';
import type {Activity, Span} from '../model/time.js';
import {formatCount} from './numbers.js';

interface ChartProps {
	readonly title: string;
	readonly activity: Activity;
	readonly span: Span;
	/** What is drawn, each with the name of its colour in the style sheet. */
	readonly series: ReadonlyArray<readonly [column: 'all' | 'unexpected' | 'failed', color: string]>;
	readonly height: number;
	/** Called with microseconds when a time was selected with the mouse. */
	readonly onSelect: (span: Span) => void;
}

/** Edges over time. The picture is for the eye; whoever uses it gives the same in words. */
export function ActivityChart({title, activity, span, series, height, onSelect}: ChartProps) {
	const host = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const element = host.current!;
		let chart: uPlot | undefined;
		const draw = () => {
			chart?.destroy();
			chart = new uPlot(optionsOf(element, {span, series, height, onSelect}), dataOf(activity, series), element);
		};
		draw();
		// Colours and width come from the style sheet, and both can change.
		const scheme = matchMedia('(prefers-color-scheme: dark)');
		const resized = new ResizeObserver(() => chart?.setSize({width: element.clientWidth, height}));
		scheme.addEventListener('change', draw);
		resized.observe(element);
		return () => {
			scheme.removeEventListener('change', draw);
			resized.disconnect();
			chart?.destroy();
		};
	}, [activity, span, height]);
	return <div class="chart" ref={host} role="img" aria-label={title} />;
}

function dataOf({times, ...columns}: Activity, series: ChartProps['series']): uPlot.AlignedData {
	return [times, ...series.map(([column]) => Float64Array.from(columns[column]))];
}

function optionsOf(
	element: HTMLElement,
	{span, series, height, onSelect}: Omit<ChartProps, 'title' | 'activity'>,
): uPlot.Options {
	const colorOf = (name: string) => {
		const probe = document.createElement('span');
		probe.className = `color-${name}`;
		element.append(probe);
		const {color} = getComputedStyle(probe);
		probe.remove();
		return color;
	};
	const axis = {
		stroke: colorOf('quiet'),
		grid: {stroke: colorOf('line'), width: 1},
		ticks: {stroke: colorOf('line'), width: 1},
	};
	const isLong = span.until - span.from > 36 * 3_600_000_000;
	const isShort = span.until - span.from < 10_000_000;
	return {
		width: element.clientWidth,
		height,
		legend: {show: false},
		cursor: {drag: {x: true, y: false, setScale: false}, points: {show: false}},
		tzDate: inUtc,
		scales: {
			x: {time: true, range: [span.from / 1_000_000, span.until / 1_000_000]},
			y: {range: (_chart, _least, most) => [0, Math.max(1, most * 1.08)]},
		},
		series: [
			{},
			...series.map(
				([, color]): uPlot.Series => ({
					stroke: colorOf(color),
					fill: colorOf(`${color}-soft`),
					width: 1.5,
					points: {show: false},
					...(uPlot.paths.stepped === undefined ? {} : {paths: uPlot.paths.stepped({align: 1})}),
				}),
			),
		],
		axes: [
			{
				...axis,
				space: isLong || isShort ? 110 : 80,
				values: (_chart, splits) => splits.map((seconds) => timeText(seconds, isLong, isShort)),
			},
			{
				...axis,
				size: 56,
				incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
				values: (_chart, splits) => splits.map(formatCount),
			},
		],
		hooks: {
			setSelect: [
				(chart) => {
					const {left, width} = chart.select;
					if (width < 4) return;
					const time = (pixel: number) => Math.round(chart.posToVal(pixel, 'x') * 1_000_000);
					onSelect({from: time(left), until: time(left + width)});
				},
			],
		},
	};
}

/** uPlot puts its marks at round hours of what this says is local: round hours of UTC. */
function inUtc(seconds: number): Date {
	const date = new Date(seconds * 1000);
	return new Date(date.getTime() + date.getTimezoneOffset() * 60_000);
}

function timeText(seconds: number, isLong: boolean, isShort: boolean): string {
	const text = new Date(Math.round(seconds * 1000)).toISOString();
	if (isLong) return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
	return isShort ? text.slice(11, 23) : text.slice(11, 19);
}
