/**
 * local-aws reduced to its reading and writing: the same HTTP server, the same decoding of the input, new
 * RecordIds and the same encoding of the answer. No signature, no rights, no limits, no journal, no delivery.
 */
import type { PutRecordBatchInput } from '@aws-sdk/client-firehose';
import { batchAnswer } from '../local-aws/src/firehose/operations/put-answer.js';
import { bodyRules } from '../local-aws/src/http/body-rules.js';
import { createHttpServer } from '../local-aws/src/http/server.js';
import { decodeJson, encodeJson } from '../local-aws/src/wire/aws-json.js';
import { type OperationSchema, operationSchemas } from '../local-aws/src/wire/schemas.js';
import { announce } from './announce.js';

async function start(): Promise<void> {
  const schema = (await operationSchemas('firehose')).get('PutRecordBatch') as OperationSchema;
  const server = createHttpServer(
    async (request) => {
      const input = decodeJson(schema, request) as PutRecordBatchInput;
      const output = batchAnswer(input.Records?.length ?? 0, new Set(), false);
      return encodeJson(schema, output);
    },
    (error) => console.error(error),
    { bodies: bodyRules },
  );
  announce(server);
}

void start();
