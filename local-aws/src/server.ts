/** A running local-aws: the account, its folder and its HTTP server under one owner. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Account, openAccount } from './account.js';
import { type Clock, systemClock } from './clock.js';
import { createGateway } from './gateway.js';
import { createHttpServer, type Handler } from './http.js';
import type { Durations } from './operation.js';
import { memoryStore, openStore } from './store/store.js';

/** An address of our own beside AWS's API. No bucket can have this name: bucket names have no underscore. */
export const HEALTH_PATH = '/_local-aws/health';

/** The account of a store that is not told another: no real account has it. */
export const DEFAULT_ACCOUNT = '000000000000';
export const DEFAULT_REGION = 'us-east-1';

export interface ServerOptions {
  /** The folder that holds the state; undefined keeps it in memory only. */
  dir?: string;
  /** 0, the default, takes a free port. */
  port?: number;
  account?: string;
  region?: string;
  clock?: Clock;
  durations?: Partial<Durations>;
  /** Where unexpected failures are reported. */
  log?: (line: string) => void;
}

export interface LocalAwsServer {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly account: Account;
  /** The keys of the store's administrator. */
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  /** Stops listening, ends what is being written, and releases the folder. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the store, starts the account and listens on 127.0.0.1.
 *
 * @throws StoreError when the folder cannot be used, and the system's error when the port is taken.
 */
export async function startServer(options: ServerOptions = {}): Promise<LocalAwsServer> {
  const { dir, port = 0, account = DEFAULT_ACCOUNT, region = DEFAULT_REGION, log = () => {} } = options;
  const clock = options.clock ?? systemClock();
  const store = dir === undefined ? memoryStore() : await openStore(dir, { account, region });
  const aws = openAccount({ account, region, store, clock, durations: options.durations, log });
  const server = createHttpServer(withHealth(aws, createGateway(aws, store, log)), (error) =>
    log(String(error)),
  );
  try {
    await aws.start();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await aws.stop();
    await store.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const shutDown = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    await aws.stop();
    await store.close();
  };
  const { port: actualPort } = server.address() as AddressInfo;
  const { accessKeyId, secretAccessKey } = aws.iam.administrator();
  return {
    endpoint: `http://127.0.0.1:${actualPort}`,
    port: actualPort,
    account: aws,
    credentials: { accessKeyId, secretAccessKey },
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}

function withHealth(aws: Account, next: Handler): Handler {
  return async (request, ids) => {
    if (request.path !== HEALTH_PATH) return next(request, ids);
    const body = { name: 'local-aws', account: aws.account, region: aws.region, pid: process.pid };
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `${JSON.stringify(body)}\n`,
    };
  };
}
