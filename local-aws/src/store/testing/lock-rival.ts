/**
 * Takes locks on command. `take FOLDER` is answered with `won` or with why not; `contend FOLDER TIMES` takes
 * and releases the lock so many times, alone with it each time, and is answered with `done`.
 */
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Lock, takeLock } from '../lock.js';
import { StoreError } from '../store-error.js';

function contend(folder: string, times: number): void {
  const alone = join(folder, '..', 'alone');
  for (let won = 0; won < times; ) {
    let lock: Lock;
    try {
      lock = takeLock(folder);
    } catch (error) {
      if (error instanceof StoreError) continue;
      throw error;
    }
    closeSync(openSync(alone, 'wx')); // fails if somebody else is in here
    rmSync(alone);
    lock.release();
    won += 1;
  }
}

function obey(command: string | undefined, folder: string, times: number): string {
  try {
    if (command === 'take') takeLock(folder);
    else contend(folder, times);
    return command === 'take' ? 'won' : 'done';
  } catch (error) {
    return String(error);
  }
}

for await (const line of createInterface(process.stdin)) {
  const [command, folder = '', times] = line.split('\t');
  process.stdout.write(`${obey(command, folder, Number(times))}\n`);
}
