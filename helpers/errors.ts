/** What the helpers say when AWS says no: what was tried, on what, what came back, and what to do. */

/** The parts of an AWS SDK error that a reader needs. */
export interface AwsFault {
  name: string;
  message: string;
  status?: number;
  requestId?: string;
}

/** Reads any thrown value as an AWS fault. HEAD answers have no body, so the status is all they tell. */
export function awsFault(error: unknown): AwsFault {
  const fault = error as {
    name?: string;
    message?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number; requestId?: string };
  };
  return {
    name: fault?.name ?? 'Error',
    // Where a name has several addresses and none answers, Node's error has a code and no message.
    message: fault?.message || fault?.code || String(error),
    status: fault?.$metadata?.httpStatusCode,
    requestId: fault?.$metadata?.requestId,
  };
}

/** Says whether AWS's answer, or the one behind a helper's error, is that the caller lacks a right. */
export function isDenied(error: unknown): boolean {
  const { name, message, status } = awsFault((error as Error | undefined)?.cause ?? error);
  // Not every 403: unknown keys and expired tokens are one, too. Firehose denies with 400.
  return /^AccessDenied/.test(name) || (status === 403 && /not authorized/.test(message));
}

/** `NoSuchBucket: The specified bucket does not exist (HTTP 404, request 4f0c…)` */
export function faultLine(error: unknown): string {
  const { name, message, status, requestId } = awsFault(error);
  const details = [status && `HTTP ${status}`, requestId && `request ${requestId}`].filter(Boolean);
  return `${name}: ${withoutKeys(message)}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

/** Where a signature is wrong, AWS quotes what was signed: the key's id, and the session token. */
function withoutKeys(message: string): string {
  return message
    .replace(/(x-amz-security-token[:=]\s*)[^\s&]+/gi, '$1…')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1…');
}

/** An address as messages show it: many APIs have their key behind the question mark. */
export function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//…@').replace(/\?.+/, '?…');
}

/** A step that did not work. `cause` is the SDK's own error. */
export class StepError extends Error {
  constructor(tried: string, cameBack: string, toDo: string, cause?: unknown) {
    super(`${tried} failed.\n  It came back: ${cameBack}\n  What to do:   ${toDo}`, { cause });
    this.name = 'StepError';
  }
}

/** What to do about the faults that any call can meet; undefined for those that only the step can explain. */
function commonRemedy(error: unknown): string | undefined {
  const { name, message } = awsFault(error);
  if (isDenied(error)) {
    return 'The credentials work but lack this right. Ask whoever manages the account for it, or use another profile.';
  }
  if (/ExpiredToken/.test(name))
    return 'Your temporary credentials have expired: sign in again ("aws login" or "aws sso login").';
  if (/InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/.test(name)) {
    return 'AWS does not know these keys. Check which credentials are used: run the "who am I" cell.';
  }
  if (/SignatureDoesNotMatch|InvalidSignature|RequestTimeTooSkewed/.test(name)) {
    return "The secret key is wrong, or this machine's clock is: compare it with a clock you trust.";
  }
  if (name === 'CredentialsProviderError') {
    return 'No credentials were found. Sign in ("aws login"), name a profile in dl.cfg, or set target = local.';
  }
  if (
    /ECONN|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError|NetworkingError/.test(
      `${name} ${message}`,
    )
  ) {
    const region = /ENOTFOUND \S+?\.([a-z0-9-]+)\.amazonaws\.com/.exec(message)?.[1];
    const orRegion = region ? `, and [AWS] region in dl.cfg: is there a region ${region}?` : '';
    return `Nothing answered at the endpoint. Check the network${orRegion || '; with target = local, run Step 1 again: it starts the local AWS.'}`;
  }
  if (/Throttl|SlowDown|TooManyRequests|LimitExceeded/.test(name))
    return 'AWS asks for fewer calls, or a quota is used up. Wait a minute and run the step again.';
  return undefined;
}

/** What to do where the profile that dl.cfg names gives no credentials: the SDK does not say which one it was. */
export function profileRemedy(error: unknown, profile: string | undefined): string | undefined {
  if (profile === undefined || awsFault(error).name !== 'CredentialsProviderError') return undefined;
  return (
    `[AWS] profile = ${profile} gave no credentials. Is it in ~/.aws/config or ~/.aws/credentials ` +
    `("aws configure list-profiles"), and are you signed in ("aws login --profile ${profile}")?`
  );
}

/**
 * Wraps an AWS error in a StepError.
 *
 * @param tried what was tried, on what: `Creating the bucket my-bucket`
 * @param toDo what to do, where this step knows better than the general advice
 */
export function failed(tried: string, error: unknown, toDo?: string): StepError {
  if (error instanceof StepError) return error;
  return new StepError(
    tried,
    faultLine(error),
    toDo ?? commonRemedy(error) ?? 'Read the answer above; then run the step again.',
    error,
  );
}
