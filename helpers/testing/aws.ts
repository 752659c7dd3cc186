/** A local AWS in this process, as the helpers see it: what `connect` would have given them. */
import { type Clock, systemClock } from '../../local-aws/src/clock.js';
import type { Durations } from '../../local-aws/src/operation.js';
import { type Clients, start } from '../../local-aws/src/testing/harness.js';
import { type Config, parseConfig } from '../config.js';
import type { Aws } from '../connect.js';
import { type Names, nameResources } from '../names.js';

type LocalAws = Awaited<ReturnType<typeof start<Clock>>>;

export interface TestAws {
  aws: Aws;
  config: Config;
  names: Names;
  local: LocalAws;
  /** Reads settings, as from a `dl.cfg`. */
  settings(dlCfg: string): Config;
  close(): Promise<void>;
}

export interface TestAwsOptions {
  region?: string;
  /** How fast AWS's times pass; default 1,000 times. */
  timeScale?: number;
  /** How long AWS takes, in milliseconds of its own time, where it matters to a test. */
  durations?: Partial<Durations>;
  /** Takes what local-aws reports, such as denied deliveries. */
  log?: (line: string) => void;
}

/** Starts it. Nothing is on disk, and AWS's half minute passes in 30 ms. */
export async function startAws(options: TestAwsOptions = {}): Promise<TestAws> {
  const { region = 'us-east-1', timeScale = 1_000, durations, log = () => {} } = options;
  const local = await start({ clock: systemClock(timeScale), region, durations, log });
  const settings = (dlCfg: string) => parseConfig(dlCfg);
  const config = settings(`[AWS]\nregion = ${region}`);
  const aws = asAws(local, local);
  return { aws, config, names: nameResources(config, aws), local, settings, close: () => local.close() };
}

/** The same account, seen by somebody who is not its administrator. */
export function asAws(local: LocalAws, { firehose, iam, s3, sts }: Clients): Aws {
  const { account, region } = local.server.account;
  return {
    target: 'local',
    account,
    arn: `arn:aws:iam::${account}:user/test`,
    region,
    endpoint: local.endpoint,
    timeScale: 1,
    firehose,
    iam,
    s3,
    sts,
  };
}

/**
 * A client that gives these answers in their order, and the last one for ever; an Error is thrown. `commands`
 * takes the names of the commands that came.
 */
export function scripted<Client>(commands: string[], ...answers: unknown[]): Client {
  const send = async (command: object) => {
    const next = answers[Math.min(commands.push(command.constructor.name), answers.length) - 1];
    if (next instanceof Error) throw next;
    return next;
  };
  return { send } as Client;
}

/** An error as the SDK throws it. */
export function sdkError(name: string, message: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
