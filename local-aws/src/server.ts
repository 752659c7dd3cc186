/** A running local-aws: the account, its folder and its HTTP server under one owner. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Account, openAccount } from './account.js';
import type { MovableClock } from './clock.js';
import { createControl } from './control/control.js';
import { LogBook } from './control/log-book.js';
import { isControl } from './control/routing.js';
import { bodyRules } from './http/body-rules.js';
import { createGateway } from './http/gateway.js';
import { createHttpServer } from './http/server.js';
import { keptClock } from './kept-clock.js';
import type { Durations } from './operation.js';
import { memoryStore, openStore, type Store } from './store/store.js';

/** The account of a store that is not told another: no real account has it. */
export const DEFAULT_ACCOUNT = '000000000000';
export const DEFAULT_REGION = 'us-east-1';

export interface ServerOptions {
  /** The folder that holds the state; undefined keeps it in memory only. */
  dir?: string;
  /** 0, the default, takes a free port. */
  port?: number;
  /** The IPv4 address to listen on; 127.0.0.1 when not given. */
  listen?: string;
  /** Names and addresses, in lower case, beside those of this machine that a request may be meant for. */
  hosts?: readonly string[];
  account?: string;
  region?: string;
  /** How many times as fast as the machine's clock AWS's waiting times pass; 1 when not given. */
  timeScale?: number;
  /** Instead of the machine's clock and a time scale. */
  clock?: MovableClock;
  durations?: Partial<Durations>;
  /** How many internal shards a delivery stream has; 1 when not given. */
  firehoseShards?: number;
  /** Where local Lambda functions are; without it there are none. */
  functionsFolder?: string;
  /** Refuse what is above AWS's quotas of calls and data. Without it, nothing is. */
  throttle?: boolean;
  /** Takes what AWS tells no caller: why something was denied or did not arrive, and unexpected failures. */
  log?: (line: string) => void;
}

export interface LocalAwsServer {
  /** `http://127.0.0.1:PORT`, or the only address that it listens on. */
  readonly endpoint: string;
  readonly port: number;
  readonly account: Account;
  /** The keys of the store's administrator. */
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  /** Stops listening, ends what is being written, and releases the folder. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the store, starts the account and listens.
 *
 * @throws StoreError when the folder cannot be used, RangeError when the time scale is no number above 0, and
 *   the system's error when the port is taken or the address is not this machine's.
 */
export async function startServer(options: ServerOptions = {}): Promise<LocalAwsServer> {
  const { dir, account = DEFAULT_ACCOUNT, region = DEFAULT_REGION } = options;
  const store = dir === undefined ? memoryStore() : await openStore(dir, { account, region });
  try {
    return await serve(store, { ...options, account, region });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The server closes the store when it is closed. */
async function serve(
  store: Store,
  options: ServerOptions & { account: string; region: string },
): Promise<LocalAwsServer> {
  const { account, region, port = 0, listen = '127.0.0.1', hosts = [] } = options;
  const clock = options.clock ?? keptClock(store, options.timeScale);
  const book = new LogBook();
  const log = (line: string) => {
    book.add(line);
    options.log?.(line);
  };
  const { durations, firehoseShards, functionsFolder, throttle } = options;
  const settings = { durations, firehoseShards, functionsFolder, throttle };
  const aws = openAccount({ account, region, store, clock, log, ...settings });
  const gateway = createGateway(aws, store, log);
  const control = createControl({ aws, store, clock, log: book });
  const server = createHttpServer(
    (request, ids) => (isControl(request) ? control(request) : gateway(request, ids)),
    (error) => log(String(error)),
    { bodies: bodyRules, hosts: [...hosts, listen], isForThisMachine: isControl },
  );
  try {
    await aws.start();
    server.listen(port, listen);
    await once(server, 'listening');
  } catch (error) {
    await aws.stop();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const shutDown = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    try {
      await aws.stop();
    } finally {
      await store.close();
    }
  };
  const { port: actualPort } = server.address() as AddressInfo;
  const { accessKeyId, secretAccessKey } = aws.iam.administrator();
  return {
    endpoint: `http://${listen === '0.0.0.0' ? '127.0.0.1' : listen}:${actualPort}`,
    port: actualPort,
    account: aws,
    credentials: { accessKeyId, secretAccessKey },
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}
