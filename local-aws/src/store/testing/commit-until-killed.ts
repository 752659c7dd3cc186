/**
 * Commits numbered pairs of rows without end, and prints a number when its pair is durable. With each it
 * replaces one large row, and closes and opens the store now and then, which then writes its journal anew.
 */
import { openStore, type Store } from '../store.js';
import { OWNER } from './folders.js';
import { contents } from './numbered.js';

const LARGE = 100_000;
const COMMITS_A_STORE = 60;

async function commit(store: Store): Promise<void> {
  const left = store.table<number>('left');
  const number = left.size;
  left.put(String(number), number);
  store.table<number>('right').put(String(number), number, contents(number));
  store.table<number>('latest').put('latest', number, Buffer.alloc(LARGE, number));
  await store.durable();
  process.stdout.write(`${number}\n`);
}

async function commitMany(store: Store, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) await commit(store);
}

for (;;) {
  const store = await openStore(process.argv[2] as string, OWNER);
  await Promise.all([1, 2, 3].map(() => commitMany(store, COMMITS_A_STORE / 3)));
  await store.close();
}
