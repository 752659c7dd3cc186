/** A load of all kinds of changes, made by several callers at once, that knows what must be there after it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRolePolicyCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { BUCKET as LANDING, ROLE, TRUST } from '../firehose/testing/pipeline.js';
import { eventually } from './eventually.js';
import { Expectations, GONE } from './expectations.js';
import type { Clients } from './harness.js';
import type { Random } from './random.js';
import { createPipeline, landed, STREAM } from './tutorial-pipeline.js';

const BUCKET = 'objects';
const POLICY = 'changing';
const KEYS_A_CALLER = 8;
/** Up to so many bytes the content stands in the journal, which vouches for it; above it is a file of its own. */
const SMALL = 16_384;
const SIZES = [0, 10, 1_000, 17_000, 60_000];
/** The quick clock makes an interval of 60 s pass in 60 ms: deliveries are under way whenever the process is killed. */
export const CRASH_TIME_SCALE = 1_000;

export class CrashLoad {
  readonly #random: Random;
  readonly #objects = new Expectations();
  readonly #buckets = new Expectations();
  readonly #roles = new Expectations();
  /** Tags of the bucket and the policy of the role: their versions. */
  readonly #versions = new Expectations();
  readonly #sent = new Set<string>();
  readonly #acknowledged = new Set<string>();
  #version = 0;
  #onAnswer = () => {};

  constructor(random: Random) {
    this.#random = random;
  }

