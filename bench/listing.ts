/** S10: what a page of ListObjectsV2 costs the server, of a bucket with 100,000 keys. */
import { alternate, quotients } from './alternate.js';
import { type Connection, openConnection } from './connection.js';
import { type ListedObject, listXml, readPage } from './listing-xml.js';
import { cpuSeconds, untilQuiet } from './process-usage.js';
import type { Row } from './report.js';
import { type Moto, type RunningServer, startLocalAws, startMoto } from './servers.js';
import { signedRequest } from './signed-request.js';

export interface ListingPlan {
  rounds: number;
  keys: number;
  /** How many pages local-aws lists in a turn. Moto takes so long that one is enough. */
  pages: number;
  /** local-aws's bundle. */
  bundle: string;
  /** A folder on a disk, for what the servers write. */
  folder: string;
  moto: Moto | undefined;
  say: (line: string) => void;
}

const BUCKET = 'bench-listing';
const PAGE_KEYS = 1_000;
const CONNECTIONS = 16;

const keyOf = (n: number) => `2026/11/23/${String(n).padStart(6, '0')}.json`;

/** Puts the keys into moto within its own process: through its door it would take minutes. */
const fillMoto = (keys: number) => `
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
s3 = s3_backends[DEFAULT_ACCOUNT_ID]['aws']
s3.create_bucket('${BUCKET}', 'us-east-1')
for n in range(${keys}):
    s3.put_object('${BUCKET}', f'2026/11/23/{n:06d}.json', b'')
`;

/** A block of pages is short, and swings by a fifth: many of them in turns tell more than few long ones. */
const TIMES_THE_ROUNDS = 5;

export async function measureListing(plan: ListingPlan): Promise<Row[]> {
  const { rounds, keys, pages, bundle, folder, moto, say } = plan;
  say(`a page of ${keys.toLocaleString('en')} keys`);
  const server = await startLocalAws(bundle, folder);
  const other = moto && (await startMoto(moto, fillMoto(keys)));
  try {
    await fill(server, keys);
    const afterLast = keyOf(keys - PAGE_KEYS - 1);
    const objects = await pageOf(server);
    const cost = (of: RunningServer, count: number, after?: string) => () => cpuOfPages(of, count, after);
    await cost(server, pages)();
    await cost(server, pages, afterLast)();
    writingCpu(objects, pages);
    const ms = await alternate(
      {
        writing: async () => writingCpu(objects, pages),
        'first page': cost(server, pages),
        'last page': cost(server, pages, afterLast),
        ...(other && { moto: cost(other, 1) }),
      },
      rounds * TIMES_THE_ROUNDS,
      say,
    );
    const on = `${PAGE_KEYS.toLocaleString('en')} of ${keys.toLocaleString('en')} keys, server CPU`;
    const row = { id: 'S10', on };
    return [
      {
        ...{ ...row, what: 'first page of ListObjectsV2 ÷ putting the text of its XML together' },
        values: quotients(ms['first page'], ms.writing),
        goal: { atMost: 2 },
      },
      {
        ...{ ...row, what: 'last page ÷ first page' },
        values: quotients(ms['last page'], ms['first page']),
        goal: { atMost: 1.1 },
      },
      {
        ...{ ...row, what: "moto's first page ÷ local-aws's", on: moto ? `${on}; ${moto.name}` : on },
        values: quotients(ms.moto, ms['first page']),
        goal: { atLeast: 40 },
      },
    ];
  } finally {
    await Promise.all([server.close(), other?.close()]);
  }
}

async function fill(server: RunningServer, keys: number): Promise<void> {
  const connections = Array.from({ length: CONNECTIONS }, () => openConnection(server.endpoint));
  let next = 0;
  const lane = async (connection: Connection) => {
    while (next < keys) await ask(server, connection, 'PUT', `/${BUCKET}/${keyOf(next++)}`);
  };
  try {
    await ask(server, connections[0] as Connection, 'PUT', `/${BUCKET}`);
    await Promise.all(connections.map(lane));
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** A page, from the beginning or behind a key. It must be full. */
async function listed(server: RunningServer, connection: Connection, after?: string): Promise<string> {
  const startAfter: [string, string][] = after === undefined ? [] : [['start-after', after]];
  const xml = await ask(server, connection, 'GET', `/${BUCKET}`, [['list-type', '2'], ...startAfter]);
  const { length } = xml.match(/<Key>/g) ?? [];
  if (length === PAGE_KEYS) return xml;
  throw new Error(`A page of ${server.endpoint} has ${length} keys, not ${PAGE_KEYS}`);
}

/** The objects on the first page, which `listXml` must write as the server does. */
async function pageOf(server: RunningServer): Promise<ListedObject[]> {
  const connection = openConnection(server.endpoint);
  try {
    const xml = await listed(server, connection);
    const objects = readPage(xml);
    const [, token = ''] = /<NextContinuationToken>(.*?)</.exec(xml) ?? [];
    if (listXml(BUCKET, objects, token) === xml) return objects;
    throw new Error(`The bench writes another page than local-aws does: ${xml.slice(0, 800)}`);
  } finally {
    connection.close();
  }
}

/** Milliseconds of the server's CPU a page. */
async function cpuOfPages(server: RunningServer, count: number, after?: string): Promise<number> {
  const connection = openConnection(server.endpoint);
  try {
    await untilQuiet(server.pid);
    const before = cpuSeconds(server.pid);
    for (let page = 0; page < count; page += 1) await listed(server, connection, after);
    await untilQuiet(server.pid);
    return ((cpuSeconds(server.pid) - before) * 1_000) / count;
  } finally {
    connection.close();
  }
}

/** Milliseconds of this process's CPU to put the text of the same page together. */
function writingCpu(objects: readonly ListedObject[], count: number): number {
  const before = process.cpuUsage();
  let bytes = 0;
  for (let page = 0; page < count; page += 1) bytes += Buffer.from(listXml(BUCKET, objects, 'token')).length;
  const { user, system } = process.cpuUsage(before);
  if (bytes < count * objects.length) throw new Error('The page was not written');
  return (user + system) / 1_000 / count;
}

async function ask(
  server: RunningServer,
  connection: Connection,
  method: string,
  path: string,
  query: readonly [string, string][] = [],
): Promise<string> {
  const { status, body } = await connection.send(
    signedRequest(server, { service: 's3', method, path, query }),
  );
  if (status === 200) return body.toString('utf8');
  throw new Error(`${method} ${path} answered ${status}: ${body.toString('utf8')}`);
}
