/** A local AWS for a room: one server, and a user with keys, a policy and a sheet for everybody. */
import { join } from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import { roomPolicy } from './policy.js';
import { type RoomServer, startServer } from './server.js';
import { keysOf, type Sheet, writeSheet } from './sheet.js';
import { ensureGroup, ensureUser } from './users.js';

/** The account that local-aws has unless it is told another. */
const LOCAL_ACCOUNT = '000000000000';

export interface RoomOptions {
  participants: string[];
  /** By which name or address participants reach this machine. */
  host: string;
  /** The address to listen on. */
  listen: string;
  /** 0 takes a free port. */
  port: number;
  region: string;
  timeScale: number;
  /** The folder that holds everything. */
  data: string;
  /** Takes what the server says: where it is, and later what was denied and why. */
  say: (line: string) => void;
}

export interface Room {
  server: RoomServer;
  /** Where participants reach it. */
  endpoint: string;
  /** The files, in the order of the participants. */
  sheets: string[];
}

export function sheetFile(data: string, participant: string): string {
  return join(data, 'sheets', `${participant}.cfg`);
}

/**
 * Starts the server and makes what is missing. Done again for the same folder, everybody keeps their keys.
 *
 * @throws Error when the server does not start, StepError when a user cannot be made. No server is left then.
 */
export async function openRoom(options: RoomOptions): Promise<Room> {
  const { participants, host, listen, port, region, timeScale, data, say } = options;
  const where = ['--data', data, '--port', String(port), '--listen', listen, '--host', host];
  const what = ['--region', region, '--time-scale', String(timeScale)];
  const server = await startServer([...where, ...what], say);
  const iam = new IAMClient({ region, endpoint: server.endpoint, credentials: server.keys });
  try {
    await ensureGroup(iam, roomPolicy({ account: LOCAL_ACCOUNT, region, partition: 'aws' }));
    const endpoint = `http://${host}:${new URL(server.endpoint).port}`;
    const sheets: string[] = [];
    for (const participant of participants) {
      const file = sheetFile(data, participant);
      const keys = await ensureUser(iam, participant, keysOf(file));
      writeSheet(file, { participant, endpoint, region, timeScale, ...keys } satisfies Sheet);
      sheets.push(file);
    }
    return { server, endpoint, sheets };
  } catch (error) {
    await server.close();
    throw error;
  } finally {
    iam.destroy();
  }
}
