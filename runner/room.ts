/** `npm run room`: a local AWS for a room, with a user and a sheet for everybody; or the policy for a shared account. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand } from './command.js';
import { UsageProblem } from './problem.js';
import { participantsOf } from './room/participants.js';
import { roomPolicy } from './room/policy.js';
import { openRoom, type RoomOptions } from './room/room.js';

const DATA = '.room';

const HELP = `Runs a local AWS for a room: everybody has a user, keys and names of their own. Ctrl-C ends it.

Usage: npm run -s room -- 30 --host 192.168.1.20          thirty participants, p01 to p30
       npm run -s room -- anna ben --host teacher.local   participants by their names
       npm run -s room -- --reset                         delete it all, for the next group
       npm run -s room -- --policy --account 123456789012  for a room that shares an AWS account: print the
                                                           policy of its participants

  --host NAME        the name or address by which the room reaches this machine; no other is answered
  --listen ADDRESS   the address to listen on (0.0.0.0: all that this machine has)
  --port N           the port (4566)
  --time-scale N     AWS's waiting times pass N times as fast (30)
  --region NAME      the region (us-east-1)
  --data DIR         keep everything in this folder (${DATA}): the local AWS, and everybody's sheet in sheets/
  --account ID       with --policy: the account's 12 digits
  --help             show this

Everything goes over plain HTTP: anybody in the room's network can read it. No key of a real account belongs there.
`;

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageProblem(`--${option} is "${text}": a whole number from ${min} to ${max} is needed`);
}

function read(args: string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        host: text,
        listen: { ...text, default: '0.0.0.0' },
        port: { ...text, default: '4566' },
        'time-scale': { ...text, default: '30' },
        region: { ...text, default: 'us-east-1' },
        data: { ...text, default: DATA },
        account: text,
        policy: yes,
        reset: yes,
      },
    });
  } catch (cause) {
    throw new UsageProblem((cause as Error).message, { cause });
  }
}

function roomOptions({ values, positionals }: ReturnType<typeof read>): RoomOptions {
  const { host, listen, region, data } = values;
  if (host === undefined)
    throw new UsageProblem('--host is missing: by which name or address does the room reach you?');
  return {
    participants: participantsOf(positionals),
    ...{ host, listen, region, data },
    say: console.error,
    port: wholeNumber('port', values.port, 0, 65_535),
    timeScale: wholeNumber('time-scale', values['time-scale'], 1, 1_000),
  };
}

/** The command of local-aws knows which folder is in use. */
function reset(data: string): number {
  const command = fileURLToPath(new URL('../local-aws/dist/local-aws.cjs', import.meta.url));
  return spawnSync(process.execPath, [command, '--reset', '--data', data], { stdio: 'inherit' }).status ?? 1;
}

function printPolicy(account: string | undefined, region: string): number {
  if (!/^\d{12}$/.test(account ?? '')) throw new UsageProblem('--policy needs --account with its 12 digits');
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const policy = roomPolicy({ account: account as string, region, partition });
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  return 0;
}

await runCommand(HELP, async (args, signal) => {
  const given = read(args);
  const { values } = given;
  if (values.reset) return reset(values.data);
  if (values.policy) return printPolicy(values.account, values.region);
  const options = roomOptions(given);
  const { server, endpoint, sheets } = await openRoom(options);
  console.log(`The room is open at ${endpoint} for ${sheets.length} participants.`);
  for (const [index, participant] of options.participants.entries()) {
    console.log(`  ${participant.padEnd(10)} ${sheets[index]}`);
  }
  console.log('Everybody puts their sheet into dl.cfg. Ctrl-C closes the room; what is in it stays.');
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const ended = await Promise.race([server.ended, stopped]);
  await server.close();
  return ended === undefined ? 0 : 1;
});
