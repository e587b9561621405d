import test from 'ava';
import {C1, DC, MP, means, packs, says, site, works} from '../../support/diagnosing.js';
import {findingsIn, judgePackets} from '../../support/judging.js';

const GET = 'GET / HTTP/1.1\r\n\r\n';
const answer = (status: number) => `HTTP/1.1 ${status} x\r\n\r\n`;

test(
	'the server fails',
	means,
	says(C1, MP, 80, GET, answer(500)),
	'application-error: the port layer is OK and the application is not: mp answers on tcp/80 with 500 Internal Server Error: look at the program that serves there, and what it needs behind it',
);
test(
	'the client is not let in',
	means,
	says(C1, MP, 80, GET, answer(403)),
	'application-error: c1 is not let in, by its account or its certificate',
);
test(
	'the method is not let through',
	means,
	says(C1, MP, 80, 'CCM_POST /x HTTP/1.1\r\n\r\n', answer(501)),
	'application-error: the method of the request is not let through',
);
test('what is not there is everyday business', means, says(C1, MP, 80, GET, answer(404)));
test('credentials are given', means, says(C1, MP, 80, GET, answer(401), GET, answer(200)));
test('all is well', means, says(C1, MP, 80, GET, answer(200)));
test('another protocol', means, says(C1, MP, 80, 'hello', 'HTTX/1.1 500 x\r\n\r\n'));

test('the port is expected, and the finding a note with the packet that says so', (t) => {
	const judgement = judgePackets(says(C1, MP, 80, GET, answer(503)), packs, site);
	const [finding] = findingsIn(judgement);
	t.like(finding, {kind: 'application-error', severity: 'note', port: 80});
	t.is(
		finding!.message,
		'c1 -> mp tcp/80: documented and answered, and HTTP says 503 Service Unavailable (1 flow) (1 flow, answered)',
	);
	t.is(finding!.rule!.id, 'configmgr-2012/client/management-point/http');
	t.deepEqual(
		finding!.evidence.map(({frame, shows}) => `${frame.number} ${shows}`),
		['1 c1 opens tcp/80 to mp', '5 mp answers HTTP 503 Service Unavailable'],
	);
	t.like(judgement.edges[0], {verdict: 'expected', reason: 'documented'});
});

const CONNECT = 'CONNECT mp:443 HTTP/1.1\r\n\r\n';
test(
	'a host that serves as a proxy',
	means,
	says(C1, DC, 8080, CONNECT, answer(200)),
	'speaks-to-proxy: c1 speaks to dc as to an HTTP proxy (CONNECT, or whole addresses in its requests): give dc the role of one in the inventory',
);
test(
	'a stranger that does, and does not get through',
	means,
	says(C1, '192.168.9.9', 8080, CONNECT, answer(502)),
	'speaks-to-proxy: as to an HTTP proxy (CONNECT, or whole addresses in its requests), which answers 502 Bad Gateway: give 192.168.9.9',
);
test('a stranger that does not', means, says(C1, '192.168.9.9', 8080, GET, answer(200)), 'unknown-host');
test('a server that nothing documents', means, says(C1, DC, 8080, GET, answer(200)), 'undocumented-port');
test('somebody works there', means, works(C1, DC, 8080), 'undocumented-port');
