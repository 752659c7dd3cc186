/** Whose state a folder holds, in which format, and whether it is ours at all. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolderNow, writeWhole } from './files.js';
import { JOURNAL_HEADING } from './frame.js';
import { codeOf, failedTo, StoreError } from './store-error.js';

/** Counts up when older programs cannot read the folder any more. */
export const FORMAT = 2;

export const JOURNAL_FILE = 'journal';
export const LOCK_FOLDER = 'lock';
export const FORMAT_FILE = 'format.json';

/** Whose state a folder holds. */
export interface Owner {
  /** The 12 digits of the account. */
  account: string;
  region: string;
}

const ELSEWHERE = 'choose another folder with --data';
const AFRESH = 'delete the folder to start afresh: it holds only local test data';

/**
 * Looks at a folder without touching it. `new`: it is not there, is empty, or was begun by a program that
 * was killed before it held any data. `ours`: it can be opened.
 *
 * @throws StoreError when it is of another format, account or region, is not ours, or cannot be read.
 */
export function inspectFolder(folder: string, owner: Owner): 'new' | 'ours' {
  const names = namesIn(folder);
  if (names.includes(FORMAT_FILE)) {
    checkFormat(folder, read(join(folder, FORMAT_FILE)), owner);
    if (names.includes(JOURNAL_FILE)) return 'ours';
    throw new StoreError(
      `${folder} has lost its file ${JOURNAL_FILE}. Restore it from a copy, or ${AFRESH}.`,
    );
  }
  if (isBegun(folder, names)) return 'new';
  throw new StoreError(
    `${folder} is not a data folder of local-aws and is not empty. Nothing in it was touched; ${ELSEWHERE}.`,
  );
}

/** Says that a folder is complete. Written last, so a folder without it holds no data. */
export function writeFormat(folder: string, { account, region }: Owner): void {
  const text = `${JSON.stringify({ format: FORMAT, account, region }, null, 2)}\n`;
  writeWhole(join(folder, FORMAT_FILE), text);
  syncFolderNow(folder);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw failedTo(`use ${folder} as data folder`, error, `Check it, or ${ELSEWHERE}`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw failedTo(`read ${path}`, error);
  }
}

/** Whether these are no more than the first steps of making a folder, which end with its format file. */
function isBegun(folder: string, names: readonly string[]): boolean {
  const steps = [LOCK_FOLDER, JOURNAL_FILE, `${JOURNAL_FILE}.tmp`, `${FORMAT_FILE}.tmp`];
  if (!names.every((name) => steps.includes(name))) return false;
  return !names.includes(JOURNAL_FILE) || statSync(join(folder, JOURNAL_FILE)).size === JOURNAL_HEADING;
}

function checkFormat(folder: string, text: string, owner: Owner): void {
  const { format, account, region } = parse(folder, text);
  if (format !== FORMAT) {
    throw new StoreError(
      `${folder} was written by another version of local-aws: it has format ${String(format)}, this one ` +
        `reads format ${FORMAT}. Use the version that wrote it, or ${AFRESH}.`,
    );
  }
  if (account !== owner.account) throw foreign(folder, 'account', String(account), owner.account);
  if (region !== owner.region) throw foreign(folder, 'region', String(region), owner.region);
}

function foreign(folder: string, what: 'account' | 'region', its: string, wanted: string): StoreError {
  return new StoreError(
    `${folder} is of ${what} ${its}, not of ${wanted}. Ask for the ${what} that it has (--${what} ${its}), ` +
      `${ELSEWHERE}, or ${AFRESH}.`,
  );
}

function parse(folder: string, text: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(text) as object) } as Record<string, unknown>;
  } catch (cause) {
    const path = join(folder, FORMAT_FILE);
    throw new StoreError(`${path} is damaged. Restore it from a copy, or ${AFRESH}.`, { cause });
  }
}
