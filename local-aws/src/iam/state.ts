import type { Clock } from '../clock.js';
import type { Durations, Principal } from '../operation.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import { type KeyStore, keyStore } from './access-keys/key-store.js';
import { iamArn, newId, newKeyId, newSecret } from './ids.js';
import { type ProfileStore, profileStore } from './instance-profiles/profile-store.js';
import { ADMINISTRATOR_ACCESS, awsManagedPolicy } from './policies/aws-managed-policies.js';
import { type PropagatedTable, propagatedTable } from './propagation.js';
import type { AccessKeyRow, GroupRow, PolicyRow, RoleRow, UserRow } from './rows.js';

/** The user that a fresh store starts with. */
export const FIRST_USER = 'admin';

const ALIAS = 'alias';

/**
 * Who looks: IAM itself sees every change at once, the services that assume roles only what has propagated.
 */
export type View = 'iam' | 'services';

/** How many users, groups and roles a managed policy is attached to, and how many it bounds. */
export interface PolicyUses {
  attached: number;
  boundaries: number;
}

/**
 * The users, groups, roles and policies of the account, and how they are found. Names are unique whatever their case.
 */
export class IamState {
  readonly account: string;
  readonly keys: KeyStore;
  readonly profiles: ProfileStore;
  readonly #clock: Clock;
  readonly #users: Table<UserRow>;
  readonly #groups: Table<GroupRow>;
  readonly #roles: PropagatedTable<RoleRow>;
  readonly #policies: PropagatedTable<PolicyRow>;
  /** The account's alias, under the key `alias`, if it has one. */
  readonly #aliases: Table<string>;
  /** The tasks that deleted service-linked roles, by id: when they began. */
  readonly #deletionTasks: Table<number>;

  constructor(options: { store: Store; account: string; clock: Clock; durations: Durations }) {
    const { store, account, clock, durations } = options;
    this.account = account;
    this.#clock = clock;
    this.#users = store.table('iam.users');
    this.keys = keyStore(store, clock);
    this.profiles = profileStore(store);
    this.#groups = store.table('iam.groups');
    this.#roles = propagatedTable(store, 'iam.roles', clock, durations);
    this.#policies = propagatedTable(store, 'iam.policies', clock, durations);
    this.#aliases = store.table('iam.aliases');
    this.#deletionTasks = store.table('iam.deletion-tasks');
  }

  /** The stamp of what is made now: IAM's dates have no milliseconds. */
  stamp(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }

  /**
   * Makes the first user, an administrator with an access key. Makes him or his key again where they are gone:
   * there is no root user here who could help (decided by us).
   */
  bootstrap(): void {
    const created = this.stamp();
    if (!this.isUserNameTaken(FIRST_USER)) {
      this.putUser({
        name: FIRST_USER,
        id: newId('AIDA'),
        path: '/',
        created,
        tags: [],
        attached: [ADMINISTRATOR_ACCESS],
        inline: {},
      });
    }
    if (!this.#administratorKey()) {
      const userName = this.#users.get(FIRST_USER)?.name ?? FIRST_USER;
      this.putAccessKey(newKeyId('AKIA', this.account), { secret: newSecret(), userName, created });
    }
  }

  /**
   * The credentials of the first user, for the file that the server writes.
   *
   * @throws Error when that user has no active access key any more.
   */
  administrator(): { accessKeyId: string; secretAccessKey: string; userName: string } {
    const found = this.#administratorKey();
    if (found) {
      return { accessKeyId: found.id, secretAccessKey: found.key.secret, userName: found.key.userName };
    }
    throw new Error(
      `The user ${FIRST_USER} of this local AWS has no active access key. ` +
        "Use another user's key, or restart local-aws: it makes one.",
    );
  }

