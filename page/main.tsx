import './style.css';
import {render} from 'preact';
import type {PageData} from '#portolan/report/html/page-data.js';
import {App} from './app.js';
import {ModelProvider} from './context.js';
import {Model} from './model/model.js';

const data = JSON.parse(document.getElementById('report')!.textContent) as PageData;
const root = document.getElementById('page')!;
root.replaceChildren();
render(
	<ModelProvider value={new Model(data)}>
		<App />
	</ModelProvider>,
	root,
);
