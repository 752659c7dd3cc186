/** P8: what a process that streams records through the producer keeps of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Row } from './report.js';
import { type RunningServer, startOwn } from './servers.js';

export interface StreamedPlan {
  /** How many records are streamed after the first 100,000, and by how many fresh processes. */
  streamedRecords: number;
  lots: number;
  folder: string;
  say: (line: string) => void;
}

export async function measureStreamed({ streamedRecords, lots, folder, say }: StreamedPlan): Promise<Row[]> {
  say('producer: memory');
  const server = await startOwn('producer-server', folder);
  try {
    const values: number[] = [];
    for (let lot = 0; lot < lots; lot += 1) {
      values.push(await grownBy(server, streamedRecords));
      say(`  ${values.at(-1)?.toFixed(1)} MiB more`);
    }
    const on = `${streamedRecords.toLocaleString('en')} records streamed by a pipeline`;
    const what = 'growth of resident memory from 100,000 records on';
    return [{ id: 'P8', what, on, values, unit: ' MiB', goal: { atMost: 16 } }];
  } finally {
    await server.close();
  }
}

/** MiB by which a fresh process has grown. */
async function grownBy({ endpoint }: RunningServer, records: number): Promise<number> {
  const script = fileURLToPath(new URL('producer-stream.ts', import.meta.url));
  const args = ['--import', 'tsx', script, endpoint, String(records)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => void child.kill();
  process.once('exit', kill);
  let said = '';
  child.stdout.on('data', (bytes) => {
    said += String(bytes);
  });
  const [code] = await once(child, 'close');
  process.off('exit', kill);
  if (code !== 0) throw new Error(`producer-stream.ts ended with ${code}`);
  return Number(said);
}
