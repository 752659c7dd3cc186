/** What is going on, as a page of plain text: it reads the same in a browser and in a terminal. */

import type { Fault } from '../faults/read-fault.js';
import type { LogLine } from './log-book.js';
import type { StreamView, WaitingView } from './views.js';

const LOG_LINES_SHOWN = 20;

export interface PageContent {
  account: string;
  region: string;
  /** A stamp of the clock. */
  now: number;
  streams: StreamView[];
  faults: Fault[];
  log: readonly LogLine[];
  /** What can be asked for, such as `GET /streams`. */
  routes: string[];
}

export function controlPage({ account, region, now, streams, faults, log, routes }: PageContent): string {
  const lines = log.slice(-LOG_LINES_SHOWN).map(({ at, text }) => `${at} ${text}`);
  return [
    `local-aws: account ${account} in ${region}, ${new Date(now).toISOString()} by its clock\n`,
    section('Delivery streams', streams.map(streamText)),
    section(
      'Faults in force',
      faults.map((fault) => JSON.stringify(fault)),
    ),
    section('The last lines of the log', lines),
    section('What can be asked for at this address', routes),
  ].join('\n');
}

function section(title: string, entries: string[]): string {
  const text = entries.length > 0 ? entries.join('\n') : 'none';
  return `${title}\n${text.replaceAll(/^/gm, '  ')}\n`;
}

function streamText({ name, status, failure, version, waiting, metrics }: StreamView): string {
  return [
    `${name}: ${status}, version ${version}`,
    ...(failure === undefined ? [] : [`  ${failure}`]),
    waiting ? waitingText(waiting) : '  nothing waits',
    ...Object.entries(metrics).map(([metric, value]) => `  ${metric} ${value}`),
  ].join('\n');
}

function waitingText({ bytes, oldestAgeSeconds, secondsUntilFlush, bytesUntilFlush }: WaitingView): string {
  const when = `in ${secondsUntilFlush.toFixed(1)} s or after ${bytesUntilFlush} more bytes`;
  return `  ${bytes} bytes wait, the oldest for ${oldestAgeSeconds.toFixed(1)} s; by the buffering hints: ${when}`;
}
