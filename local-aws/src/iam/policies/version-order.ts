import type { PolicyRow, PolicyVersionRow } from '../rows.js';

/** The versions of a policy as IAM lists them (recorded on AWS). */
export function newestFirst({ versions }: PolicyRow): PolicyVersionRow[] {
  return [...versions].sort((a, b) => numberOf(b) - numberOf(a));
}

/** A key by which `page` keeps that order. */
export function versionKey(version: PolicyVersionRow): string {
  return String(1_000_000_000 - numberOf(version));
}

function numberOf({ id }: PolicyVersionRow): number {
  return Number(id.slice(1));
}
