/**
 * An address of our own beside AWS's API, for what AWS has no call for: to look inside, to deliver now, to
 * let time pass, to have something fail.
 */
import type { Account } from '../account.js';
import type { MovableClock } from '../clock.js';
import { type Fault, readFault } from '../faults/read-fault.js';
import type { DeliveryStream } from '../firehose/stream.js';
import { operationNames } from '../services.js';
import type { Store } from '../store/store.js';
import type { HttpRequest, HttpResponse } from '../wire/message.js';
import type { LogBook } from './log-book.js';
import { controlPage } from './page.js';
import { controlHandler, Refusal, type Routes, readJson } from './routing.js';
import { streamView } from './views.js';

/** A year: further than anything here waits. */
const LONGEST_ADVANCE_SECONDS = 31_536_000;

export interface ControlOptions {
  aws: Account;
  store: Store;
  clock: MovableClock;
  log: LogBook;
}

/** Makes what answers the requests to this address. */
export function createControl(options: ControlOptions): (request: HttpRequest) => Promise<HttpResponse> {
  return controlHandler(routesOf(options));
}

function routesOf({ aws, store, clock, log }: ControlOptions): Routes {
  const { firehose, faults } = aws;
  const streams = () => firehose.names().map((name) => streamView(aws, firehose.get(name)));
  const find = (name: string): DeliveryStream => {
    const stream = firehose.find(name);
    if (stream) return stream;
    const names = firehose.names().join(', ') || 'none';
    throw new Refusal(404, `There is no delivery stream ${name}. There is: ${names}.`);
  };
  const routes: Routes = {
    'GET /': () =>
      controlPage({
        account: aws.account,
        region: aws.region,
        now: clock.now(),
        streams: streams(),
        faults: faults.list(),
        log: log.lines,
        routes: Object.keys(routes),
      }),
    'GET /health': () => ({
      name: 'local-aws',
      account: aws.account,
      region: aws.region,
      pid: process.pid,
    }),
    'GET /streams': () => ({ streams: streams(), metrics: firehose.accountMetrics.snapshot() }),
    'GET /streams/NAME': (_, name) => streamView(aws, find(name)),
    'POST /streams/NAME/flush': async (_, name) => {
      await firehose.flush(find(name));
      return streamView(aws, find(name));
    },
    'GET /log': () => ({ lines: log.lines }),
    'POST /clock': async (request) => {
      const advanceSeconds = readAdvance(request);
      const since = store.mark();
      clock.advance(advanceSeconds * 1_000);
      await store.durable(since);
      return { now: new Date(clock.now()).toISOString() };
    },
    'GET /faults': () => ({ faults: faults.list() }),
    'POST /faults': async (request) => {
      faults.add(faultIn(request, await operationNames()));
      return { faults: faults.list() };
    },
    'DELETE /faults': () => {
      faults.clear();
      return { faults: faults.list() };
    },
  };
  return routes;
}

function readAdvance(request: HttpRequest): number {
  const value = readJson(request) as { advanceSeconds?: unknown } | null;
  const seconds = value?.advanceSeconds;
  const isFine = typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST_ADVANCE_SECONDS;
  if (isFine && Object.keys(value as object).length === 1) return seconds;
  throw new Refusal(
    400,
    `The body must be {"advanceSeconds": N} with N from 0 to ${LONGEST_ADVANCE_SECONDS}: seconds of AWS's time.`,
  );
}

function faultIn(request: HttpRequest, operations: ReadonlySet<string>): Fault {
  const value = readJson(request);
  try {
    return readFault(value, operations);
  } catch (error) {
    throw new Refusal(400, (error as Error).message);
  }
}
