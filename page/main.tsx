import './style.css';
import {render} from 'preact';
import type {PageData} from '#portolan/report/html/page-data.js';
import {App} from './app.js';
import {ModelProvider} from './context.js';
import {Model} from './model/model.js';
import {PrintReport} from './print.js';

const model = new Model(JSON.parse(document.getElementById('report')!.textContent) as PageData);
const root = document.getElementById('page')!;
root.replaceChildren();
render(
	<ModelProvider value={model}>
		<App />
	</ModelProvider>,
	root,
);

// What is on paper is another document than what is on the screen, and made when it is wanted.
const paper = document.createElement('div');
paper.className = 'print-only';
document.body.append(paper);
addEventListener('beforeprint', () =>
	render(
		<ModelProvider value={model}>
			<PrintReport />
		</ModelProvider>,
		paper,
	),
);
addEventListener('afterprint', () => render(null, paper));
