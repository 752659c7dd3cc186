import { randomBytes } from 'node:crypto';
import { closeSync, createReadStream, openSync, readdirSync, readFile } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BlobId, Blobs } from './blobs.js';
import { OWNER_ONLY_FILE, syncFolder } from './files.js';
import { codeOf, failedTo, remedyOf, StoreError } from './store-error.js';

const ID = /^[0-9a-f]{32}$/;

const readOpenFile = promisify(readFile);

/**
 * Blobs as files of one folder, which must be there. A blob needs no temporary name: until a row names it
 * nobody reads it, and after a crash `sweep` removes it, whole or not.
 */
export function diskBlobs(folder: string): Blobs {
  const syncNames = shared(() => syncFolder(folder));
  const pathOf = (id: BlobId): string => {
    if (!ID.test(id)) throw new StoreError(`${JSON.stringify(id)} is not the id of a blob`);
    return join(folder, id);
  };
  const openNow = (id: BlobId): number => {
    const path = pathOf(id);
    try {
      return openSync(path, 'r');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') throw new StoreError(`there is no blob ${path}`, { cause });
      throw failedTo(`read the blob ${path}`, cause);
    }
  };
  const remove = async (id: BlobId) => {
    const path = pathOf(id);
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw failedTo(`remove the blob ${path}`, cause);
    });
  };
  return {
    async write(contents) {
      const id = randomBytes(16).toString('hex');
      const path = pathOf(id);
      const done = async <T>(step: Promise<T>): Promise<T> => {
        try {
          return await step;
        } catch (cause) {
          throw failedTo(`write the blob ${path}`, cause, `${remedyOf(cause)}, then try again`);
        }
      };
      try {
        const file = await done(open(path, 'wx', OWNER_ONLY_FILE));
        try {
          await fill(file, contents, done);
          await done(file.datasync());
        } finally {
          await file.close();
        }
        await done(syncNames());
        return id;
      } catch (error) {
        await rm(path, { force: true }).catch(() => {}); // the error that matters is the first one
        throw error;
      }
    },
    open(id, start, end) {
      return createReadStream('', { fd: openNow(id), start, end });
    },
    async bytes(id) {
      const fd = openNow(id);
      try {
        return await readOpenFile(fd);
      } catch (cause) {
        throw failedTo(`read the blob ${pathOf(id)}`, cause);
      } finally {
        closeSync(fd);
      }
    },
    remove,
    async sweep(live) {
      const kept = new Set(live);
      // Listed at once, so that a blob that is written from now on is not among them.
      const dead = readdirSync(folder).filter((name) => ID.test(name) && !kept.has(name));
      for (const id of dead) await remove(id);
      return dead.length;
    },
  };
}

type Done = <T>(step: Promise<T>) => Promise<T>;

async function fill(
  file: FileHandle,
  contents: Uint8Array | AsyncIterable<Uint8Array>,
  done: Done,
): Promise<void> {
  if (contents instanceof Uint8Array) return done(file.writeFile(contents));
  for await (const piece of contents) await done(file.writeFile(piece));
}

/** Lets all who ask while one run is under way share the next one: a run counts only for who asked before it. */
function shared(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= current
      .catch(() => {}) // told to those who waited for it
      .then(() => {
        current = next as Promise<void>;
        next = undefined;
        return run();
      });
    return next;
  };
}
