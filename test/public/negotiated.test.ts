import path from 'node:path';
import {lastValueFrom} from 'rxjs';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {protocolName} from '#portolan/net/protocol.js';
import {edgesOf} from '#portolan/pipeline.js';
import {PUBLIC} from '../support/public-captures.js';
import {readOptions, testPublicCaptures} from '../support/public-tests.js';

// Every conversation that another one arranged is tied to it, by the packet that proves it, and no other conversation is.
// In captures that the table leaves out nothing was arranged, or nobody came.

/**
 * By capture: edge, who arranged it, number of the packet that says so (an answer of the endpoint mapper, PORT, the reply to
 * PASV, a request), and how many conversations follow it where there are several. `own` are conversations that look
 * alike and were arranged by none that is in the capture.
 *
 * Read off what tshark shows: `epm.proto.tcp_port` in an answer on port 135, `ftp.passive.port`, `ftp.active.port`, TFTP
 * requests and the datagrams that come back to their port, BOOTP replies whose ends are not those of the request with the same
 * transaction; then the conversations that go where it says. No capture has EPRT, EPSV, DCOM or the SQL Server Browser.
 */
const table = rowsByCapture(`
OISF+suricata-verify/tests__filestore-ftp-passive-mode__ftp-passive-mode.pcap
	127.0.0.1 -> 127.0.0.1 tcp/47373               ftp 23
OISF+suricata-verify/tests__filestore-v2.7-stream-depth__input.pcap
	35.209.241.59 -> 192.168.169.173 tcp/58895     ftp 19
OISF+suricata-verify/tests__firewall__ruletype-firewall-116-ftp-all-data-ipv4__input.pcap
	172.23.0.3 -> 172.23.0.2 tcp/21003             ftp 30
	172.23.0.3 -> 172.23.0.2 tcp/21005             ftp 110
	172.23.0.3 -> 172.23.0.2 tcp/21006             ftp 46
	172.23.0.3 -> 172.23.0.2 tcp/21007             ftp 78
	172.23.0.3 -> 172.23.0.2 tcp/21008             ftp 14, 2 flows
	172.23.0.3 -> 172.23.0.2 tcp/21009             ftp 94
	172.23.0.2 -> 172.23.0.3 tcp/33975             ftp 188
	172.23.0.2 -> 172.23.0.3 tcp/35495             ftp 236
	172.23.0.2 -> 172.23.0.3 tcp/36011             ftp 172
	172.23.0.2 -> 172.23.0.3 tcp/37783             ftp 156
	172.23.0.2 -> 172.23.0.3 tcp/39459             ftp 220
	172.23.0.2 -> 172.23.0.3 tcp/40169             ftp 204
	172.23.0.2 -> 172.23.0.3 tcp/45809             ftp 140
OISF+suricata-verify/tests__firewall__ruletype-firewall-118-ftp-stou-no-filename-active__input.pcap
	172.23.0.2 -> 172.23.0.3 tcp/33003             ftp 13
OISF+suricata-verify/tests__ftp__ftp-upload-passive__input.pcap
	172.23.0.3 -> 172.23.0.2 tcp/21001             ftp 46
	172.23.0.3 -> 172.23.0.2 tcp/21003             ftp 14, 2 flows
OISF+suricata-verify/tests__output-eve-ftp-data__input.pcap
	192.168.0.10 -> 192.168.0.13 tcp/59914         ftp 920
	192.168.0.10 -> 192.168.0.13 tcp/59926         ftp 1199
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 8
	192.168.0.13 -> 255.255.255.255 udp/67         own
ntop+nDPI/tests__cfgs__default__pcap__ftp.pcap
	192.168.1.212 -> 90.130.70.73 tcp/24523        ftp 64
	192.168.1.212 -> 90.130.70.73 tcp/25685        ftp 35
zeek+zeek/testing__btest__Traces__ftp__ftp-with-numbers-in-filename.pcap
	192.168.21.95 -> 164.107.123.6 tcp/47035       ftp 3
	192.168.21.95 -> 164.107.123.6 tcp/47045       ftp 618
	192.168.21.95 -> 164.107.123.6 tcp/47059       ftp 48
	192.168.21.95 -> 164.107.123.6 tcp/47079       ftp 25
zeek+zeek/testing__btest__Traces__ftp__ipv4.pcap
	141.142.220.235 -> 199.233.217.249 tcp/56666   ftp 20
	141.142.220.235 -> 199.233.217.249 tcp/56667   ftp 39
	199.233.217.249 -> 141.142.220.235 tcp/33582   ftp 57
	199.233.217.249 -> 141.142.220.235 tcp/37835   ftp 75

microsoft+prot-od-netcaps/MS-ADOD-captureALL__MS-ADOD_Example1_3_WS2019v2004_X64_Win10v2004_X64_Domain_JoiningADomainByCreatingAnAccountViaLDAP.pcapng
	192.168.0.101 -> 192.168.0.1 tcp/49668         endpoint-mapper 143, 4 flows
microsoft+prot-od-netcaps/MS-ADOD-captureALL__MS-ADOD_Example2_18_WS2019v2004_X64_Win10v2004_X64_Domain_ManageAccessControlOnDirectoryObjects.pcapng
	192.168.0.101 -> 192.168.0.1 tcp/49668         endpoint-mapper 253, 2 flows
microsoft+prot-od-netcaps/_MS-ADOD_-captureALL__MS-ADOD_Example2_18_Win2016_X64_Win2016_X64_Domain_ManageAccessControlOnDirectoryObjects.cap
	192.168.0.101 -> 192.168.0.1 tcp/49666         endpoint-mapper 91, 2 flows
microsoft+prot-od-netcaps/_MS-AUTHSOD_-captureALL__MS-AUTHSOD_Example3-2_WIN2016_X64_Win2016_X64_Domian.cap
	192.168.0.2 -> 192.168.0.1 tcp/49670           endpoint-mapper 29
microsoft+prot-od-netcaps/_MS-RMSOD_-captureALL__MS-RMSOD_Example4_Win2016_X64_Win10_X64_Domain_v-yvrich.cap
	8abc:1234:1234::3 -> 8abc:1234:1234::1 tcp/49666   endpoint-mapper 82
zeek+zeek/testing__btest__Traces__dce-rpc__mapi.pcap
	192.168.0.173 -> 192.168.0.2 tcp/1032          endpoint-mapper 705
	192.168.0.173 -> 192.168.0.2 tcp/4997          endpoint-mapper 400, 2 flows
	192.168.0.129 -> 192.168.0.2 tcp/1032          own
	192.168.0.141 -> 192.168.0.2 tcp/1032          own
	192.168.0.168 -> 192.168.0.2 tcp/1032          own
	192.168.0.183 -> 192.168.0.2 tcp/1032          own

OISF+suricata-verify/tests__output-eve-tftp-01__input.pcap
	192.168.0.253 -> 192.168.0.10 udp/69           tftp 1
the-tcpdump-group+tcpdump/tests__tftp.pcap
	192.168.1.2 -> 192.168.1.1 udp/69              tftp 1
arkime+arkime/tests__pcap__arkime_synthetic.pcap
	10.20.4.100 -> 10.20.4.1 udp/69                own
	10.20.4.101 -> 10.20.4.1 udp/69                own
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 223

OISF+suricata-verify/tests__bug-2158__public-ex1_section8_Sofacy.pcap
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 1
	192.168.35.10 -> 192.168.35.1 udp/67           own
cisco+joy/test__pcaps__dhcp.pcap
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 1
ntop+nDPI/tests__cfgs__default__pcap__1kxun.pcap
	192.168.5.9 -> 255.255.255.255 udp/67          dhcp 675
	192.168.5.41 -> 255.255.255.255 udp/67         dhcp 833
	192.168.5.16 -> 192.168.119.1 udp/67           own
	0.0.0.0 -> 255.255.255.255 udp/67              own
ntop+nDPI/tests__cfgs__default__pcap__android.pcap
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 67
ntop+nDPI/tests__cfgs__default__pcap__gnutella.pcap
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 7
ntop+nDPI/tests__cfgs__default__pcap__iphone.pcap
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 29
tianocore+user-attachments/tianocore__edk2__BZ-17-PXE_IP4_Diff_Subnet.pcapng
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 3
tianocore+user-attachments/tianocore__edk2__BZ-387-PXE-UEFI.pcapng
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 1
tianocore+user-attachments/tianocore__edk2__BZ-880-net0.pcap
	0.0.0.0 -> 255.255.255.255 udp/67              dhcp 12
	192.168.42.18 -> 192.168.42.1 udp/69           own
OISF+suricata-verify/tests__nfs3-procedure__input.pcap
	139.25.22.2 -> 139.25.22.102 udp/1048          portmapper 2, 3 flows
	139.25.22.2 -> 139.25.22.102 udp/2049          portmapper 8, 2 flows
zeek+zeek/testing__btest__Traces__dhcp__dhcp_flood.pcap
	128.2.5.243 -> 128.2.7.31 udp/67               own
	128.2.5.242 -> 128.2.7.32 udp/67               own
`);

