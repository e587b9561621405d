import type {PageData} from '#portolan/report/html/page-data.js';
import {Edges} from './edges.js';
import {type Host, hostsIn} from './hosts.js';
import {RoleMatrix} from './matrix.js';
import {EdgeSorter} from './order.js';
import {EdgeSearch} from './search.js';

/** The report as the views use it. What not every view needs is worked out when it is first asked for. */
export class Model {
	readonly data: PageData;
	readonly edges: Edges;
	readonly search: EdgeSearch;
	readonly sorter: EdgeSorter;
	#matrix: RoleMatrix | undefined;
	#hosts: ReadonlyMap<string, Host> | undefined;

	constructor(data: PageData) {
		this.data = data;
		this.edges = new Edges(data);
		this.search = new EdgeSearch(this.edges, data.roles);
		this.sorter = new EdgeSorter(this.edges);
	}

	get matrix(): RoleMatrix {
		this.#matrix ??= new RoleMatrix(this.data, this.edges);
		return this.#matrix;
	}

	get hosts(): ReadonlyMap<string, Host> {
		this.#hosts ??= hostsIn(this.data, this.edges);
		return this.#hosts;
	}
}
