import test from 'ava';
import {loadPacks} from '#portolan/rulepack/load.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {discover, offer, relayed} from '../support/dhcp.js';
import {packs, site} from '../support/diagnosing.js';
import type {Timed} from '../support/flows.js';
import {findingsIn, judgePackets} from '../support/judging.js';

const PC = '02:00:00:00:00:01';
const PXE = {vendorClass: 'PXEClient:Arch:00007:UNDI:003016'};
/** The boot server of the site, and one that gives addresses only. */
const [BOOT, DHCP] = ['10.0.0.2', '10.0.9.200'];

const boots = (packets: readonly Timed[], rules: readonly RulePack[] = packs) =>
	findingsIn(judgePackets(packets, rules, site)).filter(({kind}) => kind.startsWith('pxe-'));

/** @param expected the cause */
const means = test.macro<[packets: readonly Timed[], expected?: string]>({
	exec(t, packets, expected) {
		t.deepEqual(
			boots(packets).map(({diagnosis}) => diagnosis!.cause),
			expected === undefined ? [] : [expected],
		);
	},
	title: (name, _, expected) => `${name}: ${expected ?? 'nothing'}`,
});

const NO_HELPER =
	'the boot server never sees the request: add an IP helper for it where that VLAN has one for DHCP; DHCP options 60, 66 and 67 are no substitute';
test(
	'nobody answers',
	means,
	[discover(PC, PXE)],
	'the request does not leave its VLAN: an IP helper for the boot server, and one for DHCP, is missing there',
);
test('an address and no boot', means, [discover(PC, PXE), offer(DHCP, PC)], NO_HELPER);
test(
	'the boot server itself offers an address and no boot',
	means,
	[discover(PC, PXE), offer(BOOT, PC)],
	'dp is DHCP server and boot server in one, and offers no boot: its boot service must leave port 67 to DHCP (UseDHCPPorts=0), and DHCP must send option 60',
);
test('an address of one, a boot of another', means, [
	discover(PC, PXE),
	offer(DHCP, PC),
	offer(BOOT, PC, {vendorClass: 'PXEClient'}),
]);
test('a boot only', means, [discover(PC, PXE), offer(BOOT, PC, {vendorClass: 'PXEClient'})]);
test('an address and a file', means, [discover(PC, PXE), offer(DHCP, PC, {bootFile: 'boot.efi'})]);
test(
	'an offer to another',
	means,
	[discover(PC, PXE), offer(DHCP, PC, {transaction: 8})],
	'the request does not leave its VLAN: an IP helper for the boot server, and one for DHCP, is missing there',
);
const RELAY = '10.0.9.254';
test(
	'a relay knows DHCP only',
	means,
	[discover(PC, PXE), relayed(RELAY, DHCP, PC, PXE), offer(DHCP, PC)],
	'the boot server never sees the request (the relay 10.0.9.254 passes it on to 10.0.9.200 only): add an IP helper for it where that VLAN has one for DHCP; DHCP options 60, 66 and 67 are no substitute',
);
test(
	'a relay knows the boot server too, which keeps silent',
	means,
	[discover(PC, PXE), relayed(RELAY, DHCP, PC, PXE), relayed(RELAY, BOOT, PC, PXE), offer(DHCP, PC)],
	'the relay 10.0.9.254 passes the request on to dp, which offers no boot: its boot service does not run, or does not know the machine and keeps silent',
);
test(
	'a relay passes it on, and nobody answers',
	means,
	[discover(PC, PXE), relayed(RELAY, DHCP, PC, PXE)],
	'the relay 10.0.9.254 passes the request on to 10.0.9.200, and no answer comes back: they are down, or UDP 67 is not let through between them',
);
test(
	'a relay passes on what somebody else asks',
	means,
	[discover(PC, PXE), relayed(RELAY, DHCP, '02:00:00:00:00:09', {transaction: 8}), offer(DHCP, PC)],
	NO_HELPER,
);
const ADDRESS = {your: '10.0.9.77'};
const FILE = {...ADDRESS, bootFile: 'boot\\x64\\wdsmgfw.efi', next: BOOT};
test(
	'DHCP options in place of a boot server',
	means,
	[discover(PC, PXE), offer(DHCP, PC, FILE)],
	'the DHCP server 10.0.9.200 says itself what to boot, "boot\\x64\\wdsmgfw.efi" from 10.0.0.2: options 60, 66 and 67 send every machine, BIOS or UEFI, to one fixed file past the boot server, which is not supported; take them out, and add an IP helper for the boot server on the VLAN',
);
test(
	'with option 60',
	means,
	[discover(PC, PXE), offer(DHCP, PC, {...FILE, next: '0.0.0.0', vendorClass: 'PXEClient'})],
	'the DHCP server 10.0.9.200 says itself what to boot, "boot\\x64\\wdsmgfw.efi": options 60, 66 and 67 send every machine, BIOS or UEFI, to one fixed file past the boot server, which is not supported; take them out, and add an IP helper for the boot server on the VLAN',
);
test('options beside a boot server', means, [
	discover(PC, PXE),
	offer(DHCP, PC, FILE),
	offer(BOOT, PC, {vendorClass: 'PXEClient'}),
]);
test('the boot server gives the address too', means, [discover(PC, PXE), offer(BOOT, PC, FILE)]);
test('the boot server names the file', means, [
	discover(PC, PXE),
	offer(DHCP, PC, ADDRESS),
	offer(BOOT, PC, {vendorClass: 'PXEClient', bootFile: 'x.com'}),
]);
test('one server for both, which names no file', means, [
	discover(PC, PXE),
	offer(BOOT, PC, {...ADDRESS, vendorClass: 'PXEClient'}),
]);

