import test from 'ava';
import {TcpFlag} from '#portolan/decode/packet.js';
import {type Biflow, directionBases} from '#portolan/flow/biflow.js';
import {PortSet} from '#portolan/net/port.js';
import {Protocol} from '#portolan/net/protocol.js';
import {documentedPorts} from '#portolan/rulepack/documented-ports.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {
	allFrames,
	biflowsOfFrames,
	laterFrames,
	readWhole,
	secondHalves,
	type WholeCapture,
} from '../support/cut-captures.js';
import {conversationKey, publicCaptures} from '../support/public-captures.js';

// Who opened a conversation, told from its rest: public captures whose beginning is cut away, or that of each conversation,
// against what the whole capture says. Of TCP the whole capture must show the SYN, and the rest nothing of the handshake;
// of UDP it must show who began, and both sides speak.

const REQUIRED = 0.97;

const portSets = {
	'no documented ports': new PortSet(),
	'ports of configmgr-2012': documentedPorts(loadPacks(['configmgr-2012'])),
} as const;
const cuts = ['a quarter, a half and three quarters of the capture', 'a half of each conversation'] as const;

type PortsName = keyof typeof portSets;
type CutName = (typeof cuts)[number];

/** A conversation whose beginning is not there, and whether the decision is that of the whole capture. */
interface Guess {
	readonly protocol: 'tcp' | 'udp';
	readonly decided: Biflow;
	readonly isRight: boolean;
}

const captures = publicCaptures();
const guesses = new Map<string, Guess[]>();
const listOf = (cut: CutName, ports: PortsName): Guess[] => {
	const list = guesses.get(`${cut}, ${ports}`) ?? [];
	guesses.set(`${cut}, ${ports}`, list);
	return list;
};

test.before(async (t) => {
	t.timeout(600_000);
	for (const file of captures) {
		const whole = await readWhole(file);
		const biflows = await biflowsOfFrames(whole, allFrames(whole), new PortSet());
		if (!biflows.some(isSure)) continue;
		const truths = truthsOf(biflows);
		for (const share of [0.25, 0.5, 0.75]) await guess(whole, laterFrames(whole, share), truths, cuts[0]);
		await guess(whole, secondHalves(whole), truths, cuts[1]);
	}
});

async function guess(whole: WholeCapture, positions: readonly number[], truths: Truths, cut: CutName): Promise<void> {
	if (positions.length === 0) return;
	for (const ports of Object.keys(portSets) as PortsName[]) {
		const biflows = await biflowsOfFrames(whole, positions, portSets[ports]);
		const own = biflows.flatMap((biflow) => compare(biflow, truths));
		listOf(cut, ports).push(...own);
		// Which conversations there are does not depend on the ports.
		if (own.length === 0) return;
	}
}

/** The biflows of a whole capture by their ends, in the order in which they begin. */
type Truths = ReadonlyMap<string, readonly Biflow[]>;

function truthsOf(biflows: readonly Biflow[]): Truths {
	const truths = new Map<string, Biflow[]>();
	for (const biflow of biflows.toSorted((a, b) => a.firstFrame.number - b.firstFrame.number)) {
		const key = keyOf(biflow);
		if (key !== undefined) truths.set(key, [...(truths.get(key) ?? []), biflow]);
	}
	return truths;
}

function keyOf(biflow: Biflow): string | undefined {
	const {protocolIdentifier, network, initiator, initiatorPort, responder, responderPort} = biflow;
	if (protocolIdentifier !== Protocol.Tcp && protocolIdentifier !== Protocol.Udp) return undefined;
	return conversationKey(
		`${network} ${protocolIdentifier}`,
		[initiator.text, initiatorPort!],
		[responder.text, responderPort!],
	);
}

/** One guess, if the beginning of the biflow was cut away and the whole capture shows it. */
function compare(biflow: Biflow, truths: Truths): Guess[] {
	const first = biflow.firstFrame.number;
	const truth = truths.get(keyOf(biflow) ?? '')?.findLast(({firstFrame}) => firstFrame.number <= first);
	if (truth === undefined || truth.firstFrame.number === first || !isSure(truth)) return [];
	if (((biflow.initiatorControlBits | biflow.responderControlBits) & TcpFlag.Syn) !== 0) return [];
	return [
		{
			protocol: biflow.protocolIdentifier === Protocol.Tcp ? 'tcp' : 'udp',
			decided: biflow,
			isRight: biflow.initiator.text === truth.initiator.text && biflow.initiatorPort === truth.initiatorPort,
		},
	];
}

function isSure({protocolIdentifier, direction, initiatorPackets, responderPackets}: Biflow): boolean {
	const {basis, confidence} = direction;
	if (protocolIdentifier === Protocol.Tcp) return basis === 'handshake' || basis === 'syn';
	if (protocolIdentifier !== Protocol.Udp) return false;
	const isBeginningSeen = basis === 'request' || (basis === 'first-seen' && confidence === 'likely');
	return isBeginningSeen && initiatorPackets > 0 && responderPackets > 0;
}

/** `request 252/259` */
function figure(name: string, list: readonly Guess[]): string {
	return `${name} ${list.filter(({isRight}) => isRight).length}/${list.length}`;
}

/** Wrong ones by basis and ports, the commonest first. */
function wrongKinds(list: readonly Guess[]): string[] {
	const counts = new Map<string, number>();
	for (const {protocol, decided, isRight} of list) {
		if (isRight) continue;
		const kind = `${decided.direction.basis} ${protocol} ${decided.initiatorPort} -> ${decided.responderPort}`;
		counts.set(kind, (counts.get(kind) ?? 0) + 1);
	}
	return [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} ${kind}`);
}

if (captures.length === 0) {
	test('public captures', (t) => {
		t.log('skipped: the public captures are not here');
		t.pass();
	});
}

for (const cut of captures.length === 0 ? [] : cuts) {
	for (const ports of Object.keys(portSets) as PortsName[]) {
		test(`who opened a conversation, without ${cut}: ${ports}`, (t) => {
			const list = listOf(cut, ports);
			for (const protocol of ['tcp', 'udp'] as const) {
				const own = list.filter((each) => each.protocol === protocol);
				const byBasis = directionBases.map((basis) => own.filter(({decided}) => decided.direction.basis === basis));
				const told = byBasis.filter((each) => each.length > 0);
				t.log(figure(protocol, own), told.map((each) => figure(each[0]!.decided.direction.basis, each)).join(', '));
			}
			t.log('wrong:', wrongKinds(list).slice(0, 25).join('; '));
			const share = list.filter(({isRight}) => isRight).length / list.length;
			t.true(share >= REQUIRED, `${(100 * share).toFixed(2)} % of ${list.length}`);
		});
	}
}
