/**
 * What a running local-aws leaves in its folder for others to find it: `server.json` while it runs, and
 * `credentials`, which any AWS client can read. Both only for their owner's eyes.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalAwsServer } from './server.js';

const OWNER_ONLY = 0o600;

/** Where deliveries that failed are written down, beside the data. */
export const LOG_FILE = 'local-aws.log';

async function replace(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, text, { mode: OWNER_ONLY });
  await rename(unfinished, file);
}

export async function announce(dir: string, server: LocalAwsServer): Promise<void> {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const { account, region } = server.account;
  await replace(
    join(dir, 'credentials'),
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const details = {
    pid: process.pid,
    endpoint: server.endpoint,
    account,
    region,
    accessKeyId,
    secretAccessKey,
  };
  await replace(join(dir, 'server.json'), `${JSON.stringify(details, null, 2)}\n`);
}

/** Takes back what was announced, unless the folder was removed meanwhile and is another server's now. */
export async function withdraw(dir: string): Promise<void> {
  const file = join(dir, 'server.json');
  const details = await readFile(file, 'utf8').catch(() => undefined);
  if (details === undefined || (JSON.parse(details) as { pid?: number }).pid !== process.pid) return;
  await rm(file, { force: true });
}

/** The lines that a shell evaluates: nothing else goes to standard output. */
export function exportLines(server: LocalAwsServer): string {
  return [
    `export AWS_ENDPOINT_URL=${server.endpoint}`,
    `export AWS_ACCESS_KEY_ID=${server.credentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${server.credentials.secretAccessKey}`,
    `export AWS_REGION=${server.account.region}`,
    '',
  ].join('\n');
}
