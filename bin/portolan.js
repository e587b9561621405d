#!/usr/bin/env node
import {run} from '../dist/bundled/main.js';

await run(process.argv);
