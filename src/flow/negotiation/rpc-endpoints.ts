import {formatUuid} from './rpc-pdu.js';

/** An endpoint that a mapper or an activator names. */
export interface RpcEndpoint {
	/** TCP port. */
	readonly port: number;
	/** IPv4 address as a word; 0 or `undefined` where it is that of whoever was asked. */
	readonly address: number | undefined;
	/** Of the interface; `undefined` where the answer does not say. */
	readonly uuid: string | undefined;
}

/** Protocol identifiers of tower floors (C706 appendix I). */
const Floor = {Uuid: 0x0d, ConnectionOriented: 0x0b, Tcp: 0x07, Ip: 0x09} as const;
const FLOOR_UUID = 19;
/** Towers in one answer; a real one has at most a few. */
const MAX_ENDPOINTS = 256;

/**
 * The towers in the stub of an answer of the endpoint mapper. A tower's octets are the same in NDR and NDR64, only what
 * stands around them differs: so they are looked for by their own beginning, a count of floors and a UUID floor.
 */
export function towersIn(stub: Uint8Array): RpcEndpoint[] {
	const endpoints: RpcEndpoint[] = [];
	for (let at = 0; at + 2 + FLOOR_UUID < stub.length && endpoints.length < MAX_ENDPOINTS; at++) {
		const startsTower =
			stub[at + 1] === 0 &&
			stub[at]! >= 4 &&
			stub[at]! <= 8 &&
			stub[at + 2] === FLOOR_UUID &&
			stub[at + 3] === 0 &&
			stub[at + 4] === Floor.Uuid;
		if (!startsTower) continue;
		const tower = readTower(stub, at);
		if (tower === undefined) continue;
		if (tower.endpoint !== undefined) endpoints.push(tower.endpoint);
		at = tower.end - 1;
	}
	return endpoints;
}

/** Floors: left length, protocol and its data, right length, address data. */
function readTower(stub: Uint8Array, start: number): {endpoint: RpcEndpoint | undefined; end: number} | undefined {
	const count = stub[start]!;
	const uuid = start + 5 + 18 <= stub.length ? formatUuid(stub, start + 5, true) : undefined;
	let at = start + 2;
	let isConnectionOriented = false;
	let port: number | undefined;
	let address: number | undefined;
	for (let floor = 0; floor < count; floor++) {
		if (at + 2 > stub.length) return undefined;
		const leftLength = stub[at]! | (stub[at + 1]! << 8);
		const left = at + 2;
		const right = left + leftLength + 2;
		if (leftLength === 0 || right > stub.length) return undefined;
		const rightLength = stub[right - 2]! | (stub[right - 1]! << 8);
		if (right + rightLength > stub.length) return undefined;
		const protocol = stub[left]!;
		if (protocol === Floor.ConnectionOriented) isConnectionOriented = true;
		if (protocol === Floor.Tcp && rightLength === 2) port = (stub[right]! << 8) | stub[right + 1]!;
		if (protocol === Floor.Ip && rightLength === 4) {
			address = (stub[right]! << 24) | (stub[right + 1]! << 16) | (stub[right + 2]! << 8) | stub[right + 3]!;
		}
		at = right + rightLength;
	}
	const isUsable = isConnectionOriented && port !== undefined && port > 0;
	return {endpoint: isUsable ? {port: port!, address, uuid} : undefined, end: at};
}

/** `ncacn_ip_tcp`, the tower identifier in front of a string binding ([MS-DCOM] §2.2.19.3). */
const TOWER_TCP = 0x07;
/** Characters of a network address with its port: names have up to 255. */
const MAX_BINDING = 300;

/**
 * The string bindings in the stub of an activation or a resolution ([MS-DCOM] §2.2.19): UTF-16, `host[port]`, each with its
 * tower identifier before it. What is around them is deeply nested and differs by call; they are found by their form.
 */
export function stringBindingsIn(stub: Uint8Array): RpcEndpoint[] {
	const endpoints: RpcEndpoint[] = [];
	for (let at = 0; at + 4 < stub.length && endpoints.length < MAX_ENDPOINTS; at++) {
		if (stub[at] !== TOWER_TCP || stub[at + 1] !== 0) continue;
		let text = '';
		let next = at + 2;
		while (next + 1 < stub.length && text.length < MAX_BINDING) {
			const unit = stub[next]! | (stub[next + 1]! << 8);
			if (unit < 0x20 || unit > 0x7e) break;
			text += String.fromCharCode(unit);
			next += 2;
		}
		const match = /^([^[\]]*)\[(\d{1,5})\]$/.exec(text);
		const port = Number(match?.[2]);
		if (match === null || port < 1 || port > 65_535) continue;
		endpoints.push({port, address: ipv4Of(match[1]!), uuid: undefined});
		at = next - 1;
	}
	return endpoints;
}

/** A dotted address as a word; a name says nothing that could be checked here. */
function ipv4Of(host: string): number | undefined {
	const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
	if (match === null) return undefined;
	return match.slice(1).reduce((word, octet) => (word << 8) | Number(octet), 0);
}

/** Names of interfaces that Windows servers offer, for people. */
const interfaceNames: Readonly<Record<string, string>> = {
	'12345778-1234-abcd-ef00-0123456789ab': 'lsarpc',
	'12345778-1234-abcd-ef00-0123456789ac': 'samr',
	'12345678-1234-abcd-ef00-01234567cffb': 'netlogon',
	'e3514235-4b06-11d1-ab04-00c04fc2dcd2': 'drsuapi',
	'338cd001-2244-31f1-aaaa-900038001003': 'winreg',
	'367abb81-9844-35f1-ad32-98f038001003': 'svcctl',
	'4b324fc8-1670-01d3-1278-5a47bf6ee188': 'srvsvc',
	'6bffd098-a112-3610-9833-46c3f87e345a': 'wkssvc',
	'82273fdc-e32a-18c3-3f78-827929dc23ea': 'eventlog',
	'86d35949-83c9-4044-b424-db363231fd0c': 'task scheduler',
	'12345678-1234-abcd-ef00-0123456789ab': 'spoolss',
	'897e2e5f-93f3-4376-9c9c-fd2277495c27': 'frstrans',
	'91ae6020-9e3c-11cf-8d7c-00aa00c091be': 'certificate enrollment',
	'50abc2a4-574d-40b3-9d66-ee4fd5fba076': 'dns server',
	'00000143-0000-0000-c000-000000000046': 'IRemUnknown2',
	'9556dc99-828c-11cf-a37e-00aa003240c7': 'IWbemServices',
};

/** `samr, 12345778-1234-abcd-ef00-0123456789ac`; the UUID alone where it has no name here. */
export function describeInterface(uuid: string): string {
	const name = interfaceNames[uuid];
	return name === undefined ? uuid : `${name}, ${uuid}`;
}
