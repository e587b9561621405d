import test from 'ava';
import {Checker} from '#portolan/document/checker.js';
import {parseText} from '#portolan/document/parse.js';
import {lintServices} from '#portolan/rulepack/lint/services.js';
import {readPack} from '#portolan/rulepack/read.js';

const noted = test.macro<[conduit: string, service: string, isNoted: boolean]>({
	exec: (t, conduit, service, isNoted) => {
		const checker = new Checker();
		const text = `pack: a\nversion: 1\nconduits:\n  - {from: b, to: c, ${conduit}services: {d: {tcp: 1, within: 4h${service}}}}\n`;
		lintServices(readPack(parseText(text, 'a.yaml'), 'a.yaml', checker)!, checker);
		t.is(
			checker.problems.some(({message}) => /^"within" says nothing of "d"/.test(message)),
			isNoted,
		);
	},
	title: (name, _conduit, _service, isNoted) => `"within" is ${isNoted ? 'noted' : 'right'}: ${name}`,
});

test('no level', noted, '', '', true);
test('the level of the service', noted, '', ', expect: usual', false);
test('the level of the conduit', noted, 'expect: usual, ', '', false);
test('on demand in a conduit of another level', noted, 'expect: usual, ', ', expect: on-demand', true);
