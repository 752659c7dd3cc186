/** What happens to the calls that a fault hits. Exactly one of the members after `times` is set. */
export interface Fault {
  /** The operation that it hits, such as `PutRecordBatch`; `*` for the calls of clients; or one of OWN_DOINGS. */
  operation: string;
  /** Only for this delivery stream. */
  stream?: string;
  /** How many calls it hits, then it is over; without it, until it is cleared. */
  times?: number;
  /** PutRecordBatch: refuse this share (0 to 1) of the entries, anywhere in the batch. */
  refuseShare?: number;
  /** PutRecordBatch: refuse exactly so many entries of each call, anywhere in the batch. */
  refuseCount?: number;
  /** Answer with this error instead of acting; for `Creation` and `Deletion`, the type and text of the failure. */
  answer?: { status: number; code: string; message?: string };
  /** Cut the connection: `before` the call acts, or `after` it has acted and before it is answered. */
  cut?: 'after' | 'before';
  /** Answer so many seconds late. Real seconds: a client's patience does not know of the time scale. */
  delaySeconds?: number;
}

/** What Firehose does by itself: writing to S3, and what follows after CREATING and DELETING. */
const OWN_DOINGS = {
  Creation: ['answer'],
  Deletion: ['answer'],
  Delivery: ['answer', 'cut', 'delaySeconds'],
} as const;

/** Whether this is no call of a client, so that a fault of `*` does not hit it. */
export function isByItself(operation: string): operation is keyof typeof OWN_DOINGS {
  return Object.hasOwn(OWN_DOINGS, operation);
}

const LONGEST_DELAY_SECONDS = 600;

const EFFECTS = ['refuseShare', 'refuseCount', 'answer', 'cut', 'delaySeconds'] as const;

/** What each member may be, in the words of a complaint. */
const MEMBERS: Record<keyof Fault, { allowed: string; isFine(value: unknown): boolean }> = {
  operation: {
    allowed:
      'the name of an operation that local-aws has, such as "PutRecordBatch", or "*" for all, or Firehose\'s own "Creation", "Deletion" or "Delivery"',
    isFine: (value) => typeof value === 'string',
  },
  stream: { allowed: 'the name of a delivery stream', isFine: (value) => typeof value === 'string' },
  times: { allowed: 'a whole number above 0', isFine: isCount },
  refuseShare: { allowed: 'a number from 0 to 1', isFine: (value) => isBetween(value, 0, 1) },
  refuseCount: { allowed: 'a whole number above 0', isFine: isCount },
  answer: {
    allowed: '{"status": 400 to 599, "code": "…", "message": "…"}, without a message if you like',
    isFine: isAnswer,
  },
  cut: { allowed: '"before" or "after"', isFine: (value) => value === 'before' || value === 'after' },
  delaySeconds: {
    allowed: `a number of seconds from 0 to ${LONGEST_DELAY_SECONDS}`,
    isFine: (value) => isBetween(value, 0, LONGEST_DELAY_SECONDS),
  },
};

/**
 * Reads a fault from somebody's JSON. `operations` are the names that a client can call.
 *
 * @throws TypeError naming what is wrong and what is allowed.
 */
export function readFault(value: unknown, operations: ReadonlySet<string>): Fault {
  if (!isObject(value)) {
    throw new TypeError(
      'a fault is a JSON object such as {"operation": "PutRecordBatch", "refuseShare": 0.3}',
    );
  }
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(MEMBERS, name)) {
      throw new TypeError(`a fault has no member ${name}; it has ${Object.keys(MEMBERS).join(', ')}`);
    }
    const member = MEMBERS[name as keyof Fault];
    if (!member.isFine(given)) throw new TypeError(`${name}: must be ${member.allowed}`);
  }
  const fault = value as unknown as Fault;
  const { operation } = fault;
  if (operation !== '*' && !isByItself(operation) && !operations.has(operation)) {
    throw new TypeError(`operation: must be ${MEMBERS.operation.allowed}`);
  }
  const [effect, ...others] = EFFECTS.filter((name) => fault[name] !== undefined);
  if (!effect || others.length > 0) throw new TypeError(`a fault has exactly one of ${EFFECTS.join(', ')}`);
  if (operation !== 'PutRecordBatch' && (effect === 'refuseShare' || effect === 'refuseCount')) {
    throw new TypeError(`${effect}: only with the operation PutRecordBatch`);
  }
  if (isByItself(operation)) checkOwnDoing(operation, effect, fault);
  return fault;
}

function checkOwnDoing(operation: keyof typeof OWN_DOINGS, effect: string, { cut }: Fault): void {
  const effects: readonly string[] = OWN_DOINGS[operation];
  if (!effects.includes(effect)) {
    throw new TypeError(`${effect}: not with ${operation}, which has ${effects.join(', ')}`);
  }
  if (cut === 'after') throw new TypeError(`cut: only "before" with ${operation}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function isAnswer(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { status, code, message = '', ...others } = value;
  const isText = typeof code === 'string' && code !== '' && typeof message === 'string';
  return (
    isText && Number.isInteger(status) && isBetween(status, 400, 599) && Object.keys(others).length === 0
  );
}
