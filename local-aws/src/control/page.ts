/** What is going on, as a page of plain text: it reads the same in a browser and in a terminal. */

import type { Fault } from '../faults/read-fault.js';
import type { LogLine } from './log-book.js';
import type { FailureView, StreamView, WaitingView } from './views.js';

const LOG_LINES_SHOWN = 20;
/** Of one stream: each of its partitions may have one. */
const FAILURES_SHOWN = 5;

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
    ...(waiting ? [waitingText(waiting), ...failureTexts(waiting)] : ['  nothing waits']),
    ...Object.entries(metrics).map(([metric, value]) => `  ${metric} ${value}`),
  ].join('\n');
}

function waitingText({ bytes, oldestAgeSeconds, ...waiting }: WaitingView): string {
  const { state, secondsUntilFlush, bytesUntilFlush } = waiting;
  const hints =
    secondsUntilFlush === null
      ? ''
      : `; by the buffering hints: in ${secondsUntilFlush.toFixed(1)} s or after ${bytesUntilFlush} more bytes`;
  return `  ${state}: ${bytes} bytes wait, the oldest for ${oldestAgeSeconds.toFixed(1)} s${hints}`;
}

function failureTexts({ failures }: WaitingView): string[] {
  const more = failures.length - FAILURES_SHOWN;
  const texts = failures.slice(0, FAILURES_SHOWN).map(failureText);
  return more > 0 ? [...texts, `  and ${more} more that failed`] : texts;
}

function failureText({ of, attempts, reason, secondsUntilNextAttempt }: FailureView): string {
  const next = secondsUntilNextAttempt > 0 ? `in ${secondsUntilNextAttempt.toFixed(1)} s` : 'now';
  return `  ${of}: attempt ${attempts} failed, the next is ${next}: ${reason}`;
}
