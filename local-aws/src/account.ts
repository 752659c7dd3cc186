/** One AWS account in one region: the services over one store and one clock, and the way a call takes. */
import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from './clock.js';
import { notInLocalAws } from './errors.js';
import { Faults } from './faults/faults.js';
import { FirehoseState } from './firehose/state.js';
import { authorize } from './iam/authorize.js';
import { IamState } from './iam/state.js';
import type { Call, Durations, LocalAws, Operation, Principal, Service, ServiceName } from './operation.js';
import { S3State } from './s3/state.js';
import { loadService } from './services.js';
import type { Store } from './store/store.js';
import { StsState } from './sts/state.js';
import { Throttle } from './throttle.js';
import { violations } from './wire/constraints.js';

/** How long AWS takes, roughly (durations reported in public issues and measured by others; see README). */
export const AWS_DURATIONS: Durations = {
  iamPropagation: 10_000,
  streamCreation: 30_000,
  streamDeletion: 20_000,
  streamEncryption: 10_000,
};

export interface AccountOptions {
  account: string;
  region: string;
  store: Store;
  clock?: Clock;
  durations?: Partial<Durations>;
  log?: LocalAws['log'];
  firehoseShards?: number;
  /** Where local Lambda functions are; without it there are none. */
  functionsFolder?: string;
  /** Refuse what is above AWS's quotas of calls and data. */
  throttle?: boolean;
}

export interface Account extends LocalAws {
  /** Carries on what was under way when the store was last closed, or killed. Called once, before any call. */
  start(): Promise<void>;
  /** Stops every timer and waits for deliveries that are being written. What is buffered stays in the store. */
  stop(): Promise<void>;
}

export function openAccount(options: AccountOptions): Account {
  const { account, region, store, clock = systemClock(), log = () => {} } = options;
  const durations = { ...AWS_DURATIONS, ...options.durations };
  const base = { store, account, region, clock, durations };
  const aws: Account = {
    account,
    region,
    clock,
    durations,
    log,
    iam: new IamState(base),
    s3: new S3State(base),
    sts: new StsState(base),
    firehose: new FirehoseState(options),
    faults: new Faults(),
    throttle: options.throttle ? new Throttle(clock, region) : undefined,
    firehoseShards: options.firehoseShards ?? 1,
    async invoke<Output>(
      service: ServiceName,
      name: string,
      input: object,
      caller: Principal,
    ): Promise<Output> {
      const output = await perform(await loadService(service), name, input, {
        ...{ aws, caller, requestId: randomUUID() },
      });
      return output as Output;
    },
    async start() {
      aws.iam.bootstrap();
      aws.s3.bootstrap();
      await store.durable();
      await store.blobs.sweep(aws.s3.liveBlobs());
      aws.firehose.start(aws);
    },
    stop() {
      aws.faults.close();
      return aws.firehose.stop();
    },
  };
  return aws;
}

/**
 * The way of every call, whoever makes it: is there such an operation, may the caller do this, is the
 * input within its limits, do it. In this order, which is AWS's (a name is not even looked at before the
 * caller is known to be allowed), but for STS.
 *
 * @throws AwsError whatever AWS would answer.
 */
export async function perform(service: Service, name: string, input: object, call: Call): Promise<object> {
  const operation = service.operations[name] as Operation<object> | undefined;
  if (!operation) throw notInLocalAws(service.name, name);
  if (service.limitsFirst) checkLimits(service, name, input);
  for (const need of operation.needs(input, call)) {
    const decision = authorize(call.aws, call.caller, need);
    if (decision.allowed) continue;
    call.aws.log(`${call.caller.arn} may not ${need.action} on ${need.resource}: ${decision.explanation}`);
    throw service.denied(call.caller, need, decision.reason);
  }
  if (!service.limitsFirst) checkLimits(service, name, input);
  const output = await operation.run(input, call);
  return (output ?? {}) as object;
}

function checkLimits(service: Service, name: string, input: object): void {
  const broken = violations(input, service.constraints[name] ?? {});
  if (broken.length > 0) throw service.invalid(broken);
}
