/** The access keys of all users, and when they last signed a request. */
import type { Clock } from '../../clock.js';
import type { Store } from '../../store/store.js';
import type { AccessKeyRow, KeyUseRow } from '../rows.js';

/**
 * Between two writes of a key's use to the store: a request that only reads shall not cost one (decided by us;
 * AWS's own records are up to hours late). A kill loses at most this much.
 */
const USE_WRITTEN_EVERY_MS = 15 * 60_000;

export interface KeyStore {
  get(id: string): AccessKeyRow | undefined;
  put(id: string, key: AccessKeyRow): void;
  delete(id: string): void;
  /** The keys of a user, oldest first. */
  of(userName: string): { id: string; key: AccessKeyRow }[];
  /** The key, if it is one of these, has just signed a request for this service. */
  noteUse(id: string, service: string): void;
  lastUse(id: string): KeyUseRow | undefined;
}

export function keyStore(store: Store, clock: Clock): KeyStore {
  const keys = store.table<AccessKeyRow>('iam.access-keys');
  const uses = new Map<string, KeyUseRow>();
  return {
    get: (id) => keys.get(id),
    put: (id, key) => keys.put(id, key),
    delete(id) {
      keys.delete(id);
      uses.delete(id);
    },
    of: (userName) =>
      [...keys.entries()].filter(([, key]) => key.userName === userName).map(([id, key]) => ({ id, key })),
    noteUse(id, service) {
      const key = keys.get(id);
      if (!key) return;
      const use = { at: clock.now(), service };
      uses.set(id, use);
      if (clock.elapsed(key.lastUse?.at ?? key.created) >= USE_WRITTEN_EVERY_MS) {
        keys.put(id, { ...key, lastUse: use });
      }
    },
    lastUse: (id) => uses.get(id) ?? keys.get(id)?.lastUse,
  };
}
