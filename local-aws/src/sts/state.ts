import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import { newKeyId, newSecret } from '../iam/ids.js';
import type { Principal, Session } from '../operation.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';

/** What the store keeps of temporary credentials, by access key id. */
interface CredentialsRow {
  secret: string;
  token: string;
  /** A stamp. */
  expires: number;
  principal: Issued;
}

/** Whom temporary credentials prove. */
export type Issued = Principal & { session: Session };

/** Temporary credentials as they are handed out. */
export interface TemporaryCredentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
  Expiration: Date;
}

/** AWS's session tokens begin like this, and are a few hundred characters long. */
const TOKEN_START = 'IQoJb3JpZ2luX2Vj';
const TOKEN_BYTES = 300;
/** So long expired credentials are told that they have expired; later they are unknown (decided by us). */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** The temporary credentials of the account. They live in the store, and expire by the account's clock. */
export class StsState {
  readonly #account: string;
  readonly #clock: Clock;
  readonly #credentials: Table<CredentialsRow>;

  constructor({ store, account, clock }: { store: Store; account: string; clock: Clock }) {
    this.#account = account;
    this.#clock = clock;
    this.#credentials = store.table('sts.credentials');
  }

  /** The stamp of what is issued now: the dates of STS have no milliseconds. */
  stamp(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }

  /** Makes credentials that prove `principal` for so many seconds. */
  issue(principal: Issued, seconds: number): TemporaryCredentials {
    this.#forgetExpired();
    const id = newKeyId('ASIA', this.#account);
    const secret = newSecret();
    const token = TOKEN_START + randomBytes(TOKEN_BYTES).toString('base64');
    const expires = principal.session.issued + seconds * 1000;
    this.#credentials.put(id, { secret, token, expires, principal });
    return { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: new Date(expires) };
  }

  /** Temporary credentials by their access key id; undefined when they are unknown, or long expired. */
  credentials(
    id: string,
  ): { secret: string; token: string; expired: boolean; principal: Issued } | undefined {
    const row = this.#credentials.get(id);
    if (!row) return undefined;
    const { secret, token, principal, expires } = row;
    return { secret, token, principal, expired: expires <= this.#clock.now() };
  }

  /** Forgets from the oldest on, up to the first that are still remembered: never more work than was issued. */
  #forgetExpired(): void {
    const gone: string[] = [];
    for (const [id, { expires }] of this.#credentials.entries()) {
      if (expires + REMEMBERED_MS > this.#clock.now()) break;
      gone.push(id);
    }
    for (const id of gone) this.#credentials.delete(id);
  }
}
