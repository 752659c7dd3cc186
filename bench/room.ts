/** A room: so many participants walk through the whole lesson at the same time, on one local AWS. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openRoom } from '../runner/room/room.js';
import { cpuSeconds, residentBytes, untilQuiet } from './process-usage.js';
import type { Row } from './report.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MIB = 1024 * 1024;
/** As `npm run room` sets it: AWS's minute of buffering passes in two seconds. */
const TIME_SCALE = 30;
/** Far more than it takes: who is not done then has hung. */
const LONGEST_RUN_MS = 900_000;
/** What main.ts says of its six checkpoints. */
const HELD = /^✔ /gm;
const CHECKPOINTS = 6;

export interface RoomPlan {
  participants: number;
  /** A folder on a disk. */
  folder: string;
  say: (line: string) => void;
}

interface Run {
  code: number | null;
  out: string;
  seconds: number;
}

/** @throws Error naming who did not come through, with the end of what they saw. */
export async function measureRoom({ participants: count, folder, say }: RoomPlan): Promise<Row[]> {
  say(`a room of ${count}`);
  const participants = Array.from({ length: count }, (_, index) => `p${String(index + 1).padStart(2, '0')}`);
  const data = join(folder, 'room');
  const room = await openRoom({
    ...{ participants, host: '127.0.0.1', listen: '127.0.0.1', port: 0, region: 'us-east-1', data },
    timeScale: TIME_SCALE,
    say: () => {},
  });
  const { pid } = room.server;
  try {
    await untilQuiet(pid);
    const [before, cpuBefore, begun] = [residentBytes(pid), cpuSeconds(pid), performance.now()];
    const folders = room.sheets.map((sheet, index) => folderOf(join(folder, `learner-${index + 1}`), sheet));
    const runs = await Promise.all(folders.map(walkThrough));
    const wall = secondsSince(begun);
    for (const [index, run] of runs.entries()) requireComplete(participants[index] ?? '', run);
    await untilQuiet(pid);
    const [most, after, cpu] = [residentBytes(pid, 'VmHWM'), residentBytes(pid), cpuSeconds(pid) - cpuBefore];
    const on = `${count} × main.ts, 2,923 measurements each, time scale ${TIME_SCALE}`;
    const mib = (bytes: number) => bytes / MIB;
    return [
      {
        id: 'R1',
        what: 'participants whose checkpoints all held',
        on,
        values: [runs.length],
        goal: { atLeast: count },
      },
      { id: 'R2', what: 'wall time of all', on, values: [wall], unit: ' s', goal: { atMost: 300 } },
      {
        id: 'R2',
        what: 'time of each',
        on,
        values: runs.map((run) => run.seconds),
        unit: ' s',
        goal: { atMost: 300 },
      },
      { id: 'R3', what: "the server's CPU time", on, values: [cpu], unit: ' s', goal: { atMost: 60 } },
      {
        id: 'R4',
        what: "the server's memory before anybody came",
        on,
        values: [mib(before)],
        unit: ' MiB',
        goal: { atMost: 128 },
      },
      {
        id: 'R4',
        what: "the server's memory at the most",
        on,
        values: [mib(most)],
        unit: ' MiB',
        goal: { atMost: 256 },
      },
      {
        id: 'R4',
        what: "the server's memory when all had left",
        on,
        values: [mib(after)],
        unit: ' MiB',
        goal: { atMost: 256 },
      },
    ];
  } finally {
    await room.server.close();
  }
}

/** A participant's clone, as far as main.ts reads it. */
function folderOf(folder: string, sheet: string): string {
  mkdirSync(folder);
  copyFileSync(sheet, join(folder, 'dl.cfg'));
  symlinkSync(join(ROOT, 'data'), join(folder, 'data'));
  return folder;
}

async function walkThrough(folder: string): Promise<Run> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(ROOT, 'main.ts')], {
    cwd: folder,
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN_MS,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out: out + complaints, seconds: secondsSince(begun) };
}

function requireComplete(participant: string, { code, out }: Run): void {
  if (code === 0 && out.match(HELD)?.length === CHECKPOINTS && !out.includes('✘')) return;
  throw new Error(`${participant} did not come through (exit code ${code}):\n${out.slice(-2_000)}`);
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1_000;
}