  #administratorKey() {
    const user = this.#users.get(FIRST_USER);
    return user && this.keys.of(user.name).find(({ key }) => !key.inactive);
  }

  /** The secret of an active access key, for the signature check, and whom it proves. */
  accessKey(id: string): { secret: string; principal: Principal } | undefined {
    const key = this.keys.get(id);
    const user = key && this.user(key.userName);
    if (!user || key.inactive) return undefined;
    return {
      secret: key.secret,
      principal: {
        kind: 'user',
        account: this.account,
        arn: this.userArn(user),
        userId: user.id,
        name: user.name,
      },
    };
  }

  putAccessKey(id: string, key: AccessKeyRow): void {
    this.keys.put(id, key);
  }

  /** The user that an access key belongs to, whether it is active or not. */
  ownerOf(accessKeyId: string): UserRow | undefined {
    const key = this.keys.get(accessKeyId);
    return key && this.user(key.userName);
  }

  user(name: string): UserRow | undefined {
    return named(this.#users.get(name.toLowerCase()), name);
  }

  users(): UserRow[] {
    return [...this.#users.entries()].map(([, user]) => user);
  }

  /** Whether a user of this name exists, in any case: a second one would be refused. */
  isUserNameTaken(name: string): boolean {
    return this.#users.has(name.toLowerCase());
  }

  putUser(user: UserRow): void {
    this.#users.put(user.name.toLowerCase(), user);
  }

  deleteUser(name: string): void {
    this.#users.delete(name.toLowerCase());
  }

  userArn(user: UserRow): string {
    return iamArn(this.account, 'user', user.path, user.name);
  }

  group(name: string): GroupRow | undefined {
    return named(this.#groups.get(name.toLowerCase()), name);
  }

  groups(): GroupRow[] {
    return [...this.#groups.entries()].map(([, group]) => group);
  }

  /** Whether a group of this name exists, in any case: a second one would be refused. */
  isGroupNameTaken(name: string): boolean {
    return this.#groups.has(name.toLowerCase());
  }

  putGroup(group: GroupRow): void {
    this.#groups.put(group.name.toLowerCase(), group);
  }

  deleteGroup(name: string): void {
    this.#groups.delete(name.toLowerCase());
  }

  groupArn(group: GroupRow): string {
    return iamArn(this.account, 'group', group.path, group.name);
  }

  /** The users that are in a group. */
  membersOf(groupName: string): UserRow[] {
    return this.users().filter(({ groups = [] }) => groups.includes(groupName));
  }

  role(name: string, view: View = 'iam'): RoleRow | undefined {
    const key = name.toLowerCase();
    return named(view === 'iam' ? this.#roles.get(key) : this.#roles.seenByServices(key), name);
  }

  roles(): RoleRow[] {
    return this.#roles.rows();
  }

  roleArn(role: RoleRow): string {
    return iamArn(this.account, 'role', role.path, role.name);
  }

  /** Whether a role of this name exists, in any case: a second one would be refused. */
  isRoleNameTaken(name: string): boolean {
    return this.#roles.get(name.toLowerCase()) !== undefined;
  }

  putRole(role: RoleRow): void {
    this.#roles.put(role.name.toLowerCase(), role);
  }

  deleteRole(name: string): void {
    this.#roles.delete(name.toLowerCase());
  }

  /** A managed policy by its ARN: the account's own, or one of AWS's. */
  policy(arn: string, view: View = 'iam'): PolicyRow | undefined {
    const own = view === 'iam' ? this.#policies.get(arn) : this.#policies.seenByServices(arn);
    return own ?? awsManagedPolicy(arn);
  }

  /** The account's own managed policies. */
  policies(): PolicyRow[] {
    return this.#policies.rows();
  }

  policyArn(policy: PolicyRow): string {
    return iamArn(this.account, 'policy', policy.path, policy.name);
  }

  putPolicy(policy: PolicyRow): void {
    this.#policies.put(this.policyArn(policy), policy);
  }

  deletePolicy(arn: string): void {
    this.#policies.delete(arn);
  }

  /** Whether a policy of this name exists, in any case and under any path: a second one would be refused. */
  isPolicyNameTaken(name: string): boolean {
    return this.policies().some((policy) => policy.name.toLowerCase() === name.toLowerCase());
  }

  /** How often each managed policy is in use, by ARN; a policy without an entry is not. */
  policyUses(): Map<string, PolicyUses> {
    const uses = new Map<string, PolicyUses>();
    const count = (arn: string, kind: keyof PolicyUses) => {
      const before = uses.get(arn) ?? { attached: 0, boundaries: 0 };
      uses.set(arn, { ...before, [kind]: before[kind] + 1 });
    };
    for (const holder of [...this.users(), ...this.groups(), ...this.roles()]) {
      for (const arn of holder.attached) count(arn, 'attached');
      if (holder.boundary !== undefined) count(holder.boundary, 'boundaries');
    }
    return uses;
  }

  /** The account's alias; undefined when it has none. */
  get alias(): string | undefined {
    return this.#aliases.get(ALIAS);
  }

  set alias(alias: string | undefined) {
    if (alias === undefined) this.#aliases.delete(ALIAS);
    else this.#aliases.put(ALIAS, alias);
  }

  hasDeletionTask(id: string): boolean {
    return this.#deletionTasks.has(id);
  }

  putDeletionTask(id: string): void {
    this.#deletionTasks.put(id, this.stamp());
  }
}

/**
 * Names are looked up in their exact case (decided by us: AWS documents only that they are unique without
 * it).
 */
function named<Row extends { name: string }>(row: Row | undefined, name: string): Row | undefined {
  return row?.name === name ? row : undefined;
}
