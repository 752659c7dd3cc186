/** P1 to P5: the producer beside other ways to send the same records, to the same null server. */
import { type Goal, ratios } from './cases.js';
import { cpuSeconds } from './process-usage.js';
import { oneByOne, peers, producer, type Send, sdkLoop } from './producer-parties.js';
import type { Tally } from './producer-server.js';
import { BATCH_RECORDS, type BenchRecord, record } from './records.js';
import type { Row } from './report.js';
import { type Party, type Round, summarise, takeTurns } from './rounds.js';
import { type RunningServer, startOwn } from './servers.js';

export interface ProducerPlan {
  rounds: number;
  /** How many records a party sends in a block, and before anything is measured. */
  blockRecords: number;
  warmUpRecords: number;
  /** How many rounds the slowest peer takes part in: it waits 1.5 s after every refusal. */
  slowRounds: number;
  folder: string;
  say: (line: string) => void;
}

const PRODUCER = 'producer';
const PACKED = 'producer, packed';
const LATE = 'producer, 20 ms late';
const PACKED_LATE = 'producer, packed, 20 ms late';
const SDK_LOOP = 'SDK loop';
const ONE_BY_ONE = 'one by one';
const IN_FLIGHT = 8;
const PACKED_BYTES = 40_000;
/** The one-by-one way sends so many times fewer, or it would take minutes; packed, a block has only two calls unless it is longer. */
const ONE_BY_ONE_SHARE = 0.01;
const PACKED_SHARE = 5;
const LATE_MS = 20;
/** Unpacked, no sender can do more with so many calls in flight to a service that answers so late. */
const MOST_WHEN_LATE = (IN_FLIGHT * BATCH_RECORDS * 1000) / LATE_MS;
const REFUSED_RECORDS = 20_000;
const REFUSED_SHARE = 0.1;
const PEERS_MISSING = 'firehoser and firehose-writer are not in bench/.peers';

/** @throws Error when a record is lost or lands twice */
export async function measureProducer(plan: ProducerPlan): Promise<Row[]> {
  const server = await startOwn('producer-server', plan.folder);
  try {
    return [...(await rates(server, plan)), ...(await withRefusals(server, plan))];
  } finally {
    await server.close();
  }
}

/** P1, P2, P4: rates, all in the same rounds. */
async function rates(server: RunningServer, plan: ProducerPlan): Promise<Row[]> {
  const { say, blockRecords } = plan;
  say('producer: rates');
  const found = peers();
  const records = Array.from({ length: blockRecords * PACKED_SHARE }, (_, n) => record(n));
  const party = (name: string, send: Send, stream = 'clean', share = 1) =>
    partyOf(server, name, send, stream, records.slice(0, blockRecords * share), plan.warmUpRecords * share);
  const packed = { inFlight: IN_FLIGHT, aggregateBytes: PACKED_BYTES };
  const rounds = await takeTurns(
    [
      party(PRODUCER, producer(server, { inFlight: IN_FLIGHT })),
      party(SDK_LOOP, sdkLoop(server)),
      party(PACKED, producer(server, packed), 'clean', PACKED_SHARE),
      party(LATE, producer(server, { inFlight: IN_FLIGHT }), `late-${LATE_MS}`),
      party(PACKED_LATE, producer(server, packed), `late-${LATE_MS}`, PACKED_SHARE),
      party(ONE_BY_ONE, oneByOne(server), 'clean', ONE_BY_ONE_SHARE),
      ...found.map(({ name, send }) => party(name, send(server))),
    ],
    plan.rounds,
    say,
  );
  const on = `${blockRecords.toLocaleString('en')} records as objects, ${IN_FLIGHT} calls in flight`;
  const row = (id: string, under: string, goal: Goal, over = PRODUCER, what = `${over} ÷ ${under}`): Row => {
    const values = ratios({ of: [over, under], figure: 'recordsPerSecond' }, rounds);
    return { id, what: `records/s: ${what}`, on, values, goal };
  };
  const rate = (round: Round, name: string) => round.get(name)?.recordsPerSecond ?? Number.NaN;
  const possible = rounds.map((round) => Math.min(1, MOST_WHEN_LATE / rate(round, PRODUCER)));
  const late = row('P4', PRODUCER, { atLeast: 0.9 }, LATE, 'producer, service 20 ms late ÷ not late');
  const beside = found.map(({ name }) => row('P1', name, { atLeast: 1.8 }));
  return [
    row('P1', SDK_LOOP, { atLeast: 1.5 }, PRODUCER, 'producer ÷ SDK loop (slice 500, send, await)'),
    ...(found.length > 0 ? beside : [missing('P1', { atLeast: 1.8 })]),
    row('P2', ONE_BY_ONE, { atLeast: 150 }, PRODUCER, 'producer ÷ one awaited PutRecord after another'),
    row('P2', ONE_BY_ONE, { atLeast: 400 }, PACKED, 'producer, 40 kB packed an entry ÷ the same'),
    {
      ...late,
      on: `${on}; ${IN_FLIGHT} × ${BATCH_RECORDS} in ${LATE_MS} ms are ${MOST_WHEN_LATE.toLocaleString('en')} a second: no more than ${summarise(possible).median.toFixed(2)} is possible`,
    },
    {
      ...late,
      what: 'records/s: producer, service 20 ms late ÷ the most that is possible then',
      values: late.values.map((value, index) => value / (possible[index] ?? 1)),
    },
    row('P4', PACKED, { atLeast: 0.9 }, PACKED_LATE, 'producer, packed, service 20 ms late ÷ not late'),
  ];
}