// One small capture in many containers: a client and the server that answers its broadcast.
for (const name of [
	...['be', 'le'].flatMap((order) =>
		['008', '009', '010', '011', '012', '016', '018', '101', '202'].map((number) => `${order}__test${number}`),
	),
	'be__test004',
	...['001', '005', '006', '102', '201'].map((number) => `le__test${number}`),
]) {
	table.set(`google+gopacket/pcapgo__tests__${name}.pcapng`, ['0.0.0.0 -> 255.255.255.255 udp/67 dhcp 1']);
}

function rowsByCapture(text: string): Map<string, string[]> {
	const rows = new Map<string, string[]>();
	let capture = '';
	for (const line of text.split('\n').filter((each) => each !== '')) {
		if (line.startsWith('\t')) {
			rows.get(capture)!.push(line.trim().replaceAll(/\s+/g, ' '));
		} else {
			capture = line;
			rows.set(capture, []);
		}
	}
	return rows;
}

function edgeText({initiator, responder, protocolIdentifier, port}: FlowEdge): string {
	return `${initiator.text} -> ${responder.text} ${protocolName(protocolIdentifier)}/${port}`;
}

function rowOf(edge: FlowEdge): string {
	const {negotiation, flows} = edge;
	if (negotiation === undefined) return `${edgeText(edge)} own`;
	const several = negotiation.by !== 'dhcp' && flows > 1 ? `, ${flows} flows` : '';
	return `${edgeText(edge)} ${negotiation.by} ${negotiation.frame.number}${several}`;
}

/** An answer of a DHCP server whose request was not found. */
const isAnswerAlone = ({protocolIdentifier, port}: FlowEdge) => protocolIdentifier === 17 && port === 68;

testPublicCaptures(async (t, file) => {
	const {edges} = await lastValueFrom(edgesOf([path.join(PUBLIC, file)], {...readOptions, jobs: 1}));
	const expected = table.get(file) ?? [];
	const rows = edges.filter(
		(edge) => edge.negotiation !== undefined || isAnswerAlone(edge) || expected.includes(rowOf(edge)),
	);
	t.deepEqual(rows.map(rowOf).sort(), [...expected].sort());
});
