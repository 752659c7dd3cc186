import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FORMAT_FILE, LOCK_FOLDER } from './format.js';
import { takeLock } from './lock.js';
import { codeOf, failedTo, StoreError } from './store-error.js';

/**
 * Deletes a data folder and everything in it: the factory reset.
 *
 * @returns false when there is no such folder.
 * @throws StoreError when a running process uses it, it is not a data folder, or it cannot be deleted. In the
 *   first two cases nothing has been touched.
 */
export async function removeFolder(dir: string): Promise<boolean> {
  const folder = resolve(dir);
  const names = await namesIn(folder);
  if (names === undefined) return false;
  if (!names.includes(FORMAT_FILE)) {
    throw new StoreError(`${folder} is not a data folder of local-aws. Nothing in it was touched.`);
  }
  const lock = takeLock(join(folder, LOCK_FOLDER));
  try {
    // The lock goes last: until then nobody can open what is half gone. So does, before it, what says whose it is.
    const others = names.filter((name) => name !== LOCK_FOLDER && name !== FORMAT_FILE);
    for (const name of [...others, FORMAT_FILE])
      await rm(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    throw failedTo(`delete ${folder}`, error);
  } finally {
    lock.release();
  }
  await rm(folder, { recursive: true, force: true });
  return true;
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failedTo(`delete ${folder}`, error);
  }
}
