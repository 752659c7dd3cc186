import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { readOptions, UsageError } from './options.js';

/** The problems that are named, one a line. */
function problems(...args: string[]): string[] {
  try {
    readOptions(args);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message.split('\n');
  }
  return [];
}

describe('the options of the command', () => {
  it('have defaults', () => {
    assert.deepEqual(readOptions([]), {
      port: 0,
      listen: '127.0.0.1',
      hosts: [],
      dir: resolve('.local-aws'),
      account: undefined,
      region: undefined,
      timeScale: 1,
      functions: resolve('functions'),
      shards: 1,
      throttle: false,
      untilStdinCloses: false,
      reset: false,
      help: false,
    });
  });

  it('are read in either form', () => {
    const given = [
      '--port',
      '4566',
      '--data=a b',
      '--account',
      '123456789012',
      '--region=eu-west-1',
      '--functions=f',
      '--shards',
      '3',
      '--listen=0.0.0.0',
      '--host',
      'Teacher.local',
      '--host=192.168.1.20',
      '--reset',
      '--throttle',
      '--time-scale',
    ];
    assert.deepEqual(readOptions([...given, '0.5', '--until-stdin-closes', '-h']), {
      port: 4566,
      listen: '0.0.0.0',
      hosts: ['teacher.local', '192.168.1.20'],
      dir: resolve('a b'),
      account: '123456789012',
      region: 'eu-west-1',
      timeScale: 0.5,
      functions: resolve('f'),
      shards: 3,
      throttle: true,
      untilStdinCloses: true,
      reset: true,
      help: true,
    });
  });

  it('take the names of all kinds of regions', () => {
    for (const region of ['us-east-1', 'ap-southeast-5', 'us-gov-west-1', 'cn-north-1', 'us-isob-east-1']) {
      assert.equal(readOptions(['--region', region]).region, region);
    }
  });

  it('that are wrong are all named, each with what is allowed', () => {
    assert.deepEqual(
      problems('--port', '70000', '--account', '12', '--region', 'Mars', '--time-scale', '0'),
      [
        '--port 70000: must be a whole number from 0 to 65535',
        '--time-scale 0: must be a number above 0',
        '--account 12: must have exactly 12 digits',
        '--region Mars: must be the name of a region, such as us-east-1',
      ],
    );
    for (const port of ['x', '1.5', '-0x1', '65536', '1e3', '0x10', ' 1']) {
      assert.match(problems(`--port=${port}`)[0] ?? '', /^--port .*: must be a whole number/, port);
    }
    for (const shards of ['0', '101', '1.5', '-1', 'x', '']) {
      assert.deepEqual(problems(`--shards=${shards}`), [
        `--shards ${shards}: must be a whole number from 1 to 100`,
      ]);
    }
    for (const scale of ['x', '-1', 'Infinity', 'NaN']) {
      assert.match(
        problems(`--time-scale=${scale}`)[0] ?? '',
        /^--time-scale .*: must be a number above 0/,
        scale,
      );
    }
  });

  it('listen for others only at an address, and answer only to names', () => {
    assert.match(problems('--listen', '0.0.0.0')[0] ?? '', /^--listen 0\.0\.0\.0: needs --host, the name/);
    for (const address of ['teacher.local', '::', '10.0.0', '*', '']) {
      assert.match(
        problems(`--listen=${address}`)[0] ?? '',
        /must be an IPv4 address of this machine/,
        address,
      );
    }
    for (const host of ['*', 'http://teacher.local', 'teacher.local:4566', 'a b', '-x', '[::1]', '']) {
      assert.match(
        problems(`--host=${host}`)[0] ?? '',
        /must be a host name or an IPv4 address, without a port/,
      );
    }
  });

  it('that are empty are named, as an unset variable of a shell makes them', () => {
    assert.deepEqual(
      problems('--port=', '--data=', '--account=', '--region=', '--time-scale=', '--functions='),
      [
        '--port : must be a whole number from 0 to 65535',
        '--time-scale : must be a number above 0',
        '--data : must name a folder',
        '--functions : must name a folder',
        '--account : must have exactly 12 digits',
        '--region : must be the name of a region, such as us-east-1',
      ],
    );
  });

  it('that do not exist, or lack their value, are named', () => {
    assert.match(problems('--prot', '1')[0] ?? '', /--prot/);
    assert.match(problems('--port')[0] ?? '', /--port/);
    assert.match(problems('4566')[0] ?? '', /4566/);
  });
});
