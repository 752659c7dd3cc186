/** Measurements, gathered per station and span of time. */
import type { Measurement } from '../sensor.js';

const DAY = 86_400;
/** Spans of time: how many characters of an ISO date name one, and the least that it lasts, in seconds. */
const SPANS = [
  { span: 'second', length: 19, seconds: 1 },
  { span: 'minute', length: 16, seconds: 60 },
  { span: 'hour', length: 13, seconds: 3_600 },
  { span: 'day', length: 10, seconds: DAY },
  { span: 'month', length: 7, seconds: 28 * DAY },
  { span: 'year', length: 4, seconds: 365 * DAY },
];
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

/**
 * The finest spans of time of which there are not too many. None is finer than the measurements are: of one a day,
 * each stands for its day.
 */
export function timesOf(measurements: readonly Measurement[]): { span: string; times: string[] } {
  const distance = smallestDistance(measurements);
  const finest = SPANS.filter(({ seconds }) => seconds <= distance).length - 1;
  for (const { span, length } of SPANS.slice(Math.max(finest, 0))) {
    const times = [...new Set(measurements.map(({ measuredAt }) => measuredAt.slice(0, length)))].sort();
    if (times.length <= MOST_POINTS || span === 'year') return { span, times };
  }
  return { span: 'year', times: [] };
}

/** Between two measurements of a station, in seconds; a day where none has two, for then a date is enough. */
function smallestDistance(measurements: readonly Measurement[]): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const own of groupBy(measurements, ({ station }) => station).values()) {
    const times = own.map(({ measuredAt }) => Date.parse(measuredAt) / 1_000).sort((a, b) => a - b);
    for (const [index, time] of times.entries()) {
      const distance = time - (times[index - 1] ?? time);
      if (distance > 0) smallest = Math.min(smallest, distance);
    }
  }
  return Number.isFinite(smallest) ? smallest : DAY;
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
