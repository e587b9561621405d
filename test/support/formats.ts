import {readPage} from '#portolan/cli/page.js';

/** How a format is written to a file. */
export const plain = {colors: false, page: readPage};
