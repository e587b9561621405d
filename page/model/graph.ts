import type {Cell, RoleMatrix} from './matrix.js';

export interface Node {
	readonly role: string;
	readonly side: 'left' | 'right';
	readonly x: number;
	readonly y: number;
}

export interface Link {
	readonly cell: Cell;
	readonly from: Node;
	readonly to: Node;
	/** Of a Bézier curve. */
	readonly path: string;
}

export interface Graph {
	readonly width: number;
	readonly height: number;
	readonly nodes: readonly Node[];
	readonly links: readonly Link[];
}

/** Between two names on a side. */
const STEP = 25;
const MARGIN = 24;
const WIDTH = 1000;
/** Where the two arcs begin and end, and how far they bend outwards in the middle. */
const INSET = 330;
const BEND = 70;
/** Rounds of putting each role beside those that it talks with. */
const ROUNDS = 12;

/**
 * Roles on two arcs that face each other: those that mostly open on the left, those that mostly are opened to on the right, so
 * that most lines cross the middle from left to right, and every name is read without turning the head. On each arc a role stands
 * near the middle of those that it talks with (the barycentre heuristic of Sugiyama, Tagawa and Toda, 1981).
 */
export function layOut({cells}: RoleMatrix, isShown: (cell: Cell) => boolean): Graph {
	const shown = cells.filter(isShown);
	const sides = divide(shown);
	const longest = Math.max(1, ...sides.map(({length}) => length));
	const height = 2 * MARGIN + (longest - 1) * STEP + 1;
	arrange(sides, shown);
	const nodes = sides.flatMap((roles, side) =>
		roles.map((role, index): Node => {
			// A shorter side has wider steps, up to twice as wide, and stands in the middle.
			const step = Math.min(2 * STEP, ((longest - 1) * STEP) / Math.max(1, roles.length - 1));
			const y = height / 2 + (index - (roles.length - 1) / 2) * step;
			const out = BEND * (1 - ((2 * y) / height - 1) ** 2);
			return side === 0 ? {role, side: 'left', x: INSET - out, y} : {role, side: 'right', x: WIDTH - INSET + out, y};
		}),
	);
	const byRole = new Map(nodes.map((node) => [node.role, node]));
	const links = shown.map((cell): Link => {
		const [from, to] = [byRole.get(cell.from)!, byRole.get(cell.to)!];
		return {cell, from, to, path: curve(from, to)};
	});
	return {width: WIDTH, height, nodes, links};
}

/** Roles that open more than is opened to them, and the others, each sorted by name. */
function divide(cells: readonly Cell[]): [string[], string[]] {
	const balance = new Map<string, number>();
	for (const {from, to} of cells) {
		balance.set(from, (balance.get(from) ?? 0) + 1);
		balance.set(to, (balance.get(to) ?? 0) - 1);
	}
	const roles = [...balance.keys()].sort();
	const left = roles.filter((role) => balance.get(role)! > 0);
	const right = roles.filter((role) => balance.get(role)! <= 0);
	// Neither arc is more than twice as long as the other: the least decided change sides.
	const shift = (from: string[], to: string[]) => {
		from.sort((a, b) => Math.abs(balance.get(b)!) - Math.abs(balance.get(a)!));
		while (from.length > 2 * to.length + 1) to.push(from.pop()!);
	};
	if (left.length > right.length) shift(left, right);
	else shift(right, left);
	return [left.sort(), right.sort()];
}

function arrange(sides: readonly [string[], string[]], cells: readonly Cell[]): void {
	const neighbours = new Map<string, string[]>();
	const join = (a: string, b: string) => neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
	for (const {from, to} of cells) {
		if (from === to) continue;
		join(from, to);
		join(to, from);
	}
	const places = new Map<string, number>();
	const number = (roles: readonly string[]) => {
		for (const [index, role] of roles.entries()) places.set(role, (index + 0.5) / roles.length);
	};
	for (const roles of sides) number(roles);
	for (let round = 0; round < ROUNDS; round++) {
		for (const roles of sides) {
			const centres = new Map(
				roles.map((role) => {
					const own = neighbours.get(role) ?? [];
					const sum = own.reduce((total, other) => total + places.get(other)!, 0);
					return [role, own.length === 0 ? places.get(role)! : sum / own.length];
				}),
			);
			roles.sort((a, b) => centres.get(a)! - centres.get(b)! || (a < b ? -1 : 1));
			number(roles);
		}
	}
}

function curve(from: Node, to: Node): string {
	const inwards = (node: Node, by: number) => (node.side === 'left' ? node.x + by : node.x - by);
	if (from === to) {
		const reach = inwards(from, 46);
		return `M${from.x} ${from.y - 3} C${reach} ${from.y - 22} ${reach} ${from.y + 22} ${to.x} ${to.y + 3}`;
	}
	const isAcross = from.side !== to.side;
	// Lines to the two directions of a pair keep clear of each other.
	const by = isAcross
		? from.side === 'left'
			? 190
			: 150
		: 50 + Math.abs(to.y - from.y) * (from.y < to.y ? 0.34 : 0.28);
	return `M${from.x} ${from.y} C${inwards(from, by)} ${from.y} ${inwards(to, by)} ${to.y} ${to.x} ${to.y}`;
}
