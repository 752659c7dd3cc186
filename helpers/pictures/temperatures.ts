/** The temperatures as they were read back from S3, per station over time. */
import type { Measurement } from '../sensor.js';
import { type Picture, show } from './display.js';
import { type Station, stationsOf, timesOf } from './station-temperatures.js';
import { temperaturesSvg } from './temperatures-svg.js';
import { formatCount, shortenEnd, sparkline } from './text.js';

/**
 * Shows each station's mean temperature and the range from the coldest to the warmest, per month; or per day, hour,
 * minute or second when the measurements lie closer together. Where these are few, each has a bar of its own.
 */
export function showTemperatures(measurements: readonly Measurement[]): void {
  show(drawTemperatures(measurements));
}

/** The chart in all its forms. */
export function drawTemperatures(measurements: readonly Measurement[]): Picture {
  if (measurements.length === 0) return { text: 'No measurements.' };
  const { span, times } = timesOf(measurements);
  const stations = stationsOf(measurements, times);
  const isEachAlone = stations.every(({ count, points }) => points.filter(Boolean).length === count);
  const title = `Temperature per ${span}, °C${isEachAlone ? '' : ': mean, and from the coldest to the warmest'}`;
  const source = `${formatCount(measurements.length)} measurement${measurements.length === 1 ? '' : 's'}, read back from S3`;
  const description = [`${title}. ${source}.`, ...stations.map((each) => `${each.name}: ${figures(each)}.`)];
  return {
    text: [...asText(stations, times), `${isEachAlone ? 'one' : 'mean'} per ${span}; ${source}`].join('\n'),
    svg: temperaturesSvg(stations, times, { title, source, description: description.join(' '), isEachAlone }),
  };
}

function figures({ overall: { lowest, mean, highest } }: Station): string {
  return `${lowest.toFixed(1)} to ${highest.toFixed(1)} °C, mean ${mean.toFixed(1)} °C`;
}

const NAME = 10;

function asText(stations: readonly Station[], times: readonly string[]): string[] {
  const means = stations.flatMap(({ points }) => points.flatMap((point) => (point ? [point.mean] : [])));
  const [lowest, highest] = [Math.min(...means), Math.max(...means)];
  const blank = ''.padEnd(NAME + 1);
  const lines = stations.flatMap((station) => {
    const values = station.points.map((point) => point?.mean);
    const name = shortenEnd(station.name, NAME).padEnd(NAME + 1);
    return [name + sparkline(values, lowest, highest), blank + figures(station)];
  });
  const [from, to] = [times[0], times.at(-1)];
  return [...lines, blank + (from === to ? from : `${from} to ${to}`)];
}
