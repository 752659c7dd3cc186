import type { S3Client, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import type { Clients } from './harness.js';

/** The parts of a request that a test may want to spoil. */
export interface SignedRequest {
  path: string;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  body?: unknown;
}

/** Has `change` edit every request of an SDK client between its signing and its sending. */
export function afterSigning<C extends Clients[keyof Clients]>(
  client: C,
  change: (request: SignedRequest) => void,
): C {
  const { middlewareStack } = client as unknown as S3Client; // all four are alike; their types are not
  const spoil: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => (args) => {
    change(args.request as SignedRequest);
    return next(args);
  };
  middlewareStack.addRelativeTo(spoil, {
    name: 'afterSigning',
    relation: 'after',
    toMiddleware: 'httpSigningMiddleware',
  });
  return client;
}