const missing = (id: string, goal: Goal): Row => ({ id, what: PEERS_MISSING, on: '', values: [], goal });

function partyOf(
  { pid }: RunningServer,
  name: string,
  send: Send,
  stream: string,
  records: readonly BenchRecord[],
  warmUpRecords: number,
): Party {
  return {
    name,
    close: () => {},
    async warmUp() {
      for (let sent = 0; sent < warmUpRecords; sent += records.length) await send(stream, records);
    },
    async block() {
      const cpuBefore = cpuSeconds(pid);
      const seconds = await secondsOf(() => send(stream, records));
      const cpu = cpuSeconds(pid) - cpuBefore;
      return {
        recordsPerSecond: records.length / seconds,
        serverCpuSecondsPerRecord: cpu / records.length,
      };
    },
  };
}

/** The clock starts before the work does: some parties do most of theirs before they first wait. */
async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** P5: a tenth of the entries is refused. Every party gets the same seed in a round. */
async function withRefusals(server: RunningServer, plan: ProducerPlan): Promise<Row[]> {
  const { rounds, slowRounds, blockRecords, say } = plan;
  say('producer: a tenth of the entries refused');
  const records = Array.from({ length: REFUSED_RECORDS }, (_, n) => record(n));
  const long = Array.from({ length: blockRecords }, (_, n) => record(n));
  const send = producer(server, { inFlight: IN_FLIGHT });
  const others = peers().map(({ name, send }) => ({ name, send: send(server), ratios: [] as number[] }));
  const [entries, kept]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const stream = (what: string, share = REFUSED_SHARE) => `refuse-${share}-${round}-${what}`;
    const seconds = await secondsOf(() => send(stream('short'), records));
    entries.push((await tallyOf(server, stream('short'), REFUSED_RECORDS)).entries / REFUSED_RECORDS);
    const clean = await secondsOf(() => send(stream('long', 0), long));
    const refused = await secondsOf(() => send(stream('long'), long));
    await tallyOf(server, stream('long'), blockRecords);
    kept.push(clean / refused);
    for (const { name, send, ratios } of others) {
      if (round >= slowRounds && name.startsWith('firehoser ')) continue;
      ratios.push((await secondsOf(() => send(stream('peer'), records))) / seconds);
      await tallyOf(server, stream('peer'), REFUSED_RECORDS);
      say(
        `  round ${round + 1}: ${name} ${((ratios.at(-1) ?? 0) * seconds).toFixed(1)} s, producer ${seconds.toFixed(2)} s`,
      );
    }
  }
  const on = `${REFUSED_RECORDS.toLocaleString('en')} records, 10 % refused, 0 lost`;
  const goals: Record<string, Goal> = { firehoser: { atLeast: 50 }, 'firehose-writer': { atLeast: 6 } };
  const sooner = others.map(({ name, ratios }) => ({
    ...{ id: 'P5', what: `time of ${name} ÷ of the producer`, on, values: ratios },
    goal: goals[name.split(' ')[0] ?? ''] ?? { atLeast: 6 },
  }));
  return [
    { id: 'P5', what: 'entries sent a record', on, values: entries, goal: { atMost: 1.12 } },
    ...(sooner.length > 0 ? sooner : [missing('P5', { atLeast: 6 })]),
    {
      ...{ id: 'P5', what: 'records/s: 10 % refused ÷ none refused', values: kept, goal: { atLeast: 0.8 } },
      on: `${blockRecords.toLocaleString('en')} records, ${IN_FLIGHT} calls in flight`,
    },
  ];
}

/** @throws Error unless the server has accepted every record, and none twice */
async function tallyOf({ endpoint }: RunningServer, stream: string, records: number): Promise<Tally> {
  const tally = (await (await fetch(`${endpoint}/${stream}`)).json()) as Tally;
  if (tally.accepted !== records || tally.twice > 0) {
    throw new Error(
      `Of ${records} records to ${stream}, ${tally.accepted} were accepted, ${tally.twice} of them twice`,
    );
  }
  return tally;
}
