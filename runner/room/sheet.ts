/** A participant's sheet: the settings to put into dl.cfg, in a file for its owner's eyes. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseConfig } from '../../helpers/config.js';

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Sheet extends Keys {
  participant: string;
  /** Where participants reach the local AWS. */
  endpoint: string;
  region: string;
  timeScale: number;
}

export function sheetText(sheet: Sheet): string {
  return `; ${sheet.participant}: put this into the file dl.cfg in the folder of the tutorial, then: npm start
[AWS]
target = local
endpoint = ${sheet.endpoint}
region = ${sheet.region}
time_scale = ${sheet.timeScale}
participant = ${sheet.participant}
access_key_id = ${sheet.accessKeyId}
secret_access_key = ${sheet.secretAccessKey}
`;
}

/** Writes it whole or not at all. */
export function writeSheet(file: string, sheet: Sheet): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.tmp`;
  writeFileSync(unfinished, sheetText(sheet), { mode: 0o600 });
  renameSync(unfinished, file);
}

/** The keys that a sheet holds; undefined when there is none, or somebody has changed it so that it cannot be read. */
export function keysOf(file: string): Keys | undefined {
  try {
    return parseConfig(readFileSync(file, 'utf8')).aws.credentials;
  } catch {
    return undefined;
  }
}
