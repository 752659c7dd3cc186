/**
 * local-aws reduced to its reading and writing: the same HTTP server, the same decoding of the input, new
 * RecordIds and the same encoding of the answer. No signature, no rights, no limits, no journal, no delivery.
 */
import type { PutRecordBatchInput, PutRecordBatchOutput } from '@aws-sdk/client-firehose';
import { newRecordIds } from '../local-aws/src/firehose/put.js';
import { createHttpServer } from '../local-aws/src/http.js';
import { decodeJson, encodeJson } from '../local-aws/src/wire/aws-json.js';
import { type OperationSchema, operationSchemas } from '../local-aws/src/wire/schemas.js';
import { announce } from './announce.js';

const schema = operationSchemas.firehose.get('PutRecordBatch') as OperationSchema;

announce(
  createHttpServer(
    async (request) => {
      const input = decodeJson(schema, request) as PutRecordBatchInput;
      const output: PutRecordBatchOutput = {
        FailedPutCount: 0,
        Encrypted: false,
        RequestResponses: newRecordIds(input.Records?.length ?? 0).map((RecordId) => ({ RecordId })),
      };
      return encodeJson(schema, output);
    },
    (error) => console.error(error),
  ),
);
