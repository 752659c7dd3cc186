/**
 * What the store keeps of IAM. Rows are JSON and are replaced, never edited in place. Times are stamps in ms.
 */

export interface TagRow {
  Key: string;
  Value: string;
}

/** The policies of a user or a role: managed ones by ARN, inline ones by name. */
export interface Grants {
  attached: readonly string[];
  inline: Readonly<Record<string, string>>;
  /** The ARN of the managed policy that bounds what the others may grant. */
  boundary?: string;
}

export interface UserRow extends Grants {
  name: string;
  /** `AIDA…` */
  id: string;
  path: string;
  created: number;
  tags: readonly TagRow[];
}

export interface AccessKeyRow {
  secret: string;
  userName: string;
  created: number;
}

export interface RoleRow extends Grants {
  name: string;
  /** `AROA…`; a role made again under the same name has another one. */
  id: string;
  path: string;
  created: number;
  description?: string;
  /** Seconds. */
  maxSessionDuration: number;
  tags: readonly TagRow[];
  /** The trust policy, as it was sent. */
  trust: string;
}

export interface PolicyVersionRow {
  /** `v1`, `v2`, …; a number is never given twice. */
  id: string;
  document: string;
  created: number;
}

export interface PolicyRow {
  name: string;
  /** `ANPA…` */
  id: string;
  path: string;
  created: number;
  updated: number;
  description?: string;
  tags: readonly TagRow[];
  /** Oldest first. */
  versions: readonly PolicyVersionRow[];
  defaultVersion: string;
  /** The number of the last version ever made. */
  lastVersion: number;
}
