/** Step 1: the settings of the tutorial, read from `dl.cfg` and checked before anything is made. */
import { readFileSync, statSync } from 'node:fs';
import { parse } from 'ini';
import { failed, withoutSecrets } from './errors.js';
import { type LONGEST_NAMES, SETTINGS, type Setting } from './settings.js';
import { endpointProblems, nameOf } from './workshop.js';

export interface Config {
  /** The file that was read, or a sentence saying that there is none. */
  source: string;
  /** What is allowed but not wise. */
  warnings: string[];
  aws: {
    target: 'aws' | 'local';
    region: string;
    profile?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    /** How many times as fast AWS's waiting times pass on the local stand-in. */
    timeScale: number;
    /** Where a local AWS of somebody else's listens; without it there is one for this folder. */
    endpoint?: string;
    /** Who shares the account with others: the end of every name. */
    participant?: string;
  };
  iam: { roleName?: string; policyName?: string };
  firehose: {
    streamName?: string;
    deliveryStreamType: 'DirectPut';
    sizeInMBs: number;
    intervalInSeconds: number;
    compressionFormat: 'GZIP' | 'UNCOMPRESSED';
  };
  s3: { bucketName?: string; prefix: string };
  sensor: { url?: string; temperatureField: string; measurements: number };
}

/** Every problem of a `dl.cfg`, each with its section, its key and what is allowed. */
export class ConfigError extends Error {
  problems: string[];

