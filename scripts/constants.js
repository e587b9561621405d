// Writes the value of a constant wherever the constant is used. In a bundle the constants of a module are variables, that something might
// assign to: without this, the code that V8 makes of the paths that every packet takes looks each of them up and checks it, which is a
// tenth of its time.

import {readFileSync} from 'node:fs';
import path from 'node:path';
import {parse} from 'acorn';
import {ancestor, full} from 'acorn-walk';

/**
 * A number, or numbers by their names: an object that is written out under a capitalised name is a table of constants (`as const`), and
 * nothing assigns to its fields.
 * @typedef {number | ReadonlyMap<string, number>} Constant
 */

/** The constants of modules that import each other by relative paths. */
export class Constants {
	/** @type {Map<string, {text: string, program: import('acorn').Program, constants: Map<string, Constant>}>} by path */
	#modules = new Map();

	/**
	 * @param {string} file an ES module
	 * @returns {string} its text, with values in place of constants, its own and imported ones
	 */
	inlined(file) {
		const {text, program, constants} = this.#moduleOf(file);
		const edits = [];
		const replace = ({start, end}, replacement) => edits.push({start, end, replacement});
		const known = new Map([...constants].filter(([name]) => !isDeclaredInside(program, name)));
		ancestor(program, {
			Identifier(node, _, ancestors) {
				const value = known.get(node.name);
				if (typeof value !== 'number') return;
				const {type, shorthand} = ancestors.at(-2);
				replace(node, type === 'Property' && shorthand ? `${node.name}: ${literal(value)}` : literal(value));
			},
			MemberExpression(node) {
				const value = memberOf(known, node);
				if (value !== undefined) replace(node, literal(value));
			},
		});
		edits.sort((a, b) => b.start - a.start);
		let result = text;
		for (const {start, end, replacement} of edits) result = result.slice(0, start) + replacement + result.slice(end);
		return result;
	}

	#moduleOf(file) {
		let module = this.#modules.get(file);
		if (module === undefined) {
			const text = readFileSync(file, 'utf8');
			const program = parse(text, {ecmaVersion: 'latest', sourceType: 'module'});
			module = {text, program, constants: new Map()};
			// Before its imports are looked at, which may import it in turn: what is used before it is known stays a name.
			this.#modules.set(file, module);
			for (const statement of program.body) this.#note(statement, file, module.constants);
		}
		return module;
	}

	#note(statement, file, constants) {
		if (statement.type === 'ImportDeclaration' && statement.source.value.startsWith('.')) {
			const imported = this.#moduleOf(path.resolve(path.dirname(file), statement.source.value)).constants;
			for (const {type, local, imported: there} of statement.specifiers) {
				const value = type === 'ImportSpecifier' ? imported.get(there.name) : undefined;
				if (value !== undefined) constants.set(local.name, value);
			}
		}
		const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
		if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return;
		for (const {id, init} of declaration.declarations) {
			if (id.type !== 'Identifier' || !/^[A-Z]/.test(id.name)) continue;
			const value = init.type === 'ObjectExpression' ? tableOf(init, constants) : numberOf(init, constants);
			if (value !== undefined) constants.set(id.name, value);
		}
	}
}

/** @type {import('esbuild').Plugin} */
export const inlineConstants = {
	name: 'constants',
	setup({onLoad, initialOptions}) {
		const constants = new Constants();
		const dist = path.join(initialOptions.absWorkingDir, 'dist') + path.sep;
		onLoad({filter: /\.js$/}, ({path: file}) =>
			file.startsWith(dist) ? {contents: constants.inlined(file), loader: 'js'} : undefined,
		);
	},
};

/** Whether anything but the module itself declares the name: there it means something else. */
function isDeclaredInside(program, name) {
	let declarations = 0;
	const count = (id) => {
		if (id?.name === name) declarations++;
	};
	full(program, (node, _, type) => {
		if (type === 'VariablePattern') count(node);
		else if (/^(?:Function|Class)/.test(node.type)) count(node.id);
	});
	const isImported = program.body.some(
		({type, specifiers}) => type === 'ImportDeclaration' && specifiers.some(({local}) => local.name === name),
	);
	return declarations > (isImported ? 0 : 1);
}

function tableOf({properties}, constants) {
	const table = new Map();
	for (const {type, key, computed, value} of properties) {
		const number = type === 'Property' && !computed ? numberOf(value, constants) : undefined;
		if (number === undefined) return undefined;
		table.set(key.name ?? key.value, number);
	}
	return table;
}

/** What an expression comes to, if it is made of numbers and constants. */
function numberOf(node, constants) {
	switch (node.type) {
		case 'Literal':
			return typeof node.value === 'number' ? node.value : undefined;
		case 'Identifier': {
			const value = constants.get(node.name);
			return typeof value === 'number' ? value : undefined;
		}
		case 'MemberExpression':
			return memberOf(constants, node);
		case 'UnaryExpression':
		case 'BinaryExpression': {
			const operands = node.type === 'UnaryExpression' ? [node.argument] : [node.left, node.right];
			const values = operands.map((operand) => numberOf(operand, constants));
			return values.includes(undefined) ? undefined : operate[node.operator]?.[values.length - 1]?.(...values);
		}
		default:
			return undefined;
	}
}

function memberOf(constants, {object, property, computed}) {
	const table = object.type === 'Identifier' && !computed ? constants.get(object.name) : undefined;
	return typeof table === 'object' ? table.get(property.name) : undefined;
}

/** By the number of operands. */
const operate = {
	'-': [(a) => -a, (a, b) => a - b],
	'~': [(a) => ~a],
	'+': [undefined, (a, b) => a + b],
	'*': [undefined, (a, b) => a * b],
	'/': [undefined, (a, b) => a / b],
	'**': [undefined, (a, b) => a ** b],
	'|': [undefined, (a, b) => a | b],
	'&': [undefined, (a, b) => a & b],
	'<<': [undefined, (a, b) => a << b],
};

/** In parentheses, for it may stand where a bare number could not: `-X`, `X.toString()`. */
function literal(value) {
	return `(${value})`;
}