  /** How many changes, and how many records, were acknowledged. */
  get acknowledged(): { changes: number; records: number } {
    const kinds = [this.#objects, this.#buckets, this.#roles, this.#versions];
    const changes = kinds.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    return { changes, records: this.#acknowledged.size };
  }

  /** Makes what the load needs, on a fresh store. */
  async prepare(clients: Clients): Promise<void> {
    await createPipeline(clients, { SizeInMBs: 1, IntervalInSeconds: 60 });
    await this.#buckets.change([LANDING], 'there', async () => {});
    await this.#roles.change([ROLE], 'there', async () => {});
    await this.#createBucket(clients, BUCKET);
  }

  /** Changes things until the process that answers is gone. Rejects when a call fails otherwise. */
  async run(clients: Clients): Promise<void> {
    const callers = [
      () => this.#changeObject(clients, 'a'),
      () => this.#changeObject(clients, 'b'),
      () => this.#putRecords(clients),
      () => this.#putRecords(clients),
      () => this.#changeRole(clients),
      () => this.#changePolicy(clients),
      () => this.#changeBucket(clients),
      () => this.#changeTags(clients),
    ];
    await Promise.all(callers.map((call) => this.#untilGone(call)));
  }

  /** Resolves when so many more calls have been answered. */
  async answered(calls: number): Promise<void> {
    if (calls === 0) return;
    await new Promise<void>((resolve) => {
      let left = calls;
      this.#onAnswer = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
  }

  /** Compares everything but what is delivered with what was acknowledged. */
  async check(clients: Clients): Promise<void> {
    const { s3, iam } = clients;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    this.#objects.check('object', new Map(Contents.map(({ Key = '', ETag = '' }) => [Key, ETag])));
    for (const { Key, ETag } of Contents.filter(({ Size = 0 }) => Size > SMALL)) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      assert.equal(etagOf((await Body?.transformToByteArray()) ?? Buffer.of()), ETag, `${Key} is whole`);
    }
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    this.#buckets.check('bucket', new Map(Buckets.map(({ Name = '' }) => [Name, 'there'])));
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    this.#roles.check('role', new Map(Roles.map(({ RoleName = '' }) => [RoleName, 'there'])));
    this.#versions.check('version', await this.#versionsOf(clients));
  }

  /** Waits until every record that was acknowledged is delivered, and looks that none is torn or made up. */
  async checkDelivered(clients: Clients): Promise<void> {
    await eventually(async () => {
      const lines = (await landed(clients)).split('\n');
      assert.equal(lines.pop(), '', 'the last record is whole');
      for (const line of lines) assert.ok(this.#sent.has(line), `${line.slice(0, 80)} was never sent`);
      const delivered = new Set(lines);
      const missing = [...this.#acknowledged].filter((line) => !delivered.has(line));
      assert.deepEqual(
        missing.map((line) => line.slice(0, 20)),
        [],
      );
    });
  }

  async #changeObject({ s3 }: Clients, caller: string): Promise<void> {
    const keys = Array.from({ length: KEYS_A_CALLER }, (_, n) => `${caller}/../${n}`);
    const Key = this.#random.pick(keys);
    const what = this.#random.below(8);
    if (what === 0) {
      await this.#objects.change([Key], GONE, () =>
        s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key })),
      );
    } else if (what === 1) {
      const some = keys.slice(0, 3);
      const Delete = { Objects: some.map((name) => ({ Key: name })) };
      await this.#objects.change(some, GONE, () =>
        s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete })),
      );
    } else {
      const Body = Buffer.alloc(this.#random.pick(SIZES), `${Key} ${this.#next()} `);
      await this.#objects.change([Key], etagOf(Body), () =>
        s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body })),
      );
    }
  }

  async #putRecords({ firehose }: Clients): Promise<void> {
    const lines = Array.from(
      { length: 1 + this.#random.below(40) },
      () => `${this.#next()} ${'x'.repeat(this.#random.below(2_000))}`,
    );
    for (const line of lines) this.#sent.add(line);
    const Records = lines.map((line) => ({ Data: Buffer.from(`${line}\n`) }));
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records }));
    for (const line of lines) this.#acknowledged.add(line);
  }

  async #changeRole({ iam }: Clients): Promise<void> {
    const RoleName = `role-${this.#random.below(4)}`;
    const AssumeRolePolicyDocument = JSON.stringify(TRUST);
    const isThere = this.#roles.state(RoleName) !== GONE;
    await this.#roles.change([RoleName], isThere ? GONE : 'there', () =>
      isThere
        ? iam.send(new DeleteRoleCommand({ RoleName }))
        : iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })),
    );
  }

  async #changePolicy({ iam }: Clients): Promise<void> {
    const version = this.#next();
    const Statement = [{ Sid: `V${version}`, Effect: 'Allow', Action: 's3:*', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await this.#versions.change([POLICY], version, () =>
      iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: POLICY, PolicyDocument })),
    );
  }

  async #changeBucket(clients: Clients): Promise<void> {
    const Bucket = `bucket-${this.#random.below(4)}`;
    if (this.#buckets.state(Bucket) === GONE) return this.#createBucket(clients, Bucket);
    await this.#buckets.change([Bucket], GONE, () => clients.s3.send(new DeleteBucketCommand({ Bucket })));
  }

  async #createBucket({ s3 }: Clients, Bucket: string): Promise<void> {
    await this.#buckets.change([Bucket], 'there', () => s3.send(new CreateBucketCommand({ Bucket })));
  }

  async #changeTags({ s3 }: Clients): Promise<void> {
    const Value = this.#next();
    const Tagging = { TagSet: [{ Key: 'version', Value }] };
    await this.#versions.change([BUCKET], Value, () =>
      s3.send(new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging })),
    );
  }

  async #versionsOf({ s3, iam }: Clients): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const policy = iam.send(new GetRolePolicyCommand({ RoleName: ROLE, PolicyName: POLICY }));
    const document = (await unless('NoSuchEntityException', policy))?.PolicyDocument ?? '';
    const sid = /"V(\d+)"/.exec(decodeURIComponent(document))?.[1];
    if (sid !== undefined) found.set(POLICY, sid);
    const tagging = s3.send(new GetBucketTaggingCommand({ Bucket: BUCKET }));
    const tag = (await unless('NoSuchTagSet', tagging))?.TagSet?.[0]?.Value;
    if (tag !== undefined) found.set(BUCKET, tag);
    return found;
  }

  #next(): string {
    this.#version += 1;
    return String(this.#version);
  }

  async #untilGone(call: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await call();
      } catch (error) {
        if (isCutOff(error)) return;
        throw error;
      }
      this.#onAnswer();
    }
  }
}

/** Whether a call failed without an answer because the process that was to give it is gone. */
function isCutOff(error: unknown): boolean {
  const { code, $response } = error as NodeJS.ErrnoException & { $response?: unknown };
  return $response === undefined && /^(ECONNRESET|ECONNREFUSED|EPIPE)$/.test(code ?? '');
}

function etagOf(content: Uint8Array): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

/** What a call gives, or undefined when it is refused by this name. */
async function unless<T>(name: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as Error).name === name) return undefined;
    throw error;
  }
}
