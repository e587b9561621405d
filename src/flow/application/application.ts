import {type Application, applications} from '../../net/application.js';

/** A number that stands for the application in records: its position in `applications` and one; 0 stands for unknown. */
export type ApplicationCode = number;
export const UNKNOWN_APPLICATION: ApplicationCode = 0;

export function codeOf(application: Application): ApplicationCode {
	return applications.indexOf(application) + 1;
}

export function applicationOf(code: ApplicationCode): Application | undefined {
	return applications[code - 1];
}

const SMB1 = codeOf('smb1');
const NETBIOS_SESSION = codeOf('netbios-session');

/**
 * What a conversation is by what either side began with. The responder knows better: it chooses from what the initiator offers
 * (SMB, [MS-SMB2] §3.3.5.3). Of what runs over a NetBIOS session only the session is seen.
 */
export function agreedApplication(initiator: ApplicationCode, responder: ApplicationCode): ApplicationCode {
	if (responder === UNKNOWN_APPLICATION) return initiator === SMB1 ? UNKNOWN_APPLICATION : initiator;
	return initiator === NETBIOS_SESSION ? NETBIOS_SESSION : responder;
}
