import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { ManualClock } from '../clock.js';
import type { Undoable } from '../store/rows.js';
import { memoryStore } from '../store/store.js';
import type { Table } from '../store/table.js';
import { createTables } from '../store/tables.js';
import type { ObjectRow } from './rows.js';
import { S3State } from './state.js';

const LARGE = Buffer.alloc(100_000, 'large');

function open(store = memoryStore()) {
  const clock = new ManualClock('2026-11-22T10:00:00.789Z');
  const state = new S3State({ store, account: '000000000000', region: 'us-east-1', clock });
  state.bootstrap();
  return { store, state };
}

const ROW: Omit<ObjectRow, 'blob'> = {
  size: 1,
  etag: 'e',
  modified: 0,
  headers: {},
  metadata: {},
  checksum: { name: 'CRC32', value: '' },
};

async function put(state: S3State, key: string, content: Uint8Array): Promise<void> {
  const size = content.byteLength;
  state.putObject('bucket', key, { ...ROW, size }, await state.keep(content, size));
}

async function contentOf(state: S3State, key: string): Promise<Buffer> {
  const content = state.content('bucket', key);
  return content instanceof Readable ? buffer(content) : Buffer.from(content);
}

/** What a listing finds; each key with the row that is read by its name. */
function listed(state: S3State): string[] {
  const entries = [...state.keys('bucket').from(() => false)];
  for (const { key, row } of entries) assert.equal(row, state.object('bucket', key), key);
  return entries.map(({ key }) => key);
}

describe('S3State', () => {
  it('begins with the bucket that somebody else owns, and makes it only once', () => {
    const { store, state } = open();
    const row = state.bucket('receive-streaming-data');
    assert.deepEqual([row?.owner, row?.region], ['111111111111', 'us-east-1']);
    assert.deepEqual(open(store).state.bucket('receive-streaming-data'), row);
    assert.equal([...state.buckets()].length, 1);
  });

  it('finds everything again in the same store: rows, contents and the order of keys', async () => {
    const { store, state } = open();
    await put(state, 'b', Buffer.from('small'));
    await put(state, 'a/b', LARGE);
    await put(state, 'a', Buffer.alloc(0));
    const again = open(store).state;
    assert.deepEqual(listed(again), ['a', 'a/b', 'b']);
    assert.equal((await contentOf(again, 'b')).toString(), 'small');
    assert.deepEqual(await contentOf(again, 'a/b'), LARGE);
    assert.equal((await contentOf(again, 'a')).length, 0);
  });

  it('counts as live exactly the blobs that objects refer to', async () => {
    const { store, state } = open();
    await put(state, 'small', Buffer.from('x'));
    await put(state, 'large', LARGE);
    await put(state, 'other', LARGE);
    state.deleteObject('bucket', 'other');
    const live = state.liveBlobs();
    assert.deepEqual([...live], [state.object('bucket', 'large')?.blob]);
    await store.blobs.sweep(live);
    assert.deepEqual(await contentOf(state, 'large'), LARGE);
  });

  it('removes a blob once the change that dropped it is durable, and not before', async () => {
    const store = memoryStore();
    let release = () => {};
    const durable = new Promise<void>((resolve) => {
      release = resolve;
    });
    const removed: string[] = [];
    const blobs = { ...store.blobs, remove: async (id: string) => void removed.push(id) };
    const { state } = open({ ...store, blobs, durable: () => durable });
    await put(state, 'replaced', LARGE);
    await put(state, 'deleted', LARGE);
    const dropped = ['replaced', 'deleted'].map((key) => state.object('bucket', key)?.blob);
    await put(state, 'replaced', Buffer.from('small now'));
    state.deleteObject('bucket', 'deleted');
    await new Promise(setImmediate);
    assert.deepEqual(removed, []);
    release();
    await new Promise(setImmediate);
    assert.deepEqual(removed, dropped);
  });

  it('keeps a blob whose removal could not be written', async () => {
    const store = memoryStore();
    const { state } = open({ ...store, durable: () => Promise.reject(new Error('disk full')) });
    await put(state, 'key', LARGE);
    const blob = state.object('bucket', 'key')?.blob as string;
    state.deleteObject('bucket', 'key');
    await new Promise(setImmediate);
    assert.deepEqual(await store.blobs.bytes(blob), LARGE);
  });

  it('lists what it did before when the store takes changes back', async () => {
    const changes: Undoable[] = [];
    const tables = createTables((change) => changes.push(change));
    const table = <Row>(name: string) => tables.rows(name) as Table<unknown> as Table<Row>;
    const { state } = open({ ...memoryStore(), table });
    await put(state, 'changes', Buffer.from('x'));
    await put(state, 'stays', Buffer.from('x'));
    changes.length = 0; // what was so far is on disk
    await put(state, 'new', Buffer.from('x'));
    await put(state, 'changes', Buffer.from('another'));
    state.deleteObject('bucket', 'stays');
    assert.deepEqual(listed(state), ['changes', 'new']);
    tables.undo(changes);
    assert.deepEqual(listed(state), ['changes', 'stays']);
    assert.equal(state.object('bucket', 'changes')?.size, 1);
  });

  it('gives parts of small and of large contents', async () => {
    const { state } = open();
    await put(state, 'small', Buffer.from('0123456789'));
    await put(state, 'large', LARGE);
    const range = { start: 2, end: 4 };
    assert.equal(Buffer.from(state.content('bucket', 'small', range) as Uint8Array).toString(), '234');
    const part = await buffer(state.content('bucket', 'large', range) as Readable);
    assert.deepEqual(part, LARGE.subarray(2, 5));
  });

  it('stamps whole seconds', () => {
    assert.equal(new Date(open().state.now()).toISOString(), '2026-11-22T10:00:00.000Z');
  });
});
