import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** A file system of a few MiB that only the commands see which are started by way of `by`. */
export interface SmallDisk {
  /** A command that runs another one where the disk is: it becomes it. */
  readonly by: readonly string[];
  /** Gives room: removes the file that takes up half of the disk. */
  makeRoom(): void;
}

/** Its own user and mounts: no rights are needed, where the system allows it. */
const ALONE = ['--user', '--map-root-user', '--mount'];
const DISK = 'mount -t tmpfs -o size=6m tmpfs "$0"';

/** Why there can be none; false where there can. */
export function noSmallDisk(): string | false {
  const tried = spawnSync('unshare', [...ALONE, 'sh', '-c', DISK, '/tmp']);
  return tried.status !== 0 && 'this system lets nobody mount a small file system (unshare --user --mount)';
}

/** Puts a small disk in the place of a folder. It is gone after the test. */
export async function mountSmallDisk(t: TestContext, folder: string): Promise<SmallDisk> {
  const script = `${DISK} && head -c 3145728 /dev/zero > "$0/filler" && echo mounted && exec cat`;
  const holder = spawn('unshare', [...ALONE, 'sh', '-c', script, folder]);
  const ended = once(holder, 'exit');
  t.after(async () => {
    holder.kill('SIGKILL');
    await ended;
  });
  const [said] = await Promise.race([once(holder.stdout, 'data'), ended]);
  assert.equal(String(said), 'mounted\n');
  const by = ['nsenter', '--preserve-credentials', '--user', '--mount', '--target', String(holder.pid)];
  return {
    by,
    makeRoom() {
      const [file = '', ...rest] = [...by, 'rm', `${folder}/filler`];
      assert.equal(spawnSync(file, rest).status, 0);
    },
  };
}
