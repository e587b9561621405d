// Draws docs/bench/speed.svg from docs/bench/results.json.

import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {BarChart} from 'echarts/charts';
import {GridComponent} from 'echarts/components';
import {init, use} from 'echarts/core';
import {SVGRenderer} from 'echarts/renderers';
import {root} from './options.js';
import {describeMeasurement, speedRows} from './table.js';
import {formatCount, formatSeconds} from './units.js';

use([BarChart, GridComponent, SVGRenderer]);

/** Each colour of the light picture stands for one of the dark. */
const colors = {
	text: ['#1f2328', '#e6edf3'],
	faint: ['#59636e', '#9198a1'],
	line: ['#d1d9e0', '#3d444d'],
	ours: ['#0969da', '#4493f8'],
	theirs: ['#8c959f', '#656c76'],
};

const WIDTH = 760;
const ROW_HEIGHT = 32;
const MARGIN = {left: 130, right: 70, top: 16, bottom: 52};

/** @returns {string} the SVG, the same for the same results */
export function drawChart(results) {
	const rows = speedRows(results).filter(({measured}) => measured !== undefined);
	const seconds = rows.map(({measured}) => measured.seconds);
	// A logarithmic bar has no zero to begin at: the whole power of ten below the shortest.
	const start = 10 ** Math.floor(Math.log10(Math.min(...seconds)) - 0.1);
	const end = 10 ** Math.ceil(Math.log10(Math.max(...seconds)));
	const height = MARGIN.top + rows.length * ROW_HEIGHT + MARGIN.bottom;
	const chart = init(null, null, {renderer: 'svg', ssr: true, width: WIDTH, height});
	chart.setOption({
		animation: false,
		grid: {...MARGIN, outerBoundsMode: 'none'},
		xAxis: {
			type: 'log',
			min: start,
			startValue: start,
			max: end,
			name: `seconds for ${formatCount(results.input.packets)} packets, fewer is better; each line is ten times the one before`,
			nameLocation: 'middle',
			nameGap: 30,
			nameTextStyle: {color: colors.faint[0]},
			axisLabel: {color: colors.faint[0], formatter: String},
			splitLine: {lineStyle: {color: colors.line[0]}},
		},
		yAxis: {
			type: 'category',
			inverse: true,
			data: rows.map(({name}) => name),
			axisLabel: {color: colors.text[0], fontSize: 13, interval: 0},
			axisLine: {show: false},
			axisTick: {show: false},
		},
		series: [
			{
				type: 'bar',
				silent: true,
				emphasis: {disabled: true},
				barWidth: '62%',
				label: {
					show: true,
					position: 'right',
					color: colors.text[0],
					fontSize: 13,
					formatter: ({value}) => `${formatSeconds(value)} s`,
				},
				data: rows.map(({name, measured}) => ({
					value: measured.seconds,
					itemStyle: {color: name.startsWith('portolan') ? colors.ours[0] : colors.theirs[0]},
				})),
			},
		],
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${dressed(withoutScreenMatters(svg), titleOf(results), descriptionOf(results, rows))}\n`;
}

/** Leaves out what is there for a chart one points at: classes numbered by the process, and their styles. */
function withoutScreenMatters(svg) {
	return svg
		.replaceAll(/<style >[\s\S]*?<\/style>\s*/g, '')
		.replaceAll(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '');
}

function dressed(svg, title, description) {
	const dark = Object.values(colors).map(
		([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`,
	);
	const style = `<style>@media (prefers-color-scheme:dark){${dark.join('')}}</style>`;
	const words = `<title id="title">${escaped(title)}</title>\n<desc id="desc">${escaped(description)}</desc>`;
	return svg.replace(
		/<svg ([^>]*)>/,
		(_, attributes) => `<svg role="img" aria-labelledby="title desc" ${attributes}>\n${words}\n${style}`,
	);
}

function titleOf({input}) {
	return `Seconds to read ${formatCount(input.packets)} packets`;
}

function descriptionOf(results, rows) {
	const list = rows.map(({name, measured}) => `${name} ${formatSeconds(measured.seconds)} s`).join(', ');
	return `${list}. ${describeMeasurement(results)}`;
}

function escaped(text) {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @param {string} resultsFile the picture is drawn beside it */
export function drawChartOf(resultsFile) {
	const picture = path.join(path.dirname(resultsFile), 'speed.svg');
	writeFileSync(picture, drawChart(JSON.parse(readFileSync(resultsFile, 'utf8'))));
	return picture;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	drawChartOf(path.resolve(process.argv[2] ?? path.join(root, 'docs/bench/results.json')));
}
