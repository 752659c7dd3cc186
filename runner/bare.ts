/** `npm run bare -- [FILE]`: writes the notebook with headings and code alone. */
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bareNotebook } from './bare-notebook.js';
import { readNotebook, writeNotebook } from './notebook.js';
import { Problem, UsageProblem } from './problem.js';

const TUTORIAL = join(dirname(dirname(fileURLToPath(import.meta.url))), 'pipeline.ipynb');
const USAGE = `Usage: npm run bare -- [FILE]

Writes the tutorial's headings and code, without texts, answers and outputs. FILE is pipeline-bare.ipynb when
absent; it runs in the project's folder only, since its cells import from helpers/ beside it.
`;

function fileFrom(args: string[]): string | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) return undefined;
    const [file = join(dirname(TUTORIAL), 'pipeline-bare.ipynb'), ...more] = positionals;
    if (more.length > 0 || file === '')
      throw new Error('One file can be written, not several, and it needs a name.');
    return resolve(file);
  } catch (cause) {
    throw new UsageProblem((cause as Error).message, { cause });
  }
}

function main(args: string[]): void {
  const file = fileFrom(args);
  if (file === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  if (file === TUTORIAL) throw new Problem(`${file} is the tutorial itself. Name another file.`);
  const bare = bareNotebook(readNotebook(TUTORIAL));
  writeNotebook(file, bare);
  console.log(`Wrote ${relative(process.cwd(), file)}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageProblem) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(error instanceof Problem ? error.message : error);
  process.exitCode = error instanceof UsageProblem ? 2 : 1;
}
