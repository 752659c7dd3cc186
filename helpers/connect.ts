/** Step 1: clients for the configured target, and who you are there. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from './config.js';
import { failed, StepError } from './errors.js';

/** Everything the later steps need to talk to AWS. */
export interface Aws {
  target: 'aws' | 'local';
  account: string;
  /** Who the calls come from, as STS answers. */
  arn: string;
  region: string;
  /** Where the calls go. */
  endpoint: string;
  s3: S3Client;
  iam: IAMClient;
  firehose: FirehoseClient;
  sts: STSClient;
}

/** What every client is made with. */
interface ClientSettings {
  region: string;
  endpoint?: string;
  profile?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/**
 * Makes one client per service, all for the same region, and asks STS who is calling.
 * With `target = local` it finds the local AWS of `folder`, or starts it; it ends with this process.
 *
 * @throws StepError when nobody answers, or the credentials are not accepted.
 */
export async function connect(config: Config, folder = process.cwd()): Promise<Aws> {
  const { target, region, profile, credentials } = config.aws;
  const settings: ClientSettings =
    target === 'local'
      ? await localSettings(folder, region, config.aws.timeScale)
      : { region, profile, credentials };
  const sts = new STSClient(settings);
  const tried = `Asking STS who is calling (target = ${target}, region ${region})`;
  const identity = await sts.send(new GetCallerIdentityCommand({})).catch((error) => {
    throw failed(tried, error);
  });
  return {
    target,
    account: identity.Account ?? '',
    arn: identity.Arn ?? '',
    region,
    endpoint: settings.endpoint ?? (await endpointOf(sts)),
    s3: new S3Client(settings),
    iam: new IAMClient(settings),
    firehose: new FirehoseClient(settings),
    sts,
  };
}

/** An endpoint that the environment names (AWS_ENDPOINT_URL), else AWS's own. */
async function endpointOf(sts: STSClient): Promise<string> {
  const given = await sts.config.endpoint?.();
  if (!given) return `AWS (${await sts.config.region()})`;
  return `${given.protocol}//${given.hostname}${given.port ? `:${given.port}` : ''}`;
}

/** Who you are, in three lines. */
export function whoAmI(aws: Aws): string {
  return [
    `account   ${aws.account}`,
    `caller    ${aws.arn}`,
    `region    ${aws.region}`,
    `endpoint  ${aws.endpoint}`,
  ].join('\n');
}

/** Closes the clients' connections. */
export function disconnect(aws: Aws): void {
  for (const client of [aws.s3, aws.iam, aws.firehose, aws.sts]) client.destroy();
}

/** What a running local-aws writes into its folder. */
interface RunningServer {
  pid: number;
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const START_TIMEOUT_MS = 20_000;

async function localSettings(folder: string, region: string, timeScale: number): Promise<ClientSettings> {
  const data = join(folder, '.local-aws');
  const server = (await findServer(data)) ?? (await startServer(folder, data, region, timeScale));
  if (server.region !== region) {
    throw new StepError(
      `Connecting to the local AWS in ${data} for region ${region}`,
      `it runs for region ${server.region} (process ${server.pid})`,
      `Set region = ${server.region} in dl.cfg, or stop that process and delete the folder ${data}.`,
    );
  }
  const { endpoint, accessKeyId, secretAccessKey } = server;
  return { region, endpoint, credentials: { accessKeyId, secretAccessKey } };
}

/** The server that serves this folder, if one is alive. */
async function findServer(data: string): Promise<RunningServer | undefined> {
  const file = join(data, 'server.json');
  if (!existsSync(file)) return undefined;
  try {
    const server = JSON.parse(readFileSync(file, 'utf8')) as RunningServer;
    const answer = await fetch(`${server.endpoint}/_local-aws/health`, {
      signal: AbortSignal.timeout(2_000),
    });
    const health = (await answer.json()) as { pid?: number };
    return health.pid === server.pid ? server : undefined;
  } catch {
    return undefined; // left behind by a server that was killed
  }
}

async function startServer(
  folder: string,
  data: string,
  region: string,
  timeScale: number,
): Promise<RunningServer> {
  const command = join(folder, 'local-aws', 'dist', 'local-aws.mjs');
  const tried = `Starting the local AWS in ${data}`;
  if (!existsSync(command)) {
    throw new StepError(
      tried,
      `${command} is not there`,
      'Run "npm run build" in the project folder (npm start does it too).',
    );
  }
  const args = [
    command,
    '--data',
    data,
    '--region',
    region,
    '--time-scale',
    String(timeScale),
    '--until-stdin-closes',
  ];
  // The pipe to its standard input is what ties its life to ours: it closes however this process ends.
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ready = await new Promise<boolean>((settle) => {
    const timer = setTimeout(() => settle(false), START_TIMEOUT_MS);
    let out = '';
    const end = (result: boolean) => {
      clearTimeout(timer);
      settle(result);
    };
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (/AWS_REGION=\S+\n/.test(out)) end(true);
    });
    child.once('error', () => end(false));
    child.once('exit', () => end(false));
  });
  const server = await findServer(data);
  if (!ready && !server) {
    child.kill();
    throw new StepError(
      tried,
      said.trim() || 'no answer in time',
      'See the line above; deleting the folder starts the local AWS afresh.',
    );
  }
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  if (!server) throw new StepError(tried, 'it started and went away again', 'Run the step again.');
  return server;
}
