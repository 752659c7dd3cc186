/** What a process uses, from Linux's /proc. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Positions after the command's name in /proc/PID/stat (proc_pid_stat(5), fields 14 and 15). */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const QUIET_MS = 300;
const LONGEST_WAIT_MS = 30_000;

let ticksPerSecond: number | undefined;

/** CPU seconds that a process and its threads have used since it started. */
export function cpuSeconds(pid: number): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / ticksPerSecond;
}

/** Bytes of a process that are in memory now (VmRSS), or were at most (VmHWM). */
export function residentBytes(pid: number, line: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status has no line ${line}`);
  return Number(kilobytes) * 1024;
}

/**
 * Resolves when a process has used no CPU for 0.3 s: what it was given is done.
 *
 * @throws Error when it is still busy after 30 s.
 */
export async function untilQuiet(pid: number): Promise<void> {
  const giveUpAt = Date.now() + LONGEST_WAIT_MS;
  for (let last = -1, now = cpuSeconds(pid); now !== last; now = cpuSeconds(pid)) {
    if (Date.now() > giveUpAt)
      throw new Error(`Process ${pid} is still busy ${LONGEST_WAIT_MS} ms after its load ended`);
    last = now;
    await sleep(QUIET_MS);
  }
}
