/** `npm run policy`: prints the policy that a person needs for the tutorial, for their account and region. */
import { type Config, readConfig } from '../helpers/config.js';
import { connect, disconnect } from '../helpers/connect.js';
import { readOptions, runCommand } from './command.js';
import { lessonPolicy, type Place } from './policy-document.js';
import { UsageProblem } from './problem.js';

const HELP = `Prints the rights that the tutorial needs, and no more, as an IAM policy: attach it to the learner's user or role.

Usage: npm run -s policy -- [options] > learner-policy.json

  --account NUMBER   the account, 12 digits; without it, STS is asked whose credentials these are
  --region NAME      the region (the one of dl.cfg)
  --help             show this

Names that dl.cfg gives to bucket, role, policy or delivery stream are filled in as well, and beside each of them those
that the detours and exercises use.
The template, and what it leaves out: policy/.
`;

/** Of whom the policy is to be; what is left out is asked for. */
interface Asked {
  account?: string;
  region?: string;
}

function checked({ account, region }: Asked): Asked {
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new UsageProblem(`--account is "${account}": an account number has 12 digits`);
  }
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new UsageProblem(`--region is "${region}": a region's name is needed, such as us-east-1`);
  }
  return { account, region };
}

/** The partition of a region's ARNs (AWS documentation: "AWS partitions"). */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Asks who is calling, unless the command line says for whom the policy is. */
async function placeOf({ account, region }: Asked, config: Config, signal: AbortSignal): Promise<Place> {
  const where = region ?? config.aws.region;
  const place = { region: where, partition: partitionOf(where) };
  if (account !== undefined) return { account, ...place };
  const aws = await connect(config, process.cwd(), { signal });
  disconnect(aws);
  return { account: aws.account, ...place };
}

await runCommand(HELP, async (args, signal) => {
  const text = { type: 'string' } as const;
  const asked = checked(readOptions(args, { account: text, region: text }));
  const config = readConfig();
  const place = await placeOf(asked, config, signal);
  process.stdout.write(`${JSON.stringify(lessonPolicy(place, config), null, 2)}\n`);
  return 0;
});
