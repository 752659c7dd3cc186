/** `npm run bench`: measures local-aws beside a server that does nothing, one that only parses, and moto. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureEveryday } from './everyday.js';
import { measureMemory } from './memory.js';
import { measureProducer } from './producer-cases.js';
import { measureStreamed } from './producer-memory.js';
import { conditions, type Part, type Row, replaceMeasured, table } from './report.js';
import { measureRoom } from './room.js';
import { workFolder } from './servers.js';
import { sideBySide } from './side-by-side.js';

const here = dirname(fileURLToPath(import.meta.url));

const USAGE = `npm run bench [-- options]
  --producer        measure the producer instead of the servers
  --everyday        measure starting, a whole pipeline, S3 and starting after a crash instead
  --room            measure 50 participants at once on one local AWS instead: a quarter of a minute
  --quick           fewer rounds and records: about a minute, to see that it works
  --write           put the table into bench/README.md
  --data DIR        a folder on a disk for what local-aws writes (default: ${tmpdir()})
  --local-aws FILE  measure this bundle (default: local-aws/dist/local-aws.cjs)
`;

const FULL = { rounds: 9, records: 1_000_000, lots: 3, warmUpCalls: 2_000, blockMs: 2_000 };
const QUICK = { rounds: 3, records: 100_000, lots: 1, warmUpCalls: 100, blockMs: 700 };

const FULL_PRODUCER = {
  blockRecords: 100_000,
  warmUpRecords: 1_000_000,
  slowRounds: 3,
  streamedRecords: 4_900_000,
};
const QUICK_PRODUCER = {
  blockRecords: 50_000,
  warmUpRecords: 50_000,
  slowRounds: 0,
  streamedRecords: 400_000,
};

const FULL_EVERYDAY = { keys: 100_000, pages: 300, undeliveredMiB: 128 };
const QUICK_EVERYDAY = { keys: 5_000, pages: 100, undeliveredMiB: 16 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      producer: { type: 'boolean', default: false },
      everyday: { type: 'boolean', default: false },
      room: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      data: { type: 'string', default: tmpdir() },
      'local-aws': { type: 'string', default: join(here, '..', 'local-aws', 'dist', 'local-aws.cjs') },
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
    ...(values.quick ? QUICK_PRODUCER : FULL_PRODUCER),
    ...(values.quick ? QUICK_EVERYDAY : FULL_EVERYDAY),
    participants: values.quick ? 10 : 50,
    bundle: values['local-aws'],
    folder: workFolder(values.data),
    say: (line: string) => void process.stderr.write(`${line}\n`),
  };
  const measure: Record<Part, () => Promise<Row[]>> = {
    measured: async () => [...(await sideBySide(plan)), ...(await measureMemory(plan))],
    'measured everyday': () => measureEveryday(plan),
    'measured producer': async () => [...(await measureProducer(plan)), ...(await measureStreamed(plan))],
    'measured room': () => measureRoom(plan),
  };
  const kind = (['everyday', 'producer', 'room'] as const).find((name) => values[name]);
  const part: Part = kind ? `measured ${kind}` : 'measured';
  const rows = await measure[part]();
  const text = `${conditions()}.\n\n${table(rows)}`;
  process.stdout.write(`${text}\n`);
  if (values.write) replaceMeasured(join(here, 'README.md'), part, text);
}

await main();
