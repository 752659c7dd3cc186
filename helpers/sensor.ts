/** Step 6: a climate sensor that answers measurements as JSON over HTTP. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutSecrets } from './errors.js';

/** A measurement as the stream carries it. */
export interface Measurement {
  sensorId: number | string;
  station: string;
  /** When it was measured, as the sensor says it. */
  measuredAt: string;
  currentTemperature: number;
  status: string;
  /** Which record this is, given by whoever sends it: it makes one that landed twice visible. */
  id?: string;
}

export interface SensorOptions {
  /** Where the temperature stands in the answer, as a dotted path; default `currentTemperature`. */
  temperatureField?: string;
  /** How often one measurement is tried before it is given up; default 4. */
  attempts?: number;
  /** The pause before the second attempt, doubled each time, in milliseconds; default 100. */
  pauseMs?: number;
  /** How long one answer may take, in milliseconds; default 5,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Called for every answer that could not be used, with the reason. */
  onProblem?: (problem: string) => void;
}

/** The sensor answered, but with no number where the temperature should stand; a moment later there may be one. */
class NoTemperature extends Error {}

/** The sensor gave no usable answer. */
export class SensorError extends Error {
  constructor(url: string, attempts: number, last: string, cause?: unknown) {
    const suspect =
      cause instanceof NoTemperature ? 'Is [Sensor] temperature_field' : 'Is the sensor up, and [Sensor] url';
    super(
      `Asking the sensor at ${withoutSecrets(url)} failed ${attempts} times. Last: ${last}. ${suspect} right?`,
      { cause },
    );
    this.name = 'SensorError';
  }
}

/**
 * Asks the sensor for one measurement.
 *
 * @throws SensorError when all attempts failed, the signal's reason when it is aborted. A measurement is never
 *   made up.
 */
export async function measure(url: string, options: SensorOptions = {}): Promise<Measurement> {
  const { attempts = 4, pauseMs = 100, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(url, options);
    } catch (error) {
      signal?.throwIfAborted();
      const problem = error instanceof Error ? reasonOf(error) : String(error);
      options.onProblem?.(`attempt ${attempt} of ${attempts}: ${problem}`);
      if (attempt >= attempts) throw new SensorError(url, attempts, problem, error);
      await sleep(pauseMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

/** fetch says "fetch failed" and hides the reason in its cause. */
function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.message ? `${error.message} (${cause.code ?? cause.message})` : error.message;
}

async function ask(url: string, options: SensorOptions): Promise<Measurement> {
  const { temperatureField = 'currentTemperature', timeoutMs = 5_000, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { signal: signal ? anySignal(signal, timeout) : timeout });
  const text = await response.text();
  if (!response.ok) throw new Error(`it answered HTTP ${response.status}`);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`its answer is not JSON: ${JSON.stringify(text.slice(0, 40))}`);
  }
  const currentTemperature = field(answer, temperatureField);
  if (typeof currentTemperature !== 'number' || !Number.isFinite(currentTemperature)) {
    throw new NoTemperature(`its answer has no number at ${temperatureField}: ${text.slice(0, 80)}`);
  }
  const known = answer as Partial<Measurement>;
  return {
    sensorId: known.sensorId ?? new URL(url).host,
    station: known.station ?? new URL(url).host,
    measuredAt: known.measuredAt ?? new Date().toISOString(),
    currentTemperature,
    status: known.status ?? 'OK',
  };
}

function field(answer: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], answer);
}

/** AbortSignal.any came with Node 20.3, but not with the kernel's compiler. */
function anySignal(...signals: AbortSignal[]): AbortSignal {
  return (AbortSignal as unknown as { any(signals: AbortSignal[]): AbortSignal }).any(signals);
}

/**
 * Asks for `count` measurements, one after the other. One that cannot be had is reported to `onMissed` and
 * left out; the stream goes on with the next.
 */
export async function* measurements(
  url: string,
  count: number,
  options: SensorOptions & { onMissed?: (error: SensorError) => void } = {},
): AsyncGenerator<Measurement> {
  for (let i = 0; i < count; i += 1) {
    let measurement: Measurement;
    try {
      measurement = await measure(url, options);
    } catch (error) {
      if (!(error instanceof SensorError)) throw error;
      options.onMissed?.(error);
      continue;
    }
    yield measurement;
  }
}
