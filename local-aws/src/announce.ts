/**
 * What a running local-aws leaves in its folder for others to find it: `server.json` while it runs, and
 * `credentials`, which any AWS client can read. Both only for their owner's eyes.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAwsServer } from './server.js';

const OWNER_ONLY = 0o600;

/** Where deliveries that failed are written down, beside the data. */
export const LOG_FILE = 'local-aws.log';

function replace(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, text, { mode: OWNER_ONLY });
  renameSync(unfinished, file);
}

/** `timeScale`: how many times as fast as the machine's clock AWS's waiting times pass in this server. */
export function announce(dir: string, server: LocalAwsServer, timeScale: number): void {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const { account, region } = server.account;
  replace(
    join(dir, 'credentials'),
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const details = {
    pid: process.pid,
    endpoint: server.endpoint,
    account,
    region,
    timeScale,
    accessKeyId,
    secretAccessKey,
  };
  replace(join(dir, 'server.json'), `${JSON.stringify(details, null, 2)}\n`);
}

/** Takes back what was announced, unless the folder was removed meanwhile and is another server's now. */
export function withdraw(dir: string): void {
  const file = join(dir, 'server.json');
  if (pidIn(file) === process.pid) rmSync(file, { force: true });
}

function pidIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown }).pid;
  } catch {
    return undefined; // it is gone, or nobody's
  }
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
