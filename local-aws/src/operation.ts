import type { Clock } from './clock.js';
import type { AwsError } from './errors.js';
import type { Faults } from './faults/faults.js';
import type { FirehoseState } from './firehose/state.js';
import type { IamState } from './iam/state.js';
import type { S3State } from './s3/state.js';
import type { StsState } from './sts/state.js';
import type { Throttle } from './throttle.js';
import type { Constraint, Violation } from './wire/constraints.js';
import type { HttpRequest } from './wire/message.js';

export type ServiceName = 'firehose' | 'iam' | 's3' | 'sts';

/** Who makes a call: what SigV4 proved, or the role that a service put on. */
export interface Principal {
  kind: 'anonymous' | 'assumed-role' | 'federated-user' | 'user';
  /** The 12 digits of the account that the principal belongs to; empty for an anonymous caller. */
  account: string;
  /** As IAM names it in messages, such as `arn:aws:iam::000000000000:user/admin`. */
  arn: string;
  /** As STS GetCallerIdentity answers it: `AIDA…` for a user, `AROA…:session` for an assumed role. */
  userId: string;
  /** The user's name, or the name of the role or user behind the session. */
  name: string;
  /** What temporary credentials carry; absent for a user's own access keys. */
  session?: Session;
}

/** What temporary credentials carry beside the rights of the user or role that they come from. */
export interface Session {
  /** The stamp of their issue. */
  readonly issued: number;
  /** The id of that user or role: one that is made again under the same name is another one. */
  readonly sourceId: string;
  /** The policies that limit the session; absent where none do. */
  readonly policies?: { readonly inline?: string; readonly managed: readonly string[] };
  readonly tags: readonly SessionTag[];
  readonly sourceIdentity?: string;
}

export interface SessionTag {
  readonly Key: string;
  readonly Value: string;
  /** Passes on to the sessions that this session starts. */
  readonly transitive?: true;
}

/** One thing that the caller must be allowed to do before an operation acts. */
export interface Need {
  /** Such as `s3:PutObject`. */
  action: string;
  /** The ARN that policies are matched against; `*` for actions without a resource. */
  resource: string;
  /** How the service writes the resource in its denial, where it does not write the ARN. */
  shownAs?: string;
  /** Condition keys that this call brings along, such as `iam:PassedToService`. */
  context?: Record<string, string | string[]>;
}

/** What every service of this account shares. */
export interface LocalAws {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  readonly iam: IamState;
  readonly s3: S3State;
  readonly sts: StsState;
  readonly firehose: FirehoseState;
  /** How long the simulated parts of AWS take, in milliseconds of the clock. */
  readonly durations: Durations;
  /** Faults made on purpose, for lessons and tests. */
  readonly faults: Faults;
  /** AWS's quotas of calls and data; undefined where everything is let through. */
  readonly throttle: Throttle | undefined;
  /** How many internal shards a delivery stream has: with several, one interval yields several objects. */
  readonly firehoseShards: number;
  /** Takes what a learner may want to know and AWS tells no caller: why something was denied. */
  log(line: string): void;
  /**
   * Calls an operation as `caller`, through the same authorisation and validation as a call over HTTP.
   * This is how one service uses another.
   */
  invoke<Output>(service: ServiceName, operation: string, input: object, caller: Principal): Promise<Output>;
}

export interface Durations {
  /** Until a change in IAM is seen by the services that assume a role. */
  iamPropagation: number;
  /** CREATING of a delivery stream. */
  streamCreation: number;
  /** DELETING of a delivery stream. */
  streamDeletion: number;
  /** ENABLING and DISABLING of a delivery stream's encryption. */
  streamEncryption: number;
}

/** One call on its way through an operation. */
export interface Call {
  readonly aws: LocalAws;
  readonly caller: Principal;
  readonly requestId: string;
  /** The request behind the call, its body as the client meant it; absent where one service calls another. */
  readonly request?: HttpRequest;
}

/**
 * One operation of one service, in a file of its own. State changes happen synchronously: what is changed
 * between two awaits is written to the journal as one piece, and the answer leaves only when it is on disk.
 */
export interface Operation<Input = never, Output = unknown> {
  /** What the caller must be allowed to do. Evaluated first, so the input is not validated yet. */
  needs(input: Input, call: Call): Need[];
  run(input: Input, call: Call): Output | Promise<Output>;
}

export interface Service {
  readonly name: ServiceName;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Limits of the input, by operation and member path: data, no behaviour. */
  readonly constraints: Readonly<Record<string, Readonly<Record<string, Constraint>>>>;
  /** Whether the limits are checked before the rights, as STS does (recorded on AWS); else it is after. */
  readonly limitsFirst?: true;
  /** How this service words violated constraints. */
  invalid(violations: Violation[]): AwsError;
  /** How this service words a denial; `reason` is the tail such as `because no identity-based policy allows …`. */
  denied(caller: Principal, need: Need, reason: string): AwsError;
}
