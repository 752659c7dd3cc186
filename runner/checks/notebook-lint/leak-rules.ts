/** What must not be published: keys, account numbers, and where the notebook was run. */
import type { Complaint, LintedCell, Rule, Subject } from './subject.js';

/** local-aws' own account, and the one that owns the bucket whose name is taken. */
const ACCOUNTS = ['000000000000', '111111111111'];

const UUID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** Forms of keys as AWS documents them ("IAM identifiers"), and as its public secret scanners look for them. */
const SECRETS: [name: string, pattern: RegExp][] = [
  ['an access key id', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g],
  [
    'a secret access key',
    /(?<![\w/+=])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])/g,
  ],
  ['a session token', /\b(?:FwoG|FQoG|IQoJ)[A-Za-z0-9/+=]{50,}/g],
];

const MACHINE_PATH =
  /(?<![\w.:/>])\/(?:home|root|Users|tmp|work|workspaces?|mnt|private|var\/folders)\/[^\s'"]*|\b[A-Z]:\\{1,2}[^\s'"]+|file:\/\/\S*/g;

/** Names that routers and offices give to machines. */
const NETWORK_NAME = /\b[\w-]+\.(?:local|lan|home|internal|corp)\b(?![\w.-])/g;

/** Everything in a cell that is published: its source, its metadata and all forms of its outputs. */
function publishedText({ source, cell }: LintedCell): string {
  const outputs = (cell.outputs ?? []).map((output) => withJoinedLines(output));
  return [source, ...stringsIn(cell.metadata), ...stringsIn(outputs)].join('\n');
}

/** In a file, a text is a list of lines. */
function withJoinedLines(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((line) => typeof line === 'string') ? value.join('') : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withJoinedLines(each)]));
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function complainAbout(
  { cells }: Subject,
  find: (text: string) => string[],
  describe: (found: string) => Omit<Complaint, 'cell'>,
): Complaint[] {
  return cells.flatMap((cell) =>
    [...new Set(find(publishedText(cell)))].map((found) => ({ cell, ...describe(found) })),
  );
}

/** The secret itself is not repeated: a log is published, too. */
export const noSecrets: Rule = (subject) =>
  SECRETS.flatMap(([name, pattern]) =>
    complainAbout(
      subject,
      (text) => text.match(pattern) ?? [],
      (found) => ({
        what: `shows ${name}, ${found.slice(0, 4)}…`,
        remedy: 'Remove it, and deactivate the key if it is a real one.',
      }),
    ),
  );

export const noAccounts: Rule = (subject) =>
  complainAbout(
    subject,
    (text) =>
      (text.replace(UUID, '').match(/(?<![\d.])\d{12}(?!\d)/g) ?? []).filter(
        (number) => !ACCOUNTS.includes(number),
      ),
    (found) => ({ what: `shows the account number ${found}`, remedy: `Use ${ACCOUNTS.join(' or ')}.` }),
  );

export const noMachine: Rule = (subject) => {
  const isOurs = (text: string) => subject.hostName.length > 0 && text.includes(subject.hostName);
  return complainAbout(
    subject,
    (text) => [
      ...(text.match(MACHINE_PATH) ?? []),
      ...(text.match(NETWORK_NAME) ?? []),
      ...(isOurs(text) ? [subject.hostName] : []),
    ],
    (found) => ({
      what: `shows ${found}, which is of one machine`,
      remedy: 'Show what is the same everywhere.',
    }),
  );
};