  constructor(file: string, problems: string[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super(`${file} has ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads `dl.cfg`. A file that is not there means the defaults, which need no account.
 *
 * @throws ConfigError naming every problem of the file at once; never showing a secret's value; StepError
 *   when it cannot be read.
 */
export function readConfig(file = 'dl.cfg'): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return parseConfig('', `no ${file}: the defaults of dl.cfg.example`);
    throw failed(
      `Reading the settings from ${file}`,
      cause,
      'Make it a file that you may read, or delete it.',
    );
  }
  const config = parseConfig(text, file);
  if (config.aws.credentials && isReadableByOthers(file)) {
    config.warnings.push(
      `${file} can be read by other users of this machine, and holds keys. Keep it to yourself: chmod 600 ${file}`,
    );
  }
  return config;
}

/** Windows has no such bits: there the folder of a user is that user's own. */
function isReadableByOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o044) !== 0;
}

/** The same for a text that is already read; `source` names it in messages. */
export function parseConfig(text: string, source = 'dl.cfg'): Config {
  const { known, problems } = checkNames(text);
  const given = parse(known) as Given;
  const value = (section: Section, key: string) => readSetting(given, section, key, problems);

  const accessKeyId = value('AWS', 'access_key_id');
  const secretAccessKey = value('AWS', 'secret_access_key');
  const sessionToken = value('AWS', 'session_token');
  const target = value('AWS', 'target');
  const endpoint = value('AWS', 'endpoint') as string | undefined;
  const participant = value('AWS', 'participant') as string | undefined;
  const name = (section: Section, key: keyof typeof LONGEST_NAMES) => {
    const given = value(section, key) as string | undefined;
    if (given === undefined || participant === undefined) return given;
    try {
      return nameOf(participant, given, key);
    } catch (error) {
      problems.push(`[${section}] ${key} = ${given}: ${(error as Error).message}`);
      return given;
    }
  };
  problems.push(...incompleteKeys(given.AWS ?? {}));
  if (endpoint) problems.push(...endpointProblems(endpoint, target, accessKeyId));
  const config = {
    source,
    warnings: accessKeyId && !endpoint ? credentialWarnings(source, sessionToken) : [],
    aws: {
      target,
      region: value('AWS', 'region'),
      profile: value('AWS', 'profile'),
      credentials: accessKeyId ? { accessKeyId, secretAccessKey, sessionToken } : undefined,
      timeScale: value('AWS', 'time_scale'),
      endpoint,
      participant,
    },
    iam: { roleName: name('IAM', 'role_name'), policyName: name('IAM', 'policy_name') },
    firehose: {
      streamName: name('Firehose', 'stream_name'),
      deliveryStreamType: value('Firehose', 'delivery_stream_type'),
      sizeInMBs: value('Firehose', 'size_in_mb'),
      intervalInSeconds: value('Firehose', 'interval_in_seconds'),
      compressionFormat: value('Firehose', 'compression_format'),
    },
    s3: { bucketName: name('S3', 'bucket_name'), prefix: value('S3', 'prefix') },
    sensor: {
      url: value('Sensor', 'url'),
      temperatureField: value('Sensor', 'temperature_field'),
      measurements: value('Sensor', 'measurements'),
    },
  };
  if (problems.length > 0) throw new ConfigError(source, problems);
  return config as Config;
}

type Section = keyof typeof SETTINGS;
type Given = Partial<Record<Section, Record<string, unknown>>>;

const SECTIONS = `[${Object.keys(SETTINGS).join('] [')}]`;

/**
 * Finds the lines that say nothing that there is. ini would take a line without "=" for a key, and the last
 * of two equal keys without a word.
 *
 * @returns the problems, and the text without the lines that have one.
 */
function checkNames(text: string): { known: string; problems: string[] } {
  const problems: string[] = [];
  const seen = new Map<string, number>();
  let section: string | undefined;
  const isGood = (line: string, number: number): boolean => {
    if (/^\s*([;#]|$)/.test(line)) return true;
    const heading = /^\[([^\]]*)\]\s*$/.exec(line)?.[1];
    const key = /^([^=]+)=/.exec(line.trim())?.[1]?.trim();
    const problem = (what: string, about: string) => {
      problems.push(`${what}: ${about}`);
      return false;
    };
    if (heading !== undefined) {
      section = heading;
      return (
        isSection(section) || problem(`[${shown(section, number)}]`, `no such section. There are ${SECTIONS}`)
      );
    }
    if (!key) return problem(`line ${number}`, 'is neither a [section] nor key = value');
    if (section === undefined) {
      return problem(shown(key, number), `stands outside of a section. Sections are ${SECTIONS}`);
    }
    if (!isSection(section)) return false; // said once, for the whole section
    if (!Object.hasOwn(SETTINGS[section], key)) {
      const all = Object.keys(SETTINGS[section]).join(', ');
      return problem(`[${section}] ${shown(key, number)}`, `no such setting. There are ${all}`);
    }
    const first = seen.get(`${section} ${key}`);
    if (first)
      return problem(`[${section}] ${key}`, `stands twice, in lines ${first} and ${number}: delete one`);
    seen.set(`${section} ${key}`, number);
    return true;
  };
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return { known: lines.filter((line, index) => isGood(line, index + 1)).join('\n'), problems };
}

function isSection(name: string): name is Section {
  return Object.hasOwn(SETTINGS, name);
}

/** A name as messages show it. What does not look like one may be a secret that slipped to the wrong place. */
function shown(name: string, line: number): string {
  const words = name.split(/[ _-]/);
  return words.every((word) => /^([A-Z]?[a-z]{1,15}|[A-Z]{1,15})$/.test(word)) ? name : `(line ${line})`;
}

/** Keys come in pairs, and temporary ones with their token. */
function incompleteKeys(aws: Record<string, unknown>): string[] {
  const [id, secret, token] = ['access_key_id', 'secret_access_key', 'session_token'].map((key) => aws[key]);
  if ((id === undefined) !== (secret === undefined)) {
    return ['[AWS] access_key_id and secret_access_key: both or neither must be given'];
  }
  if (token !== undefined && id === undefined) {
    return ['[AWS] session_token: must come with its access_key_id and secret_access_key'];
  }
  if (token === undefined && String(id).startsWith('ASIA')) {
    return ['[AWS] session_token: must be given, since an access_key_id that begins with ASIA is temporary'];
  }
  return [];
}

/** The row of the table decides the type of the value; Config declares it once more for readers. */
function readSetting(given: Given, section: Section, key: string, problems: string[]): unknown {
  const setting = (SETTINGS[section] as Record<string, Setting<number | string>>)[key];
  const raw = given[section]?.[key];
  if (!setting || raw === undefined || (raw === '' && !setting.isSecret && setting.default === undefined))
    return setting?.default;
  const text = String(raw).trim();
  try {
    return setting.check(text);
  } catch (error) {
    const value = setting.isSecret ? '' : ` = ${text === '' ? '(empty)' : withoutSecrets(text)}`;
    problems.push(`[${section}] ${key}${value}: ${(error as Error).message}`);
    return undefined;
  }
}

function credentialWarnings(source: string, sessionToken: unknown): string[] {
  const better =
    'Better: "aws login" or "aws sso login", and no keys in the file; the SDK then finds temporary ones by itself.';
  if (sessionToken) return [`${source} holds credentials. ${better}`];
  return [`${source} holds long-lived credentials; whoever reads the file can use them. ${better}`];
}

function credentialsOf({ aws }: Config): string {
  if (aws.target === 'local' && !aws.endpoint) return 'of local-aws';
  if (aws.credentials) return 'keys from the settings';
  return aws.profile ? `profile ${aws.profile}` : 'found by the SDK';
}

/** The settings as lines of a table, without secrets. */
export function describeConfig(config: Config): string {
  const { aws, iam, firehose, s3, sensor } = config;
  const rows: [string, unknown][] = [
    ['read from', config.source],
    ['target', aws.target],
    ['region', aws.region],
    ['credentials', credentialsOf(config)],
    ['role, policy', `${iam.roleName ?? '(default)'}, ${iam.policyName ?? '(default)'}`],
    ['delivery stream', `${firehose.streamName ?? '(default)'}, ${firehose.deliveryStreamType}`],
    [
      'buffering hints',
      `${firehose.sizeInMBs} MiB or ${firehose.intervalInSeconds} s, whichever comes first`,
    ],
    ['compression', firehose.compressionFormat],
    ['bucket, prefix', `${s3.bucketName ?? '(default)'}, ${s3.prefix || '(none)'}`],
    ['sensor', sensor.url ? withoutSecrets(sensor.url) : 'simulated, from data/weather.csv'],
    ['measurements', sensor.measurements],
  ];
  if (aws.endpoint) rows.push(['endpoint', aws.endpoint]);
  if (aws.participant) rows.push(['participant', `${aws.participant}, at the end of every name`]);
  if (aws.target === 'local')
    rows.push(['time scale', `AWS's waiting times pass ${aws.timeScale} times as fast`]);
  return rows.map(([name, value]) => `${name.padEnd(16)} ${value}`).join('\n');
}
