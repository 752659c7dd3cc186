/** Step 1: clients for the configured target, and who you are there. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from './config.js';
import { failed, profileRemedy, StepError } from './errors.js';
import { WaitTimeout, waitFor } from './wait.js';
import { atMost, withClock } from './wait-line.js';

/** Everything the later steps need to talk to AWS. */
export interface Aws {
  target: 'aws' | 'local';
  account: string;
  /** Who the calls come from, as STS answers. */
  arn: string;
  region: string;
  /** Where the calls go. */
  endpoint: string;
  /** How many of AWS's seconds pass in one of this machine's: 1 on AWS, `time_scale` on `local-aws`. */
  timeScale: number;
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

/** No call waits for ever. */
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/**
 * Makes one client per service, all for the same region, and asks STS who is calling.
 * With `target = local` it finds the local AWS of `folder`, or starts it; it ends with this process. One that
 * somebody else runs is named by `endpoint`.
 *
 * @throws StepError when nobody answers, or the credentials are not accepted; the signal's reason when it is
 *   aborted.
 */
export async function connect(
  config: Config,
  folder = process.cwd(),
  { signal }: { signal?: AbortSignal } = {},
): Promise<Aws> {
  const { target, region, profile, credentials, endpoint: endpointGiven } = config.aws;
  const timeScale = target === 'local' ? config.aws.timeScale : 1;
  const found: ClientSettings =
    target === 'local' && !endpointGiven
      ? await localSettings(folder, config, signal)
      : { region, profile, credentials, endpoint: endpointGiven };
  const settings = { ...found, requestHandler };
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: target === 'local' }), // it has no names for buckets
    iam: new IAMClient(settings),
    firehose: new FirehoseClient(settings),
    sts: new STSClient(settings),
  };
  if (target === 'aws') for (const client of Object.values(clients)) refusePlainHttp(client as STSClient);
  const { sts } = clients;
  const endpoint = watchEndpoint(sts);
  const tried = `Asking STS who is calling (target = ${target}, region ${region})`;
  const identity = await sts
    .send(new GetCallerIdentityCommand({}), { abortSignal: signal })
    .catch((error) => {
      signal?.throwIfAborted();
      throw failed(tried, error, profileRemedy(error, profile));
    });
  const { Account: account = '', Arn: arn = '' } = identity;
  refuseRoot(tried, arn);
  return { target, account, arn, region, endpoint: endpoint(), timeScale, ...clients };
}

/** Whether a host name is this very machine. */
export function isThisMachine(hostname: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[::1\]|localhost|.+\.localhost)$/.test(hostname);
}

/**
 * Has a client send nothing over plain http but to this machine: whoever listens on the way would read the
 * session token and all data. The endpoint may come from the environment, or from the profile, for each
 * service another one.
 */
function refusePlainHttp({ middlewareStack }: STSClient): void {
  middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname } = args.request as { protocol: string; hostname: string };
      if (protocol !== 'http:' || isThisMachine(hostname)) return next(args);
      throw new StepError(
        `Sending a call to http://${hostname} with the credentials of target = aws`,
        'nothing was sent: over plain http, whoever listens on the way reads what is signed with your keys',
        'Take an https:// endpoint. It stands in AWS_ENDPOINT_URL (also …_S3, …_IAM, …_STS, …_FIREHOSE), or as endpoint_url in your AWS configuration.',
      );
    },
    { step: 'build', name: 'refusePlainHttp' }, // before it is signed
  );
}

/** The account's root user may do everything, and no policy can limit it. AWS: use it for what only it can do. */
function refuseRoot(tried: string, arn: string): void {
  if (!arn.endsWith(':root')) return;
  throw new StepError(
    tried,
    "these are the credentials of the account's root user, who may do everything",
    'Sign in as a user or a role. What it must be allowed to do prints "npm run policy".',
  );
}

/** Notes where a client's calls go: the region decides it, or the environment (AWS_ENDPOINT_URL). */
function watchEndpoint(client: STSClient): () => string {
  let endpoint = '';
  client.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname, port } = args.request as {
        protocol: string;
        hostname: string;
        port?: number;
      };
      endpoint = `${protocol}//${hostname}${port ? `:${port}` : ''}`;
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  return () => endpoint;
}

/** Who you are, in four lines. */
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
  /** How many times as fast AWS's waiting times pass; older versions do not tell. */
  timeScale?: number;
  accessKeyId: string;
  secretAccessKey: string;
}

