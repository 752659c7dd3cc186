import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { treeText } from './tree.js';

const FOLDER = 'measurements/2026/11/23/02/';
const KEY = `${FOLDER}firehose-tutorial-stream-000000000000-us-east-1-1-2026-11-23-02-33-03-ca9f84f0-88f0-48da-a101-78d995eabe7f.gz`;

describe('the tree of a bucket', () => {
  it('has folders that hold one thing on one line, and sizes on the right', () => {
    assert.equal(
      treeText(
        [KEY, KEY.replace('ca9f', 'ca9e'), `${FOLDER.replace('/02/', '/03/')}a.gz`, 'errors/x'],
        [113, 13_704, 1, 0],
      ),
      [
        '├─ measurements/2026/11/23/',
        '│  ├─ 02/',
        '│  │  ├─ firehose-tutorial-st…101-78d995eabe7f.gz      113 B',
        '│  │  └─ firehose-tutorial-st…101-78d995eabe7f.gz   13.4 KiB',
        '│  └─ 03/',
        '│     └─ a.gz                                            1 B',
        '└─ errors/',
        '   └─ x                                                  0 B',
        '4 objects, 13.5 KiB',
      ].join('\n'),
    );
  });

  it('does without sizes', () => {
    const name = 'firehose-tutorial-stream-00…-48da-a101-78d995eabe7f.gz';
    assert.equal(treeText([KEY]), `└─ ${FOLDER}\n   └─ ${name}\n1 object`);
  });

  it('is empty for an empty bucket', () => {
    assert.equal(treeText([]), '0 objects');
  });

  it('knows that S3 has no folders: keys may end in a slash, or have two', () => {
    assert.equal(treeText(['a/', 'a//b', '/c']), '├─ a//\n│  └─ b\n├─ /\n│  └─ c\n└─ a/\n3 objects');
  });

  it('fits into 60 columns', () => {
    for (const line of treeText(
      [KEY, `${'deep/'.repeat(20)}${'x'.repeat(200)}`, 'y'],
      [1, 1023 * 1024, 3],
    ).split('\n')) {
      assert.ok(line.length <= 60, line);
    }
  });
});
