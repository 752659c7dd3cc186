/**
 * What only the local AWS can do: refuse on purpose, deliver at once, look into a buffer. On an account of AWS
 * each of these says that it does nothing, and the lesson goes on.
 */
import type { Config } from './config.js';
import { type Aws, isThisMachine } from './connect.js';
import { failed, StepError } from './errors.js';

/** What local-aws tells of a delivery stream's buffer; times are seconds of AWS's time. */
export interface Waiting {
  state: 'buffering' | 'delivering' | 'retrying';
  bytes: number;
  oldestAgeSeconds: number;
  failures: { of: string; attempts: number; reason: string; secondsUntilNextAttempt: number }[];
}

/** Makes PutRecordBatch refuse this share of the entries, so many times, as a stream does under pressure. */
export async function refuseEntries(aws: Aws, share: number, times = 1): Promise<void> {
  if (isSkipped(aws, 'refusing records')) return;
  await ask(aws, 'faults', { operation: 'PutRecordBatch', refuseShare: share, times });
}

/** Makes the creation of a stream fail once, with this reason. */
export async function failCreation(
  aws: Aws,
  stream: string,
  code: string,
  message: string,
): Promise<boolean> {
  if (isSkipped(aws, 'failing a creation')) return false;
  await ask(aws, 'faults', {
    operation: 'Creation',
    stream,
    times: 1,
    answer: { status: 500, code, message },
  });
  return true;
}

/** Lets PutRecordBatch take the records and then cuts the connection before the answer, once. */
export async function loseAnswer(aws: Aws): Promise<boolean> {
  if (isSkipped(aws, 'losing an answer')) return false;
  await ask(aws, 'faults', { operation: 'PutRecordBatch', times: 1, cut: 'after' });
  return true;
}

/** Delivers what a stream buffers now. */
export async function flush(aws: Aws, stream: string): Promise<void> {
  if (isSkipped(aws, 'delivering before its time')) return;
  await ask(aws, `streams/${stream}/flush`, {});
}

/** What is accepted and not in S3 yet, and what failed on the way; undefined when nothing waits. */
export async function whatWaits(aws: Aws, stream: string): Promise<Waiting | undefined> {
  if (isSkipped(aws, 'looking into the buffer')) return undefined;
  const view = (await ask(aws, `streams/${stream}`)) as { waiting: Waiting | null };
  return view.waiting ?? undefined;
}

/** The seconds of AWS's time that pass in so many real ones. */
export function awsSeconds({ aws }: Pick<Config, 'aws'>, realSeconds: number): number {
  return aws.target === 'local' ? realSeconds * aws.timeScale : realSeconds;
}

/** The real seconds that so many of AWS's time take. */
export function realSeconds({ aws }: Pick<Config, 'aws'>, seconds: number): number {
  return aws.target === 'local' ? seconds / aws.timeScale : seconds;
}

function isSkipped({ target, endpoint }: Aws, what: string): boolean {
  if (target === 'local' && isThisMachine(new URL(endpoint).hostname)) return false;
  const why =
    target === 'aws' ? 'AWS has none' : 'In a workshop only the machine has it that local-aws runs on';
  console.log(`Skipped: ${what} is a switch of local-aws. ${why}.`);
  return true;
}

async function ask({ endpoint }: Aws, path: string, body?: unknown): Promise<unknown> {
  const tried = `Asking the local AWS for ${path}`;
  const toDo = 'Run the connect step again.';
  try {
    const response = await fetch(`${endpoint}/_local-aws/${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw new StepError(tried, `HTTP ${response.status}: ${text}`, toDo);
  } catch (error) {
    throw failed(tried, (error as Error).cause ?? error, toDo); // fetch hides the reason in its cause
  }
}