const START_SECONDS = 20;

/** The last server that this process started. */
let started: ChildProcessWithoutNullStreams | undefined;

async function localSettings(
  folder: string,
  { aws: { region, timeScale } }: Config,
  signal?: AbortSignal,
): Promise<ClientSettings> {
  const data = join(folder, '.local-aws');
  const server = await findOrStart(folder, data, { region, timeScale }, signal);
  if (server.region !== region) {
    throw new StepError(
      `Connecting to the local AWS in ${data} for region ${region}`,
      `it runs for region ${server.region} (process ${server.pid})`,
      `Set region = ${server.region} in dl.cfg, or stop that process and delete the folder ${data}.`,
    );
  }
  if (isOtherScale(server, timeScale)) {
    throw new StepError(
      `Connecting to the local AWS in ${data} at time scale ${timeScale}`,
      `it runs at time scale ${server.timeScale} (process ${server.pid})`,
      `Stop that process, and run this step again: what you have made stays. Or set time_scale = ${server.timeScale} in dl.cfg.`,
    );
  }
  const { endpoint, accessKeyId, secretAccessKey } = server;
  return { region, endpoint, credentials: { accessKeyId, secretAccessKey } };
}

function isOtherScale({ timeScale }: RunningServer, wanted: number): boolean {
  return timeScale !== undefined && timeScale !== wanted;
}

/**
 * Only one server can serve a folder: while another one is starting or stopping, this looks again. A server of our
 * own whose time scale is no longer the one of the settings ends for one that has it.
 */
async function findOrStart(
  folder: string,
  data: string,
  { region, timeScale }: Pick<Config['aws'], 'region' | 'timeScale'>,
  signal?: AbortSignal,
): Promise<RunningServer> {
  const tried = `Starting the local AWS in ${data}`;
  let complaint = '';
  const look = async () => {
    const found = await findServer(data);
    if (found && found.pid === started?.pid && isOtherScale(found, timeScale)) {
      started.stdin.destroy(); // what it lives by
      return undefined;
    }
    if (found) return found;
    const options = ['--data', data, '--region', region, '--time-scale', String(timeScale)];
    complaint = await startServer(folder, options);
    if (complaint === '') return findServer(data);
    if (/ is in use by process /.test(complaint)) return undefined;
    const held = / is of region (\S+), not of /.exec(complaint)?.[1];
    if (held) {
      throw new StepError(
        `${tried} for region ${region}`,
        `the folder holds what was made in region ${held}`,
        `Set region = ${held} in dl.cfg again, or delete the folder to start afresh in ${region}: it holds only local test data.`,
      );
    }
    throw new StepError(
      tried,
      complaint,
      'See the line above; deleting the folder starts the local AWS afresh.',
    );
  };
  try {
    return await withClock(
      { doing: () => 'Starting the local AWS', done: () => 'It runs', left: atMost(START_SECONDS) },
      () => waitFor('it', look, { timeoutSeconds: START_SECONDS, signal }),
    );
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const reason = complaint || 'it started and went away again';
    throw new StepError(tried, reason, 'Stop whatever uses the folder, then run the step again.', error);
  }
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

/** Starts a server that ends with this process. Gives what it complained of, or nothing once it is ready. */
async function startServer(folder: string, options: string[]): Promise<string> {
  const command = join(folder, 'local-aws', 'dist', 'local-aws.cjs');
  if (!existsSync(command)) {
    throw new StepError(
      `Starting the local AWS of ${folder}`,
      `${command} is not there`,
      'Run "npm run build" in the project folder (npm start does it too).',
    );
  }
  // The pipe to its standard input is what ties its life to ours: it closes however this process ends. Being
  // detached, it does not get the Ctrl-C that a terminal sends to all: we may still have to say what is left.
  const args = [command, ...options, '--until-stdin-closes'];
  const child = spawn(process.execPath, args, { stdio: 'pipe', detached: true, windowsHide: true });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const isReady = await new Promise<boolean>((settle) => {
    const timer = setTimeout(() => settle(false), START_SECONDS * 1_000);
    const end = (result: boolean) => {
      clearTimeout(timer);
      settle(result);
    };
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (/AWS_REGION=\S+\n/.test(out)) end(true);
    });
    child.once('error', () => end(false));
    child.once('close', () => end(false)); // not 'exit': what it said may still be on its way
  });
  if (isReady) started = child;
  else child.kill();
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return isReady ? '' : said.trim() || 'no answer in time';
}
