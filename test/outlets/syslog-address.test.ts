import test from 'ava';
import {UsageError} from '#portolan/net/problem.js';
import {readSyslogAddress, type SyslogAddress} from '#portolan/outlets/syslog-address.js';

const read = test.macro<[text: string, expected: Partial<SyslogAddress>]>({
	exec: (t, text, expected) => t.like(readSyslogAddress(text), expected),
	title: (_, text) => `read: ${text}`,
});

test(read, 'syslog://log.example', {
	transport: 'udp',
	host: 'log.example',
	port: 514,
	facility: 3,
	structuredDataId: 'portolan@32473',
});
test(read, 'syslog+udp://192.0.2.1:5514', {transport: 'udp', host: '192.0.2.1', port: 5514});
test(read, 'syslog+tcp://log.example', {transport: 'tcp', port: 601});
test(read, 'syslog+tls://log.example/', {transport: 'tls', port: 6514});
test(read, 'syslog+tcp://[2001:db8::1]:601', {host: '2001:db8::1', port: 601});
test(read, 'syslog://log.example?facility=local4', {facility: 20});
test(read, 'syslog://log.example?sd-id=portolan@4242', {structuredDataId: 'portolan@4242'});

const refused = test.macro<[text: string, message: RegExp]>({
	exec: (t, text, message) => {
		const error = t.throws(() => readSyslogAddress(text), {instanceOf: UsageError});
		t.regex(error!.message, message);
	},
	title: (_, text) => `refused: ${text}`,
});

test(refused, 'log.example', /write syslog:\/\/host/);
test(refused, 'http://log.example', /write syslog:\/\/host/);
test(refused, 'syslog://', /write syslog:\/\/host/);
test(refused, 'syslog://log.example/path', /write syslog:\/\/host/);
test(refused, 'syslog://log.example:99999', /write syslog:\/\/host/);
test(refused, 'syslog://log.example?facility=local8', /no facility "local8"; there are kern, /);
test(refused, 'syslog://log.example?sd-id=portolan', /sd-id "portolan" is not a name/);
test(refused, 'syslog://log.example?sd-id=a%20b@1', /sd-id/);
test(refused, 'syslog://log.example?level=3', /"level" is not known/);
