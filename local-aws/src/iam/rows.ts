/**
 * What the store keeps of IAM. Rows are JSON and are replaced, never edited in place. Times are stamps in ms.
 */

export interface TagRow {
  Key: string;
  Value: string;
}

/** The policies of a user, a group or a role: managed ones by ARN, inline ones by name. */
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
  /** The names of his groups; absent as long as he was in none. */
  groups?: readonly string[];
}

export interface GroupRow extends Grants {
  name: string;
  /** `AGPA…` */
  id: string;
  path: string;
  created: number;
}

export interface AccessKeyRow {
  secret: string;
  userName: string;
  created: number;
  /** An inactive key signs nothing. */
  inactive?: true;
  lastUse?: KeyUseRow;
}

/** When and for what an access key last signed. */
export interface KeyUseRow {
  at: number;
  /** Such as `s3`. */
  service: string;
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
  /** The service that a service-linked role belongs to, such as `autoscaling.amazonaws.com`. */
  linkedTo?: string;
}

export interface InstanceProfileRow {
  name: string;
  /** `AIPA…` */
  id: string;
  path: string;
  created: number;
  tags: readonly TagRow[];
  /** The name of the role that it holds. */
  role?: string;
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
