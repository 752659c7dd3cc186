import type { Clock } from '../clock.js';
import type { Durations, Principal } from '../operation.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import { ADMINISTRATOR_ACCESS, awsManagedPolicy } from './aws-managed-policies.js';
import { iamArn, newId, newSecret } from './ids.js';
import { type PropagatedTable, propagatedTable } from './propagation.js';
import type { AccessKeyRow, PolicyRow, RoleRow, UserRow } from './rows.js';

/** The user that a fresh store starts with. */
const FIRST_USER = 'admin';

/**
 * Who looks: IAM itself sees every change at once, the services that assume roles only what has propagated.
 */
export type View = 'iam' | 'services';

/** How many users and roles a managed policy is attached to, and how many it bounds. */
export interface PolicyUses {
  attached: number;
  boundaries: number;
}

/**
 * The users, roles and policies of the account, and how they are found. Names are unique whatever their case.
 */
export class IamState {
  readonly account: string;
  readonly #clock: Clock;
  readonly #users: Table<UserRow>;
  readonly #accessKeys: Table<AccessKeyRow>;
  readonly #roles: PropagatedTable<RoleRow>;
  readonly #policies: PropagatedTable<PolicyRow>;

  constructor(options: { store: Store; account: string; clock: Clock; durations: Durations }) {
    const { store, account, clock, durations } = options;
    this.account = account;
    this.#clock = clock;
    this.#users = store.table('iam.users');
    this.#accessKeys = store.table('iam.access-keys');
    this.#roles = propagatedTable(store, 'iam.roles', clock, durations);
    this.#policies = propagatedTable(store, 'iam.policies', clock, durations);
  }

  /** The stamp of what is made now: IAM's dates have no milliseconds. */
  stamp(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }

  /** Makes the first user, an administrator with an access key, if the store has no user yet. */
  bootstrap(): void {
    if (this.#users.size > 0) return;
    const created = this.stamp();
    this.putUser({
      name: FIRST_USER,
      id: newId('AIDA'),
      path: '/',
      created,
      tags: [],
      attached: [ADMINISTRATOR_ACCESS],
      inline: {},
    });
    this.putAccessKey(newId('AKIA'), { secret: newSecret(), userName: FIRST_USER, created });
  }

  /**
   * The credentials of the first user, for the file that the server writes.
   *
   * @throws Error when that user has no access key any more.
   */
  administrator(): { accessKeyId: string; secretAccessKey: string; userName: string } {
    for (const [accessKeyId, key] of this.#accessKeys.entries()) {
      if (key.userName === FIRST_USER) {
        return { accessKeyId, secretAccessKey: key.secret, userName: FIRST_USER };
      }
    }
    throw new Error(
      `The user ${FIRST_USER} of this local AWS has no access key. ` +
        "Use another user's key, or start with a new data folder.",
    );
  }

  /** The secret of an access key, for the signature check, and whom it proves. */
  accessKey(id: string): { secret: string; principal: Principal } | undefined {
    const key = this.#accessKeys.get(id);
    const user = key && this.user(key.userName);
    if (!user) return undefined;
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
    this.#accessKeys.put(id, key);
  }

  user(name: string): UserRow | undefined {
    return named(this.#users.get(name.toLowerCase()), name);
  }

  users(): UserRow[] {
    return [...this.#users.entries()].map(([, user]) => user);
  }

  putUser(user: UserRow): void {
    this.#users.put(user.name.toLowerCase(), user);
  }

  userArn(user: UserRow): string {
    return iamArn(this.account, 'user', user.path, user.name);
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
    for (const holder of [...this.users(), ...this.roles()]) {
      for (const arn of holder.attached) count(arn, 'attached');
      if (holder.boundary !== undefined) count(holder.boundary, 'boundaries');
    }
    return uses;
  }
}

/**
 * Names are looked up in their exact case (decided by us: AWS documents only that they are unique without
 * it).
 */
function named<Row extends { name: string }>(row: Row | undefined, name: string): Row | undefined {
  return row?.name === name ? row : undefined;
}
