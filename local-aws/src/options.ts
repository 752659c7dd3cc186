import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from './server.js';

export interface CommandOptions {
  port: number;
  dir: string;
  account: string | undefined;
  region: string | undefined;
  timeScale: number;
  /** Where local Lambda functions are. */
  functions: string;
  shards: number;
  throttle: boolean;
  untilStdinCloses: boolean;
  help: boolean;
}

/** What somebody typed cannot be meant; the message says what is allowed. */
export class UsageError extends Error {}

/** Each is a buffer of its own for every stream. */
const MOST_SHARDS = 100;

export const USAGE = `Usage: local-aws [options]

S3, IAM, STS and Firehose on 127.0.0.1, for any AWS client. Once it is ready it prints the four
variables that an AWS client reads, so that a shell can take them over. Ctrl-C stops it.

  --port N            listen on this port (default: a free one)
  --data DIR          keep everything in this folder (default: .local-aws); delete it to start afresh
  --account ID        the account's 12 digits (default: ${DEFAULT_ACCOUNT})
  --region NAME       the account's region (default: ${DEFAULT_REGION})
  --time-scale N      let AWS's waiting times pass N times as fast (default: 1)
  --functions DIR     where local Lambda functions are (default: functions, if it is there)
  --shards N          give every delivery stream N internal shards (default: 1)
  --throttle          refuse what is above AWS's quotas
  --until-stdin-closes  stop when standard input closes, for programs that start local-aws
  --help              this text
`;

/** @throws UsageError naming every option that is wrong. */
export function readOptions(args: string[]): CommandOptions {
  const values = parse(args);
  const problems: string[] = [];
  const port = /^\d+$/.test(values.port ?? '0') ? Number(values.port ?? 0) : Number.NaN;
  if (!(port <= 65_535)) {
    problems.push(`--port ${values.port}: must be a whole number from 0 to 65535`);
  }
  const timeScale = Number(values['time-scale'] ?? 1);
  if (!(timeScale > 0) || !Number.isFinite(timeScale)) {
    problems.push(`--time-scale ${values['time-scale']}: must be a number above 0`);
  }
  const shards = /^\d+$/.test(values.shards ?? '1') ? Number(values.shards ?? 1) : Number.NaN;
  if (!(shards >= 1 && shards <= MOST_SHARDS)) {
    problems.push(`--shards ${values.shards}: must be a whole number from 1 to ${MOST_SHARDS}`);
  }
  if (values.data === '') problems.push('--data : must name a folder');
  if (values.functions === '') problems.push('--functions : must name a folder');
  if (values.account !== undefined && !/^\d{12}$/.test(values.account)) {
    problems.push(`--account ${values.account}: must have exactly 12 digits`);
  }
  if (values.region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(values.region)) {
    problems.push(`--region ${values.region}: must be the name of a region, such as us-east-1`);
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return {
    port,
    dir: resolve(values.data ?? '.local-aws'),
    account: values.account,
    region: values.region,
    timeScale,
    functions: resolve(values.functions ?? 'functions'),
    shards,
    throttle: values.throttle ?? false,
    untilStdinCloses: values['until-stdin-closes'] ?? false,
    help: values.help ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        account: { type: 'string' },
        region: { type: 'string' },
        'time-scale': { type: 'string' },
        functions: { type: 'string' },
        shards: { type: 'string' },
        throttle: { type: 'boolean' },
        'until-stdin-closes': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
