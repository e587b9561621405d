import {accessSync, constants} from 'node:fs';
import path from 'node:path';

/** Where daemons are, which a user's PATH often leaves out. */
const more = process.platform === 'win32' ? [] : ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * @param {string} name
 * @returns {string | undefined} the path of the program, as a shell would find it
 */
export function findProgram(name) {
	const folders = [...(process.env.PATH ?? '').split(path.delimiter).filter(Boolean), ...more];
	const endings = process.platform === 'win32' ? ['.exe'] : [''];
	const candidates = folders.flatMap((folder) => endings.map((ending) => path.join(folder, `${name}${ending}`)));
	return candidates.find(isExecutable);
}

function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
