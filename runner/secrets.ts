/** `npm run secrets`: looks for keys in every file that git has, or would take. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSecrets, readRules } from './checks/find-secrets.js';
import { runCommand } from './command.js';

const HELP = `Looks for keys in every file that git has, or would take. It shows where they are, never what they are.

Usage: npm run secrets

Keys that are made up for tests are allowed one by one in .secretlintrc.json.
Exit code: 0 if there is none, 1 if there is one.
`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function filesOfGit(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

await runCommand(HELP, async () => {
  const files = filesOfGit();
  const rules = readRules();
  const found: string[] = [];
  for (const file of files)
    found.push(...(await findSecrets(file, readFileSync(join(ROOT, file), 'utf8'), rules)));
  for (const line of found) console.error(line);
  console.log(`${files.length} files looked through, secrets: ${found.length}`);
  return found.length === 0 ? 0 : 1;
});
