import {
  type Bad,
  describeRules,
  type Fine,
  firstCode,
  runs,
  says,
  shows,
} from '../../testing/lint-tables.js';
import * as rules from './leak-rules.js';

/** Made up; put together here, so that nobody who searches for keys finds them. */
const KEY_ID = ['AKIA', '2OGYBAH6QIVNRF5T'].join('');
const SECRET = ['kWcrlUX5JEDGM/LtmEEN', 'I/aVmYvHNif5zB+d9+ct'].join('');

const BAD: Bad[] = [
  ['noSecrets', shows(KEY_ID), /cell 3 \(cell-3\) shows an access key id, AKIA…/],
  ['noSecrets', runs(`const key = '${SECRET}';`), /shows a secret access key, kWcr…/],
  ['noSecrets', says(`FwoGZXIvYXdzE${'aB3/'.repeat(20)}`), /cell 2 \(cell-2\) shows a session token, FwoG…/],
  [
    'noSecrets',
    (notebook) => {
      const data = {
        'image/svg+xml': [`<svg><text>${KEY_ID.slice(0, 9)}`, `${KEY_ID.slice(9)}</text></svg>`],
        'text/plain': 'a',
      };
      firstCode(notebook).outputs = [{ output_type: 'display_data', data, metadata: {} }];
    },
    /shows an access key id/,
  ],
  [
    'noAccounts',
    shows('arn:aws:iam::314159265358:role/x'),
    /shows the account number 314159265358\. Use 0{12} or 1{12}/,
  ],
  ['noAccounts', shows('firehose-tutorial-314159265358-us-east-1'), /shows the account number 314159265358/],
  [
    'noMachine',
    shows('at /home/anna/project/cell.ts'),
    /shows \/home\/anna\/project\/cell\.ts, which is of one machine/,
  ],
  ['noMachine', shows('C:\\Users\\anna'), /shows C:\\Users\\anna, which/],
  ['noMachine', shows('file:///a/b'), /shows file:\/\/\/a\/b, which/],
  ['noMachine', shows('from lab-7'), /shows lab-7, which/],
  ['noMachine', shows('http://annas-mac.local/'), /shows annas-mac\.local, which/],
];

const FINE: Fine[] = [
  ["local-aws' own accounts, ids and addresses", shows('000000000000 http://127.0.0.1:4566 0.123456789012')],
  ['an id that ends in digits', shows('7f0c3a52-9b1e-4c55-8a0f-123456789012')],
  ['a checksum, and a long receipt', shows(`${'1a2b3c4d'.repeat(5)} ${'aB3/'.repeat(40)}`)],
  ['the local folder of local-aws', shows('see .local-aws/local-aws.log, and s3://bucket/home/a')],
];

describeRules(rules, BAD, FINE);
