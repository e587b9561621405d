import {readFileSync} from 'node:fs';
import os from 'node:os';

/** The machine that was measured on, without its name or anything else that tells whose it is. */
export function describeMachine() {
	const cores = os.cpus();
	return {
		cpu: cores[0]?.model.trim() || 'unknown',
		cores: cores.length,
		memoryOctets: os.totalmem(),
		os: systemName(),
		kernel: `${os.type()} ${os.release()} ${os.arch()}`,
		node: process.versions.node,
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
