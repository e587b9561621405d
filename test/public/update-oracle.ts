import {updateOracle} from '../support/public-captures.js';
import {updateProtocols} from '../support/public-protocols.js';

// node build/test/public/update-oracle.js
updateOracle();
updateProtocols();
