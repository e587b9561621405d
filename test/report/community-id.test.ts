import test from 'ava';
import {parseAddress} from '#portolan/net/address.js';
import {protocolNumber} from '#portolan/net/protocol.js';
import {communityId} from '#portolan/report/community-id.js';

// The specification's own table (https://github.com/corelight/community-id-spec, baseline), seed 0.

interface Ends {
	readonly ports?: readonly [number, number];
	readonly icmp?: readonly [type: number, code: number];
}

const gives = test.macro<[protocol: string, from: string, to: string, ends: Ends, id: string]>({
	exec(t, protocol, from, to, {ports, icmp}, id) {
		t.is(
			communityId({
				initiator: parseAddress(from)!,
				responder: parseAddress(to)!,
				initiatorPort: ports?.[0],
				responderPort: ports?.[1],
				protocolIdentifier: protocolNumber(protocol)!,
				icmpType: icmp?.[0],
				icmpCode: icmp?.[1],
			}),
			id,
		);
	},
	title: (_, protocol, from, to, {ports, icmp}) => `${protocol} ${from} -> ${to} ${(ports ?? icmp ?? []).join(' ')}`,
});

const A = '1.2.3.4';
const B = '5.6.7.8';
test(gives, 'tcp', A, B, {ports: [1122, 3344]}, '1:wCb3OG7yAFWelaUydu0D+125CLM=');
test(gives, 'tcp', B, A, {ports: [3344, 1122]}, '1:wCb3OG7yAFWelaUydu0D+125CLM=');
test(gives, 'udp', A, B, {ports: [1122, 3344]}, '1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg=');
test(gives, 'icmp', A, B, {icmp: [8, 0]}, '1:crodRHL2FEsHjbv3UkRrfbs4bZ0=');
test(gives, 'icmp', B, A, {icmp: [0, 0]}, '1:crodRHL2FEsHjbv3UkRrfbs4bZ0=');
test(gives, 'icmp', A, B, {icmp: [11, 0]}, '1:f/YiSyWqczrTgfUCZlBUnvHRcPk=');
test(gives, 'tcp', '128.232.110.120', '66.35.250.204', {ports: [34855, 80]}, '1:LQU9qZlK+B5F3KDmev6m5PMibrg=');
