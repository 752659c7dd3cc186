/**
 * The null server for producers: it accepts everything and keeps nothing. What it does is in the name of the
 * delivery stream, so that any client can ask for it: `late-20` answers 20 ms late; `refuse-0.1-7` refuses a tenth
 * of the entries, chosen by the seed 7, and counts the records that it accepts: GET /refuse-0.1-7 gives its tally.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../helpers/testing/random.js';
import { announce } from './announce.js';
import { BATCH_RECORDS } from './records.js';

/** What became of the records of one stream, which begin with `{"n":` and a number. */
export interface Tally {
  entries: number;
  accepted: number;
  twice: number;
}

/** The length of the real ids (seen in fixtures copied from live answers). */
const RecordId = 'null'.repeat(56);
const REFUSED = { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };

const accepted = Array.from({ length: BATCH_RECORDS + 1 }, (_, length) =>
  Buffer.from(
    JSON.stringify({
      ...{
        FailedPutCount: 0,
        Encrypted: false,
        RequestResponses: Array.from({ length }, () => ({ RecordId })),
      },
    }),
  ),
);
const one = Buffer.from(JSON.stringify({ RecordId, Encrypted: false }));

interface Refusing extends Tally {
  share: number;
  random: () => number;
  found: Set<number>;
}

const refusing = new Map<string, Refusing>();

const server = createServer(async (request, response) => {
  const body = await read(request);
  const answer = request.method === 'GET' ? tally(request.url ?? '') : await answerTo(request, body);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': answer.length });
  response.end(answer);
});
server.keepAliveTimeout = 65_000; // a connection waits while others have their turn
announce(server);

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1'); // names and base64 are ASCII
}

async function answerTo(request: IncomingMessage, body: string): Promise<Buffer> {
  const stream = /"DeliveryStreamName":"([^"]*)"/.exec(body)?.[1] ?? '';
  const [kind, figure, seed] = stream.split('-');
  if (kind === 'late') await sleep(Number(figure));
  if (String(request.headers['x-amz-target']).endsWith('.PutRecord')) return one;
  if (kind === 'refuse') return refuseSome(stream, Number(figure), Number(seed), body);
  return accepted[body.split('"Data"').length - 1] ?? one;
}

function refuseSome(stream: string, share: number, seed: number, body: string): Buffer {
  const counted = { entries: 0, accepted: 0, twice: 0 };
  const known = refusing.get(stream) ?? { share, random: seededRandom(seed), found: new Set(), ...counted };
  refusing.set(stream, known);
  const { Records } = JSON.parse(body) as { Records: { Data: string }[] };
  known.entries += Records.length;
  let FailedPutCount = 0;
  const RequestResponses = Records.map(({ Data }) => {
    if (known.random() < share) {
      FailedPutCount += 1;
      return REFUSED;
    }
    const n = Number(/^\{"n":(\d+)/.exec(Buffer.from(Data.slice(0, 24), 'base64').toString('latin1'))?.[1]);
    known[known.found.has(n) ? 'twice' : 'accepted'] += 1;
    known.found.add(n);
    return { RecordId };
  });
  return Buffer.from(JSON.stringify({ FailedPutCount, Encrypted: false, RequestResponses }));
}

/** The tally of a stream, which is forgotten then. */
function tally(url: string): Buffer {
  const stream = url.slice(1);
  const { entries = 0, accepted = 0, twice = 0 } = refusing.get(stream) ?? {};
  refusing.delete(stream);
  return Buffer.from(JSON.stringify({ entries, accepted, twice }));
}
