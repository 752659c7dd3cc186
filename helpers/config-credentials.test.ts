import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConfigError, describeConfig, parseConfig } from './config.js';
import { problemsOf } from './testing/config.js';
import { randomText, seededRandom } from './testing/random.js';

describe('credentials in dl.cfg', () => {
  const ID = 'AKIAIOSFODNN7ABCDEFG';
  const SECRET = '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';

  it('are taken, with a warning that temporary ones are better', () => {
    const { aws, warnings } = parseConfig(`[AWS]\naccess_key_id = ${ID}\nsecret_access_key = ${SECRET}`);
    assert.deepEqual(aws.credentials, {
      accessKeyId: ID,
      secretAccessKey: SECRET,
      sessionToken: undefined,
    });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /long-lived.*temporary/);
  });

  it('are taken with their session token, with a milder warning', () => {
    const { aws, warnings } = parseConfig(
      `[AWS]\naccess_key_id = ASIA${ID.slice(4)}\nsecret_access_key = ${SECRET}\nsession_token = ${'t/+='.repeat(90)}`,
    );
    assert.equal(aws.credentials?.sessionToken, 't/+='.repeat(90));
    assert.match(warnings[0] ?? '', /holds credentials/);
    assert.doesNotMatch(warnings[0] ?? '', /long-lived/);
  });

  it('must be complete', () => {
    const both = '[AWS] access_key_id and secret_access_key: both or neither must be given';
    assert.deepEqual(problemsOf(`[AWS]\naccess_key_id = ${ID}`), [both]);
    assert.deepEqual(problemsOf(`[AWS]\nsecret_access_key = ${SECRET}`), [both]);
    assert.match(problemsOf(`[AWS]\nsession_token = ${SECRET}`)[0] ?? '', /session_token: must come with/);
    const temporary = `[AWS]\naccess_key_id = ASIA${ID.slice(4)}\nsecret_access_key = ${SECRET}`;
    assert.match(problemsOf(temporary)[0] ?? '', /session_token: must be given/);
  });

  it('are refused by name while they are placeholders', () => {
    const placeholders = [
      '',
      '<access key>',
      '[your key]',
      '{{ key }}',
      'xxxxxxxxxxxxxxxxxxxx',
      '********************',
      'YOUR_ACCESS_KEY_ID',
      'your-secret-access-key',
      'MySecretAccessKey',
      'enter your key here',
      'access_key_id',
      'AWS_SECRET_ACCESS_KEY',
      'session_token',
      'placeholder-for-the-key',
      'changeme',
      'AKIAIOSFODNN7EXAMPLE',
      'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'AKIAxxxxxxxxxxxxxxxx',
    ];
    for (const value of placeholders) {
      const text = `[AWS]\naccess_key_id = ${value}\nsecret_access_key = ${value}\nsession_token = ${value}`;
      assert.deepEqual(
        problemsOf(text),
        ['access_key_id', 'secret_access_key', 'session_token'].map(
          (key) => `[AWS] ${key}: is still a placeholder. Put your own value there, or delete the line`,
        ),
        value,
      );
    }
  });

  it('are not taken for placeholders because they happen to begin like one', () => {
    const random = seededRandom(1);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+';
    for (const word of ['my', 'MY', 'put', 'Your', 'key', 'x', 'EXAM']) {
      for (let i = 0; i < 20; i += 1) {
        const secret = `${word}${randomText(random, alphabet, 39 - word.length)}7`;
        assert.deepEqual(
          problemsOf(`[AWS]\naccess_key_id = ${ID}\nsecret_access_key = ${secret}`),
          [],
          secret,
        );
      }
    }
  });

  it('never appear in a message, a warning or a description, wherever they are put and whatever else is wrong', () => {
    const random = seededRandom(2);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+=;#"\' !';
    const files = [
      (secret: string) => `[AWS]\naccess_key_id = ${ID}\nsecret_access_key = ${secret}`,
      (secret: string) => `[AWS]\naccess_key_id = ${secret}\nsecret_access_key = ${secret}`,
      (secret: string) =>
        `[AWS]\naccess_key_id = ${ID}\nsecret_access_key = short\nsession_token = ${secret}`,
      (secret: string) =>
        `[AWS]\nregion = nowhere\nsecret_access_key = ${secret}\nsecret_access_key = ${secret}`,
      (secret: string) => `secret_access_key = ${secret}`,
      (secret: string) => `[S3]\nsecret_access_key = ${secret}`,
      (secret: string) => `[aws]\nsecret_access_key = ${secret}`,
      (secret: string) => `[AWS]\nsecret_acess_key = ${secret}`,
      (secret: string) => `[AWS]\nsecret_access_key: ${secret}`,
      (secret: string) => `[AWS]\nsecret_access_key ${secret}`,
      (secret: string) => `[AWS]\nsecret_access_key =\n${secret}`,
      (secret: string) => `[AWS]\nsecret_access_key =\n  ${secret} = `,
      (secret: string) => `[${secret}]\n`,
      (secret: string) => `AWS = ${secret}\n[AWS]\nsession_token = ${secret}`,
    ];
    for (let i = 0; i < 1_000; i += 1) {
      const secret = randomText(random, alphabet, 20 + Math.floor(random() * 30));
      const text = files[i % files.length]?.(secret) ?? '';
      let said: string;
      try {
        const config = parseConfig(text);
        said = [describeConfig(config), ...config.warnings].join('\n');
      } catch (error) {
        said = `${(error as Error).stack} ${(error as ConfigError).problems}`;
      }
      // ini cuts values at ; and #: any longer piece of the secret would be as bad as the whole.
      for (const piece of secret.split(/[;#"'=\s]/).filter((part) => part.length >= 8)) {
        assert.ok(!said.includes(piece), `${JSON.stringify(text)} gave ${said}`);
      }
    }
  });
});
