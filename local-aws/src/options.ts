import { isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from './server.js';

export interface CommandOptions {
  port: number;
  /** The IPv4 address to listen on. */
  listen: string;
  /** Names and addresses beside those of this machine that a request may be meant for. */
  hosts: string[];
  dir: string;
  account: string | undefined;
  region: string | undefined;
  timeScale: number;
  /** Where local Lambda functions are. */
  functions: string;
  shards: number;
  throttle: boolean;
  untilStdinCloses: boolean;
  /** Delete the folder instead of starting. */
  reset: boolean;
  help: boolean;
}

/** What somebody typed cannot be meant; the message says what is allowed. */
export class UsageError extends Error {}

/** Each is a buffer of its own for every stream. */
const MOST_SHARDS = 100;

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

/** The address that is reached by this machine alone. */
const THIS_MACHINE = '127.0.0.1';
const ALL_ADDRESSES = '0.0.0.0';

export const USAGE = `Usage: local-aws [options]

S3, IAM, STS and Firehose on 127.0.0.1, for any AWS client. Once it is ready it prints the four
variables that an AWS client reads, so that a shell can take them over. Ctrl-C stops it.

  --port N            listen on this port (default: a free one)
  --listen ADDRESS    listen on this IPv4 address, 0.0.0.0 for all that the machine has
                      (default: 127.0.0.1, which only this machine reaches)
  --host NAME         take requests for this host name or address, too; may be given several times
  --data DIR          keep everything in this folder (default: .local-aws); delete it to start afresh
  --account ID        the account's 12 digits (default: ${DEFAULT_ACCOUNT})
  --region NAME       the account's region (default: ${DEFAULT_REGION})
  --time-scale N      let AWS's waiting times pass N times as fast (default: 1)
  --functions DIR     where local Lambda functions are (default: functions, if it is there)
  --shards N          give every delivery stream N internal shards (default: 1)
  --throttle          refuse what is above AWS's quotas
  --reset             delete the folder, unless a local-aws is using it, and end
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
  const { listen = THIS_MACHINE, host: hosts = [] } = values;
  if (!isIPv4(listen)) {
    problems.push(
      `--listen ${listen}: must be an IPv4 address of this machine, or ${ALL_ADDRESSES} for all it has`,
    );
  }
  if (listen === ALL_ADDRESSES && hosts.length === 0) {
    problems.push(
      `--listen ${listen}: needs --host, the name or address by which others reach this machine; every other is refused`,
    );
  }
  for (const host of hosts) {
    if (!HOST.test(host))
      problems.push(`--host ${host}: must be a host name or an IPv4 address, without a port`);
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
    listen,
    hosts: hosts.map((host) => host.toLowerCase()),
    dir: resolve(values.data ?? '.local-aws'),
    account: values.account,
    region: values.region,
    timeScale,
    functions: resolve(values.functions ?? 'functions'),
    shards,
    throttle: values.throttle ?? false,
    untilStdinCloses: values['until-stdin-closes'] ?? false,
    reset: values.reset ?? false,
    help: values.help ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        listen: { type: 'string' },
        host: { type: 'string', multiple: true },
        data: { type: 'string' },
        account: { type: 'string' },
        region: { type: 'string' },
        'time-scale': { type: 'string' },
        functions: { type: 'string' },
        shards: { type: 'string' },
        throttle: { type: 'boolean' },
        reset: { type: 'boolean' },
        'until-stdin-closes': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
