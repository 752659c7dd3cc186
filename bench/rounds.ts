/**
 * Turns. Absolute figures wander by a factor of two on a shared machine, so parties take turns within a
 * round, and only ratios within one round are compared.
 */

/** What one block of calls came to. */
export interface Sample {
  recordsPerSecond: number;
  /** The server's CPU, until it was quiet again: what it still had to deliver is counted. */
  serverCpuSecondsPerRecord: number;
}

export interface Party {
  name: string;
  warmUp(): Promise<void>;
  block(): Promise<Sample>;
  /** Ends its connections. */
  close(): void;
}

/** The samples of one round by the name of the party. */
export type Round = ReadonlyMap<string, Sample>;

export interface Summary {
  min: number;
  median: number;
  max: number;
}

/**
 * Warms every party, then lets each send one block a round; who begins changes from round to round. Closes
 * them at the end.
 */
export async function takeTurns(
  parties: readonly Party[],
  rounds: number,
  say: (line: string) => void,
): Promise<Round[]> {
  try {
    for (const party of parties) await party.warmUp();
    const done: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const samples = new Map<string, Sample>();
      for (let turn = 0; turn < parties.length; turn += 1) {
        const party = parties[(round + turn) % parties.length] as Party;
        samples.set(party.name, await party.block());
      }
      say(`  round ${round + 1}: ${[...samples].map(shown).join(', ')}`);
      done.push(samples);
    }
    return done;
  } finally {
    for (const party of parties) party.close();
  }
}

function shown([name, { recordsPerSecond, serverCpuSecondsPerRecord }]: [string, Sample]): string {
  const rate = `${name} ${Math.round(recordsPerSecond / 1000)} k records/s`;
  return `${rate} (${(serverCpuSecondsPerRecord * 1e6).toFixed(2)} µs of server CPU a record)`;
}

export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1
      ? (sorted[middle] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { min: sorted[0] as number, median, max: sorted.at(-1) as number };
}
