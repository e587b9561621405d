import test from 'ava';
import {C1, CMG, currentWorld, MP, meansIn, SUP, unanswered, works} from '../../support/diagnosing.js';

const meansNow = meansIn(currentWorld);

test(
	'enhanced HTTP is not let through',
	meansNow,
	[...works(CMG, MP, 443), ...unanswered(CMG, MP, 80)],
	'enhanced-http: with enhanced HTTP that is tcp/80, which was not answered, though tcp/443 works: open tcp/80 from cmg to mp',
);
test('it is all that was tried', meansNow, unanswered(CMG, MP, 80), 'enhanced-http: which was not answered: open');
test('HTTPS is not let through', meansNow, [...works(CMG, MP, 80), ...unanswered(CMG, MP, 443)], 'filtered');
test('both work', meansNow, [...works(CMG, MP, 80), ...works(CMG, MP, 443)]);
test('a client', meansNow, [...works(C1, MP, 443), ...unanswered(C1, MP, 80)], 'filtered');

test(
	'the update point is on 8531',
	meansNow,
	[...works(C1, SUP, 8531), ...unanswered(CMG, SUP, 443)],
	'other-port: sup has https on tcp/8531, where it answers c1; cmg is set to tcp/443',
);
test('the update point is silent', meansNow, unanswered(CMG, SUP, 443), 'host-silent');
