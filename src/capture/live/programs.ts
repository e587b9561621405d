import {accessSync, constants, realpathSync} from 'node:fs';
import path from 'node:path';

/** Where Wireshark and the system put programs that `PATH` often leaves out. */
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
	win32: ['C:\\Program Files\\Wireshark', 'C:\\Program Files (x86)\\Wireshark'],
	darwin: ['/Applications/Wireshark.app/Contents/MacOS', '/usr/sbin', '/opt/homebrew/bin', '/usr/local/bin'],
};
const elsewhere = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/** The path of an installed program; `undefined`: it is not installed, or may not be run by this user. */
export function findProgram(name: string): string | undefined {
	const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...(places[process.platform] ?? elsewhere)];
	const file = process.platform === 'win32' ? `${name}.exe` : name;
	return folders
		.filter((folder) => path.isAbsolute(folder))
		.map((folder) => path.join(folder, file))
		.find(isExecutable);
}

/** What has to be done once so that a program may capture, as a clause. */
export function permissionAdvice(program: string): string {
	if (process.platform === 'win32') return 'install Npcap (https://npcap.com), or run as an administrator';
	if (process.platform === 'linux') return `run once: sudo setcap cap_net_raw,cap_net_admin+eip ${realPath(program)}`;
	return `give this user read access to /dev/bpf*, as Wireshark's ChmodBPF does, or run: sudo chmod o+r /dev/bpf*`;
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** Capabilities belong to the file itself, not to a link to it. */
function realPath(file: string): string {
	try {
		return realpathSync(file);
	} catch {
		return file;
	}
}
