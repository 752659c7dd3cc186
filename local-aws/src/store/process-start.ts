import { readFileSync } from 'node:fs';
import { codeOf } from './store-error.js';

/**
 * What tells a process from a later one that got the same id: when it started, in the kernel's ticks. Only
 * Linux says so without native code; undefined elsewhere, and for a process that is not there.
 */
export function processStart(pid: number): string | undefined {
  return readStat(pid)?.start;
}

/** Whether the process that had this id, and started then if that is known, still runs. */
export function isRunning(pid: number, start: string | undefined): boolean {
  const stat = start === undefined ? undefined : readStat(pid);
  // A process that has ended but was not yet collected by its parent (Z, X) holds nothing any more.
  if (stat) return stat.start === start && stat.state !== 'Z' && stat.state !== 'X';
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM'; // it is there, and somebody else's
  }
}

/** State and start time of `/proc/<pid>/stat`: fields 3 and 22 (proc_pid_stat(5)). */
function readStat(pid: number): { state: string; start: string } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // field 2 is a name that may hold anything
  const [state, start] = [fields[0], fields[19]];
  return state !== undefined && start !== undefined ? { state, start } : undefined;
}
