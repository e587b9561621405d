import test from 'ava';
import {asks, C1, DP, errorAbout, MP, means, works} from '../../support/diagnosing.js';
import {octets, udp} from '../../support/packets.js';

test(
	'nobody says which file to boot',
	means,
	[...works(C1, DP, 80), ...asks(C1, DP, 4011)],
	'boot-server-silent: c1 asks dp which file to boot, and udp/4011 was not answered (PXE-E55): open udp/4011 to dp, and see that its boot service runs',
);
test(
	'the boot service does not run',
	means,
	errorAbout(udp(`${C1}:68`, `${DP}:4011`, octets(1, 1, 6, 0)), C1, DP, 3, 3),
	'boot-server-silent: udp/4011 was refused by dp (ICMP 3/3) (PXE-E55)',
);
test('it is answered', means, asks(C1, DP, 4011, true));
test('another server', means, asks(C1, MP, 4011), 'undocumented-port');