test('what options name is told with the packet, as a note', (t) => {
	const [finding] = boots([discover(PC, PXE), offer(DHCP, PC, {...FILE, bootFile: 'a\x07'.repeat(40)})]);
	t.like(finding, {
		kind: 'pxe-by-options',
		severity: 'note',
		message:
			'02:00:00:00:00:01 asks to be booted over the network (PXE), and 10.0.9.200 offers an address and names the file itself',
	});
	t.true(finding!.diagnosis!.cause.includes(`"${'a?'.repeat(32)}"`));
	t.deepEqual(
		finding!.evidence.map(({frame}) => frame.number),
		[1, 2],
	);
});

test('a machine that has a system', means, [discover(PC, {vendorClass: 'MSFT 5.0'})]);

test('the machines are named, a few of them, with the packets in which they ask', (t) => {
	const machines = Array.from({length: 6}, (_, index) => `02:00:00:00:00:0${index}`);
	const asked = machines.map((hardware, index) => discover(hardware, {...PXE, transaction: index}));
	const [finding, ...rest] = boots(asked);
	t.deepEqual(rest, []);
	t.is(
		finding!.message,
		'02:00:00:00:00:00, 02:00:00:00:00:01, 02:00:00:00:00:02, 02:00:00:00:00:03 and 2 more machines ask to be booted over the network (PXE), and nobody answers',
	);
	t.deepEqual(
		finding!.evidence.map(({frame, shows}) => `${frame.number} ${shows}`)[1],
		'2 02:00:00:00:00:01 asks to be booted over the network',
	);
	t.is(finding!.evidence.length, 4);
	t.like(finding, {severity: 'warning', from: 'client', to: 'pxe-distribution-point', port: 4011, edges: []});
	t.is(boots([discover(PC, PXE)])[0]!.id, finding!.id);
});

test('who asks again is one machine', (t) => {
	t.is(
		boots([discover(PC, PXE), [4, discover(PC, {...PXE, transaction: 8})], offer(DHCP, PC)])[0]!.message,
		'02:00:00:00:00:01 asks to be booted over the network (PXE), and 10.0.9.200 offers an address, and nobody a boot',
	);
});

test('two machines, one without any answer, are two findings', (t) => {
	const other = '02:00:00:00:00:02';
	const found = boots([discover(PC, PXE), offer(DHCP, PC), discover(other, {...PXE, transaction: 8})]);
	t.is(found.length, 2);
	t.not(found[0]!.id, found[1]!.id);
});

test("without a boot server in the packs it is nobody's business", (t) => {
	t.deepEqual(boots([discover(PC, PXE)], loadPacks(['windows-baseline'])), []);
});
