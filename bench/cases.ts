/** The cases that are a ratio of two parties within one round. Memory is apart, in memory.ts. */
import type { Round, Sample } from './rounds.js';

export const LOCAL_AWS = 'local-aws';
export const NULL_SERVER = 'null server';
export const PARSE_ONLY = 'parsing only';
export const MOTO = 'moto';

export interface RatioCase {
  id: string;
  what: string;
  load: 'sdk' | 'prebuilt';
  /** The ratio is the first party's figure over the second's. */
  of: readonly [string, string];
  figure: keyof Sample;
  goal: Goal;
}

export type Goal = { atLeast: number } | { atMost: number };

const rate = 'recordsPerSecond';
const cpu = 'serverCpuSecondsPerRecord';

export const ratioCases: readonly RatioCase[] = [
  {
    id: 'S1',
    what: 'records/s to local-aws ÷ to the null server',
    load: 'sdk',
    of: [LOCAL_AWS, NULL_SERVER],
    figure: rate,
    goal: { atLeast: 0.9 },
  },
  {
    id: 'S2',
    what: 'records/s to local-aws ÷ to the same server only parsing',
    load: 'prebuilt',
    of: [LOCAL_AWS, PARSE_ONLY],
    figure: rate,
    goal: { atLeast: 0.6 },
  },
  {
    id: 'S3',
    what: 'records/s to local-aws ÷ to moto',
    load: 'prebuilt',
    of: [LOCAL_AWS, MOTO],
    figure: rate,
    goal: { atLeast: 12 },
  },
  {
    id: 'S4',
    what: 'records/s to local-aws ÷ to moto',
    load: 'sdk',
    of: [LOCAL_AWS, MOTO],
    figure: rate,
    goal: { atLeast: 4 },
  },
  {
    id: 'S5',
    what: "moto's CPU per record ÷ local-aws's",
    load: 'prebuilt',
    of: [MOTO, LOCAL_AWS],
    figure: cpu,
    goal: { atLeast: 12 },
  },
  {
    id: 'S5',
    what: "moto's CPU per record ÷ local-aws's",
    load: 'sdk',
    of: [MOTO, LOCAL_AWS],
    figure: cpu,
    goal: { atLeast: 12 },
  },
];

/** The case's ratio in each round; none where one of its parties was not there. */
export function ratios(
  { of: [over, under], figure }: Pick<RatioCase, 'of' | 'figure'>,
  rounds: readonly Round[],
): number[] {
  return rounds.flatMap((round) => {
    const [a, b] = [round.get(over), round.get(under)];
    return a && b ? [a[figure] / b[figure]] : [];
  });
}
