/** Opens a room at 10.9.9.1, and prints what it answers to a machine at 10.9.9.2, and how main.ts fares there. */
import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openRoom } from '../room/room.js';

const [host, visitor] = ['10.9.9.1', '10.9.9.2'];
const folder = process.cwd();

function statusOf(url: string, localAddress: string, headers: Record<string, string> = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { localAddress, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
}

const room = await openRoom({
  ...{ participants: ['anna'], host, listen: '0.0.0.0', port: 0, region: 'us-east-1', timeScale: 100 },
  data: join(folder, '.room'),
  say: () => {},
});
try {
  const inside = `${room.endpoint}/_local-aws/log`;
  const outside = {
    'the log, to a visitor': await statusOf(inside, visitor),
    'the log, to a visitor who says localhost': await statusOf(inside, visitor, { host: 'localhost' }),
    'the log, to the machine itself': await statusOf(inside, host),
    'the door, by another name': await statusOf(room.endpoint, visitor, { host: 'teacher.local' }),
  };
  console.log(JSON.stringify(outside));
  copyFileSync(room.sheets[0] ?? '', join(folder, 'dl.cfg'));
  const script = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), 'main.ts']);
  console.log(await text(script.stdout), await text(script.stderr));
} finally {
  await room.server.close();
}
