/** `npm run bench`: measures local-aws beside a server that does nothing, one that only parses, and moto. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureMemory } from './memory.js';
import { conditions, replaceMeasured, table } from './report.js';
import { workFolder } from './servers.js';
import { sideBySide } from './side-by-side.js';

const here = dirname(fileURLToPath(import.meta.url));

const USAGE = `npm run bench [-- options]
  --quick           fewer rounds and records: about a minute, to see that it works
  --write           put the table into bench/README.md
  --data DIR        a folder on a disk for what local-aws writes (default: ${tmpdir()})
  --local-aws FILE  measure this bundle (default: local-aws/dist/local-aws.mjs)
`;

const FULL = { rounds: 9, records: 1_000_000, lots: 3, warmUpCalls: 2_000, blockMs: 2_000 };
const QUICK = { rounds: 3, records: 100_000, lots: 1, warmUpCalls: 100, blockMs: 700 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      data: { type: 'string', default: tmpdir() },
      'local-aws': { type: 'string', default: join(here, '..', 'local-aws', 'dist', 'local-aws.mjs') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (process.platform !== 'linux') {
    throw new Error('The bench reads CPU and memory from /proc: it runs on Linux only.');
  }
  // Servers and folders go when this process exits.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  mkdirSync(values.data, { recursive: true });
  const plan = {
    ...(values.quick ? QUICK : FULL),
    bundle: values['local-aws'],
    folder: workFolder(values.data),
    say: (line: string) => void process.stderr.write(`${line}\n`),
  };
  const rows = [...(await sideBySide(plan)), ...(await measureMemory(plan))];
  const text = `${conditions()}.\n\n${table(rows)}`;
  process.stdout.write(`${text}\n`);
  if (values.write) replaceMeasured(join(here, 'README.md'), text);
}

await main();
