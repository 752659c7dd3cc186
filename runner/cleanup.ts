/** `npm run cleanup`: shows what the tutorial left in the account, removes it after a yes, and shows that it is gone. */
import { createInterface } from 'node:readline/promises';
import { remove, type Thing } from '../helpers/cleanup.js';
import { readConfig } from '../helpers/config.js';
import { type Aws, connect, disconnect, whoAmI } from '../helpers/connect.js';
import { nameResources } from '../helpers/names.js';
import { findOurs } from './cleanup/find.js';
import { readOptions, runCommand } from './command.js';
import { forgetProgress } from './resume.js';

const HELP = `Finds what the tutorial made (by its tag), removes it after a yes, and looks again.

Usage: npm run cleanup -- [options]

  --yes    remove without asking; without it, and without a terminal to ask at, nothing is removed
  --help   show this

It looks in the region of dl.cfg, and, where that names a participant, at the names that end so. What lacks the tag is
never touched.
Exit code: 0 if nothing is left, 1 if something is, 2 for a wrong option.
`;

function show(title: string, things: Thing[]): void {
  console.log(title);
  for (const { what, name } of things) console.log(`  ${what.padEnd(16)} ${name}`);
}

/** Asks on the terminal; without one the answer is no. */
async function isWanted(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log(
      'Nothing was removed: there is no terminal to ask at. To remove it: npm run cleanup -- --yes',
    );
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question('Remove all of it, with everything in it? [y/N] ', { signal });
    const isYes = /^y(es)?$/i.test(answer.trim());
    if (!isYes) console.log('Nothing was removed.');
    return isYes;
  } catch (error) {
    signal.throwIfAborted();
    if ((error as Error).name !== 'AbortError') throw error; // Ctrl-C, or the end of the input
    console.log('\nNothing was removed.');
    return false;
  } finally {
    terminal.close();
  }
}

/** Removes one after the other. What cannot be removed is told, and the others go all the same. */
async function removeAll(aws: Aws, things: Thing[], signal: AbortSignal): Promise<void> {
  for (const thing of things) {
    signal.throwIfAborted();
    try {
      await remove(aws, thing, { signal });
      console.log(`removed: ${thing.what} ${thing.name}`);
    } catch (error) {
      signal.throwIfAborted();
      console.error((error as Error).message);
    }
  }
}

async function cleanup(isYes: boolean, signal: AbortSignal): Promise<number> {
  const config = readConfig();
  const aws = await connect(config, process.cwd(), { signal });
  try {
    console.log(whoAmI(aws));
    const names = nameResources(config, aws);
    const { participant } = config.aws;
    const { ours, notes } = await findOurs(aws, names, { participant, signal });
    for (const note of notes) console.log(`! ${note}`);
    if (ours.length === 0) {
      console.log('Nothing is there that this tutorial made.');
      return 0;
    }
    show('\nMade by this tutorial:', ours);
    if (!isYes && !(await isWanted(signal))) return 1;
    await removeAll(aws, ours, signal);
    forgetProgress(process.cwd());
    const left = (await findOurs(aws, names, { participant, signal })).ours;
    if (left.length === 0) console.log('Looked again: nothing is left.');
    else show('\nStill there:', left);
    return left.length === 0 ? 0 : 1;
  } finally {
    disconnect(aws);
  }
}

await runCommand(HELP, async (args, signal) => {
  const { yes = false } = readOptions(args, { yes: { type: 'boolean' } });
  return cleanup(yes, signal);
});
