/** Measurements, gathered per station and span of time. */
import type { Measurement } from '../sensor.js';

/** A span of time: its name, which is the beginning of an ISO date, and how many characters that has. */
const SPANS = [
  ['second', 19],
  ['minute', 16],
  ['hour', 13],
  ['day', 10],
  ['month', 7],
  ['year', 4],
] as const;
/** More points than these tell no more, and would not fit on a terminal. */
const MOST_POINTS = 48;

/** Temperatures of one span of time, in °C. */
export interface Point {
  lowest: number;
  mean: number;
  highest: number;
}

export interface Station {
  name: string;
  count: number;
  /** Over all measurements. */
  overall: Point;
  /** One for each span of time; undefined where nothing was measured. */
  points: (Point | undefined)[];
}

/** The finest spans of time of which there are not too many. */
export function timesOf(measurements: readonly Measurement[]): { span: string; times: string[] } {
  for (const [span, length] of SPANS) {
    const times = [...new Set(measurements.map(({ measuredAt }) => measuredAt.slice(0, length)))].sort();
    if (times.length <= MOST_POINTS || span === 'year') return { span, times };
  }
  return { span: 'year', times: [] };
}

/** What each station has measured in each of these times. */
export function stationsOf(measurements: readonly Measurement[], times: readonly string[]): Station[] {
  const byStation = groupBy(measurements, ({ station }) => station);
  const length = times[0]?.length ?? 0;
  return [...byStation].map(([name, own]) => {
    const byTime = groupBy(own, ({ measuredAt }) => measuredAt.slice(0, length));
    const points = times.map((time) => byTime.get(time)).map((group) => group && summary(group));
    return { name, count: own.length, overall: summary(own), points };
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function summary(measurements: readonly Measurement[]): Point {
  let [lowest, sum, highest] = [Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
  for (const { currentTemperature } of measurements) {
    lowest = Math.min(lowest, currentTemperature);
    highest = Math.max(highest, currentTemperature);
    sum += currentTemperature;
  }
  return { lowest, mean: sum / measurements.length, highest };
}
