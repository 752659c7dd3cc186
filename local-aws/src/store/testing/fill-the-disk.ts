/** Uses a store whose files may not grow as far as it wants, and prints what comes of it. */
import { openStore } from '../store.js';
import { OWNER } from './folders.js';

const LARGE = Buffer.alloc(2 * 1024 * 1024, 1);

const store = await openStore(process.argv[2] as string, OWNER);
const rows = store.table<string>('rows');
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => String(error),
  );

rows.put('before', 'kept');
const before = await outcome(store.durable());
rows.put('large', 'lost', LARGE);
const large = await outcome(store.durable());
const seen = [...rows.entries()].map(([key]) => key);
const blob = await outcome(store.blobs.write(LARGE));
rows.put('after', 'kept');
const after = await outcome(store.durable());
await store.close();
process.stdout.write(`${JSON.stringify({ before, large, seen, blob, after })}\n`);
