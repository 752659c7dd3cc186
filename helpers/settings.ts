/** Every setting of `dl.cfg`: what is allowed, and the default. Data, and the checks that it names. */

/** Gives the value to use, or throws a sentence on what is wrong with it. */
export type Check<T> = (text: string) => T;

const oneOf =
  <T extends string>(...allowed: T[]): Check<T> =>
  (text) => {
    if ((allowed as string[]).includes(text)) return text as T;
    throw new Error(`must be ${allowed.join(' or ')}`);
  };

const wholeNumber =
  (min: number, max: number, unit: string): Check<number> =>
  (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new Error(`must be a whole number of ${unit} from ${min} to ${max}`);
  };

const matching =
  (pattern: RegExp, description: string): Check<string> =>
  (text) => {
    if (pattern.test(text)) return text;
    throw new Error(`must be ${description}`);
  };

/** Where a local AWS listens: nothing behind the port. */
const endpoint: Check<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url?.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (isBare && /^https?:$/.test(url.protocol)) return url.origin;
  throw new Error('must be an address such as http://192.168.1.20:4566, with nothing behind the port');
};

const address: Check<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return text;
  throw new Error('must be an address that starts with http:// or https://, without user name and password');
};

/** What people and templates put where a key should go. A real key is random: it may well begin with "my". */
const PLACEHOLDERS = [
  /^$|^[<[{(].*[>\]})]$|^[x*._…-]+$|x{6}/i,
  /^(your|my|enter|insert|put|paste|replace|change)([-_. ]|[a-z]*$)|placeholder/i,
  /^(aws_?)?(access_?key(_?id)?|secret(_?access)?_?key|session_?token|key|secret|token)$/i,
  /EXAMPLE/,
];

const secret =
  (pattern: RegExp, description: string): Check<string> =>
  (text) => {
    if (PLACEHOLDERS.some((pattern) => pattern.test(text))) {
      throw new Error('is still a placeholder. Put your own value there, or delete the line');
    }
    return matching(pattern, description)(text);
  };

/** The most characters that AWS allows in a name. */
export const LONGEST_NAMES = { role_name: 64, policy_name: 128, stream_name: 64, bucket_name: 63 };

export interface Setting<T> {
  check: Check<T>;
  default?: T;
  /** Its value never appears in a message. */
  isSecret?: boolean;
}

/** Section, key, what is allowed, default. */
export const SETTINGS = {
  AWS: {
    target: { check: oneOf('local', 'aws'), default: 'local' },
    region: {
      check: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'the name of an AWS region, such as us-east-1'),
      default: 'us-east-1',
    },
    profile: {
      check: matching(/^[^\s]+$/, 'the name of a profile in your AWS configuration, without blanks'),
    },
    access_key_id: {
      check: secret(/^A[A-Z0-9]{15,127}$/, 'an access key id: capital letters and digits'),
      isSecret: true,
    },
    secret_access_key: { check: secret(/^\S{16,}$/, 'a secret access key, without blanks'), isSecret: true },
    session_token: { check: secret(/^\S{16,}$/, 'a session token, without blanks'), isSecret: true },
    time_scale: { check: wholeNumber(1, 1000, 'times'), default: 30 },
    endpoint: { check: endpoint },
    participant: {
      check: matching(
        /^[a-z0-9]{1,7}$/,
        '1 to 7 small letters or digits: it ends every name, and that of a bucket may have 63 characters',
      ),
    },
  },
  IAM: {
    role_name: { check: matching(/^[\w+=,.@-]{1,64}$/, '1 to 64 letters, digits or +=,.@_-') },
    policy_name: { check: matching(/^[\w+=,.@-]{1,128}$/, '1 to 128 letters, digits or +=,.@_-') },
  },
  Firehose: {
    stream_name: { check: matching(/^[a-zA-Z0-9_.-]{1,64}$/, '1 to 64 letters, digits or _.-') },
    delivery_stream_type: { check: oneOf('DirectPut'), default: 'DirectPut' },
    size_in_mb: { check: wholeNumber(1, 128, 'MiB'), default: 5 },
    interval_in_seconds: { check: wholeNumber(0, 900, 'seconds'), default: 60 },
    compression_format: { check: oneOf('GZIP', 'UNCOMPRESSED'), default: 'GZIP' },
  },
  S3: {
    bucket_name: {
      check: matching(
        /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        '3 to 63 small letters, digits, dots or hyphens',
      ),
    },
    prefix: {
      check: matching(/^[^!\n]{0,512}$/, 'at most 512 characters, without an expression'),
      default: 'measurements/',
    },
  },
  Sensor: {
    url: { check: address },
    temperature_field: {
      check: matching(/^[^.\s]+(\.[^.\s]+)*$/, 'a field name, or a path such as main.temp'),
      default: 'currentTemperature',
    },
    measurements: { check: wholeNumber(1, 1_000_000, 'measurements'), default: 2922 },
  },
} satisfies Record<string, Record<string, Setting<number | string>>>;
