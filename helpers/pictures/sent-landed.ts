/** What was sent and what has landed, over time. Between the two lines lies the buffer. */
import { createLiveDisplay, type LivePicture } from './display.js';
import { LIGHT } from './palette.js';
import { drawSvg } from './svg.js';
import { describePace, formatCount, sparkline } from './text.js';

export interface SentAndLanded {
  /** How many records have been sent so far. */
  sent(count: number): void;
  /** Nothing more will be sent: draws what was. */
  allSent(): void;
  /**
   * How many records are in S3 so far.
   *
   * @param left about how much time the rest takes, in words
   */
  landed(count: number, left?: string): void;
  /** Draws the last state. */
  done(): void;
}

/** What is still to come. */
export interface Ahead {
  /** How many records will be sent. */
  of?: number;
  /** About how much time the rest takes to land, in words. */
  left?: string;
}

/** Counts at one moment, in seconds since the chart was shown. */
export interface Moment {
  seconds: number;
  sent: number;
  landed: number;
}

/** Closer moments are one, so that a million of records fits into memory; in seconds. */
const SAME_MOMENT = 0.05;

/**
 * Shows a chart that grows with every call, and is drawn again at most four times a second.
 *
 * @param options.of how many records will be sent, to say about how long that takes
 * @param options.now a clock in milliseconds; default `performance.now`
 */
export function showSentAndLanded(options: { of?: number; now?: () => number } = {}): SentAndLanded {
  const { of, now = () => performance.now() } = options;
  const start = now();
  const display = createLiveDisplay();
  const moments: Moment[] = [{ seconds: 0, sent: 0, landed: 0 }];
  let ahead: Ahead = { of };
  const add = (counts: Partial<Moment>) => {
    const seconds = (now() - start) / 1000;
    const [last, before] = [moments.at(-1), moments.at(-2)] as [Moment, Moment | undefined];
    if (before && last.seconds - before.seconds < SAME_MOMENT) moments.pop();
    moments.push({ ...last, ...counts, seconds });
    display.draw(() => drawSentAndLanded(moments, ahead));
  };
  display.draw(() => drawSentAndLanded(moments, ahead));
  return {
    sent: (sent) => add({ sent }),
    allSent() {
      ahead = {};
      display.drawNow(() => drawSentAndLanded(moments, ahead));
    },
    landed(landed, left) {
      // Whoever waits has sent all there is to send.
      ahead = left === undefined ? { of: ahead.of } : { left };
      add({ landed });
    },
    done: () => display.drawLast(() => drawSentAndLanded(moments)),
  };
}

/** The chart in all its forms. `moments` is in order, and not empty. */
export function drawSentAndLanded(moments: readonly Moment[], ahead: Ahead = {}): LivePicture {
  const last = moments.at(-1) as Moment;
  const { seconds, sent, landed } = last;
  const counts = `${formatCount(sent)} sent, ${formatCount(landed)} landed`;
  const state = describeState(last, ahead);
  return {
    text: `${asText(moments)}\n${state}`,
    line: `${state} ${counts}, after ${seconds.toFixed(1)} s`,
    svg: drawSvg(chartOption(moments, state), {
      width: 640,
      height: 300,
      description: `${counts}, after ${seconds.toFixed(1)} s. ${state}`,
    }),
  };
}

function describeState({ seconds, sent, landed }: Moment, { of = 0, left }: Ahead): string {
  if (sent === 0 && landed === 0) return 'Nothing sent yet.';
  if (landed < sent && left !== undefined) return `${formatCount(sent - landed)} on their way; ${left}.`;
  if (sent < of) return `${describePace(sent, of, 'sent', seconds)}.`;
  if (landed < sent) return `${formatCount(sent - landed)} on their way: Firehose buffers them.`;
  if (landed > sent) return `${formatCount(landed - sent)} more landed than were sent.`;
  return `All ${formatCount(sent)} have landed.`;
}

const COLUMNS = 40;

function asText(moments: readonly Moment[]): string {
  const { seconds: end, sent, landed } = moments.at(-1) as Moment;
  const highest = Math.max(sent, landed);
  const row = (name: string, total: number, countOf: (moment: Moment) => number) => {
    const values = Array.from({ length: COLUMNS }, (_, column) => {
      const at = end * ((column + 1) / COLUMNS);
      return countOf(moments.filter(({ seconds }) => seconds <= at).at(-1) as Moment);
    });
    return `${name.padEnd(8)}${sparkline(values, 0, highest)}  ${formatCount(total)}`;
  };
  const axis = `0 s${`${end.toFixed(1)} s`.padStart(COLUMNS - 3)}`;
  return [
    row('sent', sent, (moment) => moment.sent),
    row('landed', landed, (moment) => moment.landed),
    `${''.padEnd(8)}${axis}`,
  ].join('\n');
}

function chartOption(moments: readonly Moment[], state: string): object {
  const { text, muted, faint, blue, orange } = LIGHT;
  const line = (name: string, color: string, countOf: (moment: Moment) => number, shape = {}) => ({
    name,
    type: 'line',
    ...shape,
    silent: true,
    clip: false,
    showSymbol: false,
    // No more points than there are pixels.
    sampling: 'lttb',
    data: moments.map((moment) => [moment.seconds, countOf(moment)]),
    lineStyle: { color, width: 2.5 },
    endLabel: {
      show: true,
      formatter: `${formatCount(countOf(moments.at(-1) as Moment))} ${name}`,
      color,
      fontSize: 14,
      fontWeight: 'bold',
      distance: 8,
    },
    labelLayout: { moveOverlap: 'shiftY' },
  });
  const axis = { nameTextStyle: { color: muted, fontSize: 12 }, axisLabel: { color: muted, fontSize: 12 } };
  return {
    title: {
      text: state,
      left: 20,
      top: 14,
      textStyle: { fontSize: 16, color: text, width: 600, overflow: 'break' },
    },
    grid: { left: 64, right: 128, top: 76, bottom: 44 },
    xAxis: {
      ...axis,
      type: 'value',
      min: 0,
      max: Math.max((moments.at(-1) as Moment).seconds, 1),
      axisLabel: { ...axis.axisLabel, showMaxLabel: false, formatter: '{value} s' },
      axisLine: { show: true, lineStyle: { color: muted } },
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      type: 'value',
      name: 'records',
      min: 0,
      minInterval: 1,
      splitLine: { lineStyle: { color: faint } },
    },
    series: [
      line('sent', blue, ({ sent }) => sent),
      line('landed', orange, ({ landed }) => landed, { step: 'end' }),
    ],
  };
}
