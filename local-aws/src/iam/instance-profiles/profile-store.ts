/** The instance profiles of the account, which hand a role to EC2 instances. Names are unique whatever their case. */
import type { Store } from '../../store/store.js';
import type { InstanceProfileRow } from '../rows.js';

export interface ProfileStore {
  get(name: string): InstanceProfileRow | undefined;
  /** Whether a profile of this name exists, in any case: a second one would be refused. */
  isTaken(name: string): boolean;
  all(): InstanceProfileRow[];
  put(profile: InstanceProfileRow): void;
  delete(name: string): void;
  /** Those that hold a role. */
  ofRole(roleName: string): InstanceProfileRow[];
}

export function profileStore(store: Store): ProfileStore {
  const profiles = store.table<InstanceProfileRow>('iam.instance-profiles');
  const all = () => [...profiles.entries()].map(([, profile]) => profile);
  return {
    get(name) {
      const profile = profiles.get(name.toLowerCase());
      return profile?.name === name ? profile : undefined;
    },
    isTaken: (name) => profiles.has(name.toLowerCase()),
    all,
    put: (profile) => profiles.put(profile.name.toLowerCase(), profile),
    delete(name) {
      profiles.delete(name.toLowerCase());
    },
    ofRole: (roleName) => all().filter(({ role }) => role === roleName),
  };
}
