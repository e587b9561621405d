import {updateOracle} from '../support/public-captures.js';

// node build/test/public/update-oracle.js
updateOracle();
