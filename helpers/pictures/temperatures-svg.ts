import { LIGHT } from './palette.js';
import type { Station } from './station-temperatures.js';
import { drawSvg } from './svg.js';
import { shortenEnd } from './text.js';

/** In pixels: where the first chart begins, how high each is, and how wide all are. */
const TOP = 84;
const PANEL = 150;
const WIDTH = 720;

export interface Look {
  title: string;
  /** Where the measurements come from. */
  source: string;
  /** For a screen reader. */
  description: string;
  /** No two measurements of a station share a span of time: each has a bar of its own. */
  isEachAlone: boolean;
}

/** Draws one chart per station, one below the other, on the same scale. */
export function temperaturesSvg(stations: readonly Station[], times: readonly string[], look: Look): string {
  const height = TOP + stations.length * PANEL;
  return drawSvg(chartOption(stations, times, look), {
    width: WIDTH,
    height,
    description: look.description,
  });
}

function chartOption(stations: readonly Station[], times: readonly string[], look: Look): object {
  const { text, muted } = LIGHT;
  const scale = scaleOf(stations, look);
  const heading = {
    text: look.title,
    subtext: look.source,
    left: 20,
    top: 12,
    textStyle: { fontSize: 16, color: text },
    subtextStyle: { fontSize: 13, color: muted },
  };
  return {
    title: [heading, ...stations.map(titleOf)],
    grid: stations.map((_, index) => ({
      left: 52,
      right: 150,
      top: TOP + index * PANEL,
      height: PANEL - 44,
    })),
    xAxis: stations.map((_, gridIndex) => timeAxis(times, gridIndex, look)),
    yAxis: stations.map((_, gridIndex) => temperatureAxis(gridIndex, scale)),
    series: stations.flatMap(look.isEachAlone ? barsOf : curvesOf),
  };
}

interface Scale {
  min: number;
  max: number;
  interval: number;
}

/** Round steps between the lines of the scale, in °C. */
const STEPS = [1, 2, 5, 10, 20, 50, 100];

/** One scale for all stations, with at most five lines or so. Bars begin at 0 °C. */
function scaleOf(stations: readonly Station[], { isEachAlone }: Look): Scale {
  const zero = isEachAlone ? [0] : [];
  const [lowest, highest] = [
    Math.min(...zero, ...stations.map(({ overall }) => overall.lowest)),
    Math.max(...zero, ...stations.map(({ overall }) => overall.highest)),
  ];
  const interval = STEPS.find((step) => (highest - lowest) / step <= 4) ?? (highest - lowest) / 4;
  const [min, max] = [Math.floor(lowest / interval) * interval, Math.ceil(highest / interval) * interval];
  return { min, max: max === min ? min + interval : max, interval };
}

/** Of many months, the years are named; of other spans, as many as there is room for. */
function timeAxis(times: readonly string[], gridIndex: number, { isEachAlone }: Look): object {
  const { muted } = LIGHT;
  const isMonths = times[0]?.length === 7 && times.length > 12;
  const isYear = (index: number) => times[index]?.endsWith('-01') ?? false;
  return {
    type: 'category',
    gridIndex,
    data: times,
    boundaryGap: isEachAlone,
    axisLine: { onZero: false, lineStyle: { color: muted } },
    axisTick: { interval: isMonths ? isYear : 'auto', lineStyle: { color: muted } },
    axisLabel: {
      color: muted,
      fontSize: 12,
      interval: isMonths ? isYear : 'auto',
      formatter: (time: string) => (isMonths ? time.slice(0, 4) : time.replace('T', '\n')),
    },
  };
}

function temperatureAxis(gridIndex: number, scale: Scale): object {
  const { muted, faint } = LIGHT;
  return {
    type: 'value',
    gridIndex,
    ...scale,
    axisLabel: { color: muted, fontSize: 12, formatter: '{value}°' },
    splitLine: { lineStyle: { color: faint } },
  };
}

function colourOf(index: number): string {
  return index % 2 === 0 ? LIGHT.blue : LIGHT.orange;
}

/** A station's name and mean, at the end of its line. */
function titleOf({ name, overall }: Station, index: number): object {
  return {
    text: shortenEnd(name, 14),
    subtext: `mean ${overall.mean.toFixed(1)} °C`,
    left: WIDTH - 132,
    top: TOP + index * PANEL + 24,
    itemGap: 4,
    textStyle: { fontSize: 15, color: colourOf(index) },
    subtextStyle: { fontSize: 13, color: LIGHT.muted },
  };
}

function barsOf({ points }: Station, index: number): object[] {
  const data = points.map((point) => point?.mean ?? null);
  const place = { xAxisIndex: index, yAxisIndex: index };
  return [
    { ...place, type: 'bar', silent: true, barMaxWidth: 40, itemStyle: { color: colourOf(index) }, data },
  ];
}

function curvesOf({ points }: Station, index: number): object[] {
  const color = colourOf(index);
  const shared = {
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    silent: true,
    clip: false,
    symbol: 'none',
  };
  const band = { ...shared, stack: `band ${index}`, stackStrategy: 'all', lineStyle: { opacity: 0 } };
  return [
    { ...band, data: points.map((point) => point?.lowest ?? null) },
    {
      ...band,
      data: points.map((point) => (point ? point.highest - point.lowest : null)),
      areaStyle: { color, opacity: 0.18 },
    },
    {
      ...shared,
      // A line needs two points: one that has no neighbour is drawn as a dot.
      data: points.map((point, at) => ({
        value: point?.mean ?? null,
        symbol: points[at - 1] || points[at + 1] ? 'none' : 'circle',
      })),
      lineStyle: { color, width: 2.5 },
    },
  ];
}
