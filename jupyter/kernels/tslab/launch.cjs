'use strict';
// Starts the tslab kernel as this project runs it: tslab itself, unchanged on disk, with the faults mended that
// a notebook meets first. Each file under mend/ is one fault and its remedy; README.md two folders up lists them.

const { findTslab } = require('./find-tslab.cjs');

try {
  const tslab = findTslab(process.cwd());
  require('./mend/new-files.cjs').mend(tslab);
  require('./mend/orphaned-kernel.cjs').mend(tslab);
  require('./mend/lost-output.cjs').mend(tslab);
  require('./mend/shorthand.cjs').mend(tslab);
  require('./mend/nameless-errors.cjs').mend(tslab);
  require('./mend/abandoned-waits.cjs').mend(tslab);
  require('./mend/requests.cjs').mend(tslab);
  tslab.require('./dist/main.js').main();
} catch (error) {
  console.error(error.hint ?? error);
  process.exit(1);
}
