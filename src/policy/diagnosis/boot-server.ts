import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {describeFailure, hasFailed} from '../sightings.js';

/** Where a machine asks a boot server which file to load (PXE 2.1 §2.2.5). */
const BOOT_SERVER = 4011;

/** A machine that was offered a boot asks which file to load, and is not told: its screen says PXE-E55. */
export function diagnoseBootServer(judged: JudgedEdge): Diagnosis | undefined {
	const {initiator, responder, edge} = judged;
	const isBootServer = edge.protocolIdentifier === Protocol.Udp && edge.port === BOOT_SERVER;
	if (!isBootServer || !hasFailed(judged)) return undefined;
	return {
		name: 'boot-server-silent',
		cause: `${initiator.label} asks ${responder.label} which file to boot, and ${formatService(edge)} ${describeFailure(judged)} (PXE-E55): open ${formatService(edge)} to ${responder.label}, and see that its boot service runs`,
		alternative: `the boot service of ${responder.label} does not know the machine, or has nothing deployed to it, and keeps silent`,
		evidence: [],
	};
}
