/** S1 to S5: the servers of this bench under both loads, side by side. */
import { LOCAL_AWS, MOTO, NULL_SERVER, PARSE_ONLY, ratioCases, ratios } from './cases.js';
import { makeDeliveryStream } from './delivery-stream.js';
import { type Effort, prebuilt, throughSdk } from './parties.js';
import { CONNECTIONS, checkSignaturesMatter } from './prebuilt-load.js';
import type { Row } from './report.js';
import { type Round, takeTurns } from './rounds.js';
import { IN_FLIGHT } from './sdk-load.js';
import { findMoto, type Moto, type RunningServer, startLocalAws, startMoto, startOwn } from './servers.js';

const LOADS = {
  sdk: `SDK client, ${IN_FLIGHT} in flight`,
  prebuilt: `signed requests, ${CONNECTIONS} connections`,
};

export interface SideBySide extends Effort {
  rounds: number;
  /** local-aws's bundle. */
  bundle: string;
  /** A folder on a disk, for what the servers write. */
  folder: string;
  say: (line: string) => void;
}

/** Starts the servers, gives both loads their rounds, and ends the servers. */
export async function sideBySide(plan: SideBySide): Promise<Row[]> {
  const moto = findMoto();
  const motoName = moto?.name ?? 'moto_server is not on PATH or in .venv/bin';
  plan.say(motoName);
  const servers = new Map<string, RunningServer>();
  try {
    await startAll(servers, plan, moto);
    await checkSignaturesMatter(servers.get(LOCAL_AWS) as RunningServer);
    const taken = {
      sdk: await inTurns('sdk', [NULL_SERVER, LOCAL_AWS, MOTO], servers, plan),
      prebuilt: await inTurns('prebuilt', [PARSE_ONLY, LOCAL_AWS, MOTO], servers, plan),
    };
    return ratioCases.map((one) => ({
      id: one.id,
      what: one.what,
      on: one.of.includes(MOTO) ? `${LOADS[one.load]}; ${motoName}` : LOADS[one.load],
      values: ratios(one, taken[one.load]),
      goal: one.goal,
    }));
  } finally {
    await Promise.all([...servers.values()].map((server) => server.close()));
  }
}

async function startAll(
  servers: Map<string, RunningServer>,
  { bundle, folder }: SideBySide,
  foundMoto: Moto | undefined,
): Promise<void> {
  servers.set(NULL_SERVER, await startOwn('null-server', folder));
  servers.set(PARSE_ONLY, await startOwn('parse-only-server', folder));
  const localAws = await startLocalAws(bundle, folder);
  servers.set(LOCAL_AWS, localAws);
  await makeDeliveryStream(localAws);
  if (!foundMoto) return;
  const moto = await startMoto(foundMoto);
  servers.set(MOTO, moto);
  await makeDeliveryStream(moto);
}

/** The rounds of one load between those of the named servers that are there. */
function inTurns(
  load: keyof typeof LOADS,
  names: readonly string[],
  servers: ReadonlyMap<string, RunningServer>,
  plan: SideBySide,
): Promise<Round[]> {
  plan.say(LOADS[load]);
  const makeParty = load === 'sdk' ? throughSdk : prebuilt;
  const parties = names.flatMap((name) => {
    const server = servers.get(name);
    return server ? [makeParty(name, server, plan)] : [];
  });
  return takeTurns(parties, plan.rounds, plan.say);
}
