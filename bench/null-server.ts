/**
 * A server that does nothing: it reads the body and answers PutRecordBatch for 500 records with the same
 * valid bytes every time. What a client reaches against it is the client's own limit. Idle, it is the bare
 * node:http server that memory is compared with.
 */
import { createServer } from 'node:http';
import { announce } from './announce.js';
import { BATCH_RECORDS } from './records.js';

/** The length of the real ids (seen in fixtures copied from live answers). */
const RECORD_ID = 'null'.repeat(56);

const answer = Buffer.from(
  JSON.stringify({
    FailedPutCount: 0,
    Encrypted: false,
    RequestResponses: Array.from({ length: BATCH_RECORDS }, () => ({ RecordId: RECORD_ID })),
  }),
);
const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'content-length': answer.length,
  'x-amzn-requestid': '00000000-0000-0000-0000-000000000000',
};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, headers).end(answer));
});
server.keepAliveTimeout = 65_000; // as local-aws: a connection waits while others have their turn
announce(server);
