/** The buffer of the delivery stream as a tank that fills towards its two limits: size and time. */
import { createLiveDisplay, type LivePicture } from './display.js';
import { LIGHT } from './palette.js';
import { drawSvg } from './svg.js';
import { formatBytes, gauge } from './text.js';

/** The buffering hints of the stream. */
export interface TankLimits {
  /** AWS's "MB" are MiB. */
  sizeInMBs: number;
  intervalInSeconds: number;
}

/** What is in the buffer. */
export interface TankLevel {
  bytes: number;
  /** Since the first record in the buffer has arrived. */
  seconds: number;
  /** What to say once the time is up, such as how long it is still waited for. */
  left?: string;
}

export interface Tank {
  update(level: TankLevel): void;
  /** The buffer has been written to S3. */
  flushed(): void;
}

/** Shows the tank, empty. It is drawn again at most four times a second, and in any case when it is flushed. */
export function showTank(limits: TankLimits): Tank {
  const display = createLiveDisplay();
  let level: TankLevel = { bytes: 0, seconds: 0 };
  display.draw(() => drawTank(limits, level));
  return {
    update(next) {
      level = next;
      display.draw(() => drawTank(limits, level));
    },
    flushed() {
      display.drawLast(() => drawTank(limits, level, true));
      level = { bytes: 0, seconds: 0 };
    },
  };
}

/** The tank in all its forms. */
export function drawTank(limits: TankLimits, level: TankLevel, isFlushed = false): LivePicture {
  const tank = isFlushed ? atLimit(limits, level) : level;
  const { sizeInMBs, intervalInSeconds } = limits;
  const rule = `The buffer flushes at ${sizeInMBs} MiB or ${intervalInSeconds} s, whichever comes first`;
  const state = isFlushed ? flushState(limits, tank) : fillState(limits, tank);
  const size = `${formatBytes(tank.bytes)} of ${sizeInMBs} MiB`;
  const time = `${Math.floor(tank.seconds)} of ${intervalInSeconds} s`;
  const filled = ratios(limits, tank);
  const text = [
    rule,
    `size  ${gauge(filled.size, 24)}  ${size}`,
    `time  ${gauge(filled.time, 24)}  ${time}`,
    state,
  ];
  return {
    text: text.join('\n'),
    line: `${size}, ${time}. ${state}`,
    svg: drawSvg(tankOption(rule, state, { size, time }, filled), {
      width: 560,
      height: 290,
      description: `${rule}. ${size}, ${time}. ${state}.`,
    }),
  };
}

function ratios({ sizeInMBs, intervalInSeconds }: TankLimits, { bytes, seconds }: TankLevel) {
  const size = bytes / (sizeInMBs * 1024 * 1024);
  // Firehose takes an interval of 0 s, too: it does not wait.
  return { size, time: intervalInSeconds === 0 ? 1 : seconds / intervalInSeconds };
}

/**
 * A buffer that was flushed had reached one of its limits, though it may have been looked at before that. Time passes
 * unseen more than bytes do: a buffer that was nearly empty has not become full.
 */
function atLimit(limits: TankLimits, level: TankLevel): TankLevel {
  const { size, time } = ratios(limits, level);
  return size > Math.max(time, 0.5)
    ? { ...level, bytes: Math.max(level.bytes, limits.sizeInMBs * 1024 * 1024) }
    : { ...level, seconds: Math.max(level.seconds, limits.intervalInSeconds) };
}

function flushState(limits: TankLimits, level: TankLevel): string {
  const { size, time } = ratios(limits, level);
  const first =
    size > time ? `${limits.sizeInMBs} MiB were reached` : `${limits.intervalInSeconds} s were over`;
  return `Flushed: ${first} first`;
}

function fillState(limits: TankLimits, level: TankLevel): string {
  const { size, time } = ratios(limits, level);
  if (level.bytes === 0 && level.seconds === 0) return 'Empty: the time starts with the first record';
  if (size >= 1) return 'Full: it flushes now';
  if (time >= 1) return `Time is up: ${level.left ?? 'it flushes now'}`;
  const { intervalInSeconds } = limits;
  return `${Math.ceil(intervalInSeconds - level.seconds)} of ${intervalInSeconds} s left until it flushes`;
}

function tankOption(
  rule: string,
  state: string,
  labels: { size: string; time: string },
  filled: { size: number; time: number },
): object {
  const { text, muted, blue, orange } = LIGHT;
  const bottom = [0, 0, 8, 8];
  const column = (ratio: number, color: string) => ({
    value: ratio,
    itemStyle: { color, borderRadius: bottom },
  });
  return {
    title: {
      text: state,
      subtext: rule,
      left: 24,
      top: 16,
      textStyle: { fontSize: 20, color: text },
      subtextStyle: { fontSize: 13, color: muted },
    },
    grid: { left: 24, right: 84, top: 96, bottom: 64 },
    xAxis: {
      type: 'category',
      data: [`{name|size}\n${labels.size}`, `{name|time}\n${labels.time}`],
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        interval: 0,
        fontSize: 14,
        color: text,
        lineHeight: 19,
        rich: { name: { fontSize: 12, color: muted } },
      },
    },
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    series: {
      type: 'bar',
      silent: true,
      barWidth: 170,
      data: [column(filled.size, blue), column(filled.time, orange)],
      showBackground: true,
      backgroundStyle: { color: '#f1f4f7', borderColor: muted, borderWidth: 1.5, borderRadius: bottom },
      markLine: {
        silent: true,
        symbol: 'none',
        data: [{ yAxis: 1 }],
        lineStyle: { type: 'dashed', color: muted, width: 1.5 },
        label: { formatter: 'flush', position: 'end', color: muted, fontSize: 13 },
      },
    },
  };
}
