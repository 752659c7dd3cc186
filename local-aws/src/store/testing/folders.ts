import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A new empty folder that is gone when the test is over. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const OWNER = { account: '000000000000', region: 'us-east-1' };
