/** `npm run doctor`: is everything here that the lesson needs, and what to do where it is not. */
import { readOptions, runCommand } from './command.js';
import { accountFindings } from './doctor/account.js';
import type { Finding } from './doctor/finding.js';
import { machineFindings } from './doctor/machine.js';

const HELP = `Looks at all that the tutorial needs, and says what to do where something is missing. It changes nothing.

Usage: npm run doctor -- [options]

  --json   print the findings as JSON
  --help   show this

Exit code: 0 if you can begin, 1 if something is in the way, 2 for a wrong option.
`;

function describe({ what, isFine, remedy }: Finding): string {
  const sign = isFine ? (remedy ? '!' : '✔') : '✘';
  const lines = [what, ...(remedy ? [`→ ${remedy}`] : [])].join('\n');
  return `${sign} ${lines.replaceAll('\n', '\n  ')}`;
}

async function doctor(isJson: boolean, signal: AbortSignal): Promise<number> {
  const found: Finding[] = [];
  const take = (finding: Finding) => {
    found.push(finding);
    if (!isJson) console.log(describe(finding));
  };
  const folder = process.cwd();
  for (const finding of await machineFindings(folder, signal)) take(finding);
  for await (const finding of accountFindings(folder, signal)) take(finding);
  const problems = found.filter(({ isFine }) => !isFine).length;
  if (isJson) console.log(JSON.stringify(found, null, 2));
  else console.log(problems === 0 ? '\nYou can begin.' : `\nIn the way: ${problems} of the above (✘).`);
  return problems === 0 ? 0 : 1;
}

await runCommand(HELP, async (args, signal) => {
  const { json = false } = readOptions(args, { json: { type: 'boolean' } });
  return doctor(json, signal);
});
