/** A local-aws in this process, with the unmodified SDK clients that talk to it over HTTP. */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { type Clock, ManualClock } from '../clock.js';
import { type LocalAwsServer, type ServerOptions, startServer } from '../server.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export interface Clients {
  firehose: FirehoseClient;
  iam: IAMClient;
  s3: S3Client;
  sts: STSClient;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What a client may be wrong about. */
export interface ClientSettings {
  region?: string;
  /** Milliseconds by which the SDK believes its clock to be wrong. */
  systemClockOffset?: number;
}

export interface LocalAwsUnderTest<C extends Clock = ManualClock> extends Clients {
  server: LocalAwsServer;
  endpoint: string;
  clock: C;
  /** The clients that somebody's keys make, and settings if given. */
  as(credentials: Credentials, settings?: ClientSettings): Clients;
  close(): Promise<void>;
}

export function clientsOf(
  endpoint: string,
  region: string,
  credentials: Credentials,
  settings: ClientSettings = {},
): Clients {
  const config = { endpoint, region, credentials, maxAttempts: 1, ...settings };
  return {
    firehose: new FirehoseClient(config),
    iam: new IAMClient(config),
    s3: new S3Client(config),
    sts: new STSClient(config),
  };
}

/** Starts one with a clock that stands still until the test moves it, and with nothing on disk unless `dir` is given. */
export async function startLocalAws(options: Omit<ServerOptions, 'clock'> = {}): Promise<LocalAwsUnderTest> {
  return start({ ...options, clock: new ManualClock(new Date()) });
}

export async function start<C extends Clock>(
  options: ServerOptions & { clock: C },
): Promise<LocalAwsUnderTest<C>> {
  const server = await startServer({ log: (line) => process.stderr.write(`${line}\n`), ...options });
  const { region } = server.account;
  const all: Clients[] = [];
  const as = (credentials: Credentials, settings?: ClientSettings) => {
    const clients = clientsOf(server.endpoint, region, credentials, settings);
    all.push(clients);
    return clients;
  };
  return {
    ...as(server.credentials),
    server,
    endpoint: server.endpoint,
    clock: options.clock,
    as,
    async close() {
      for (const clients of all) for (const client of Object.values(clients)) client.destroy();
      await server.close();
    },
  };
}
