import {readFileSync} from 'node:fs';
import os from 'node:os';

/**
 * The machine that is measured on, without its name or anything else that tells whose it is. `load` is how many processes
 * wanted a core in the minute before; always 0 on Windows, which does not count them.
 */
export function describeMachine() {
	const cores = os.cpus();
	return {
		cpu: cores[0]?.model.trim() || 'unknown',
		cores: cores.length,
		memoryOctets: os.totalmem(),
		os: systemName(),
		kernel: `${os.type()} ${os.release()} ${os.arch()}`,
		node: process.versions.node,
		load: Math.round(os.loadavg()[0] * 10) / 10,
	};
}

function systemName() {
	try {
		const [, name] = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
		if (name !== undefined) return name;
	} catch {
		// Only Linux has this file.
	}
	return os.version();
}
