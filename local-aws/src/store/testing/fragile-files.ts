import { open } from 'node:fs/promises';
import type { OpenFile } from '../files.js';

/** Real files that can be made to fail and to wait, and that count. */
export interface FragileFiles {
  readonly openFile: OpenFile;
  /** How often a file was synced after an entry was added. */
  syncs: number;
  /** Run before each of these; what it throws is what the disk says. */
  onWrite: () => void | Promise<void>;
  onSync: () => void | Promise<void>;
  onTruncate: () => void | Promise<void>;
}

export function fragileFiles(): FragileFiles {
  const files: FragileFiles = {
    syncs: 0,
    onWrite() {},
    onSync() {},
    onTruncate() {},
    async openFile(path, flags, mode) {
      const file = await open(path, flags, mode);
      const { writev, datasync, truncate } = file;
      file.writev = (async (...args: Parameters<typeof writev>) => {
        await files.onWrite();
        return writev.apply(file, args);
      }) as typeof writev;
      file.datasync = async () => {
        files.syncs += 1;
        await files.onSync();
        await datasync.call(file);
      };
      file.truncate = async (length) => {
        await files.onTruncate();
        await truncate.call(file, length);
      };
      return file;
    },
  };
  return files;
}

/** What a full disk says. */
export function diskFull(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

/** A door that is shut: `pass` waits until `open` is called. */
export function door(): { pass: () => Promise<void>; open: () => void; reached: Promise<void> } {
  let open!: () => void;
  let reach!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    open,
    reached,
    pass() {
      reach();
      return opened;
    },
  };
}
